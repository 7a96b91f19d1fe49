import { expect } from "chai";
import { toDerivedConfig } from "../../release/derivedConfig";
import type { ReleaseState } from "../../release/state";
import { config } from "../config/samples";
import { type Run, runProgram } from "./engine";
import { all, before as beforeOf, find } from "./find";
import { type PhaseName, phases } from "./phases";

const [blue, green] = ["edge-blue.elb.example", "edge-green.elb.example"];

/** Where each record of users leads, by logical name and type. */
function records(run: Run): Record<string, string> {
  const found = all(run, "Record").filter(({ name }) => /^users-(production|test)/.test(name));
  return Object.fromEntries(
    found.map(({ name, inputs }) => {
      const [alias] = (inputs["aliases"] ?? [{ name: "no alias" }]) as [{ name: string }];
      return [`${name} ${String(inputs["type"])}`, alias.name];
    }),
  );
}

const both = (name: string, color: string) => ({
  [`users-${name} A`]: color,
  [`users-${name}-ipv6 AAAA`]: color,
});

const expected: Record<PhaseName, Record<string, string>> = {
  "never released": {},
  idle: both("production", blue),
  staged: { ...both("production", blue), ...both("test", green) },
  canary: { ...both("production", blue), ...both("test", green) },
  "switched after a canary": { ...both("production", green), ...both("test", green) },
  switched: { ...both("production", green), ...both("test", green) },
  returning: { ...both("production", blue), ...both("test", green) },
  retired: both("production", green),
};

const environment = config({ users: { ruleSlot: 0 }, matching: { ruleSlot: 1, calls: ["users"] } });

const runAt = (
  phase: PhaseName,
  loadBalancers: Record<string, unknown> = { ipv6: true },
  inventory?: Record<string, unknown>,
) =>
  runProgram({
    config: { ...environment, loadBalancers, ...toDerivedConfig(phases[phase]) },
    deployed: { release: phases[phase], colorSecret: "s3cret", ...(inventory && { inventory }) },
  });

function inbound(run: Run): Record<string, unknown> {
  const rules = all(run, "SecurityGroupIngressRule").filter(({ name }) =>
    name.startsWith("edge-green"),
  );
  return Object.fromEntries(
    rules.map(({ name, inputs }) => [name, inputs["cidrIpv6"] ?? inputs["cidrIpv4"]]),
  );
}

describe("an environment with IPv6", () => {
  let run: Run;
  before(async () => (run = await runAt("staged")));

  for (const [phase, wanted] of Object.entries(expected)) {
    it(`leads both records of each name to the same load balancer in phase ${phase}`, async () => {
      expect(records(await runAt(phase as PhaseName))).to.deep.equal(wanted);
    });
  }

  it("has AAAA records as strict as the others, but without protection", () => {
    const { inputs, protect } = find(run, "Record", "users-production-ipv6");
    expect(inputs).to.deep.equal({
      zoneId: "Z1",
      name: "users.dev.example.com",
      type: "AAAA",
      aliases: [{ name: blue, zoneId: "ZELB", evaluateTargetHealth: false }],
      allowOverwrite: true,
    });
    expect(protect).to.equal(false);
    expect(find(run, "Record", "users-production").protect).to.equal(true);
  });

  it("gives IPv6 addresses to public load balancers alone", () => {
    const types = all(run, "LoadBalancer").map(({ name, inputs }) => [
      ...[name, inputs["ipAddressType"]],
    ]);
    expect(types).to.have.deep.members([
      ["edge-blue", "dualstack"],
      ["edge-green", "dualstack"],
      ["private-blue", "ipv4"],
      ["private-green", "ipv4"],
    ]);
    const names = all(run, "Record").filter(({ inputs }) => inputs["type"] === "AAAA");
    expect(names.map(({ name }) => name)).to.have.members([
      "users-production-ipv6",
      "users-test-ipv6",
    ]);
  });

  it("has an IPv6 range for the new VPC, and for its public subnets alone", () => {
    expect(find(run, "Vpc", "vpc").inputs).to.deep.include({
      assignGeneratedIpv6CidrBlock: true,
      subnetSpecs: [
        { type: "Public", assignIpv6AddressOnCreation: true },
        { type: "Private", assignIpv6AddressOnCreation: false },
      ],
    });
    const routes = all(run, "Route").map(({ name, inputs }) => [name, inputs]);
    const way = { destinationIpv6CidrBlock: "::/0", gatewayId: "igw-1" };
    expect(routes).to.deep.equal([
      ["ipv6-1", { routeTableId: "rtb-1", ...way }],
      ["ipv6-2", { routeTableId: "rtb-1b", ...way }],
    ]);
  });

  it("leads nobody to a load balancer over IPv6 before it lets them in, and packets find their way", () => {
    const first = beforeOf(run, find(run, "Record", "users-test-ipv6"));
    for (const label of [
      "LoadBalancer edge-green",
      "SecurityGroupIngressRule edge-green-http-ipv6",
      "SecurityGroupIngressRule edge-green-https-ipv6",
      "Route ipv6-1",
      "Route ipv6-2",
      "ListenerRule users-green-production",
    ]) {
      expect([...first]).to.include(label);
    }
  });

  it("lets everybody in over IPv6, or who the settings name", async () => {
    expect(inbound(run)).to.deep.equal({
      "edge-green-http": "0.0.0.0/0",
      "edge-green-http-ipv6": "::/0",
      "edge-green-https": "0.0.0.0/0",
      "edge-green-https-ipv6": "::/0",
    });
    const named = await runAt("idle", { ipv6: true, allowFrom: ["192.0.2.0/24", "2001:db8::/32"] });
    expect(inbound(named)).to.deep.equal({
      "edge-green-http": "127.0.0.1/32",
      "edge-green-http-192.0.2.0/24": "192.0.2.0/24",
      "edge-green-http-2001-db8--/32": "2001:db8::/32",
      "edge-green-http-ipv6": "::1/128",
      "edge-green-https": "127.0.0.1/32",
      "edge-green-https-192.0.2.0/24": "192.0.2.0/24",
      "edge-green-https-2001-db8--/32": "2001:db8::/32",
      "edge-green-https-ipv6": "::1/128",
    });
    // With ranges of IPv4 alone nobody comes in over IPv6.
    const narrow = await runAt("idle", { ipv6: true, allowFrom: ["192.0.2.0/24"] });
    expect(inbound(narrow)).to.deep.include({
      "edge-green-http-ipv6": "::1/128",
      "edge-green-https-ipv6": "::1/128",
    });
  });

  it("records it for the deployer, and for the next `up`", () => {
    const inventory = run.outputs!["inventory"] as Record<string, never>;
    expect(inventory).to.have.property("ipv6", true);
    expect(inventory).to.have.deep.nested.property("services.users.ipv6", [
      "users.dev.example.com",
      "users-test.dev.example.com",
    ]);
    expect(run.outputs!["foundation"]).to.have.property("ipv6", true);
  });
});

describe("an adopted name in an environment with IPv6", () => {
  const name = "users.dev.example.com";
  const at = async (more: object) => {
    const release = structuredClone<ReleaseState>(phases.idle);
    Object.assign(release.services["users"]!, more);
    return runProgram({
      config: { ...environment, loadBalancers: { ipv6: true }, ...toDerivedConfig(release) },
      deployed: { release, colorSecret: "s3cret" },
    });
  };

  it("has no AAAA record until its origin is forgotten, so that the way back is one record", async () => {
    const origin = { [name]: { type: "A", ttlSeconds: 300, values: ["192.0.2.7"] } };
    const run = await at({ origin });
    expect(records(run)).to.deep.equal({ "users-production A": blue });
    expect(run.outputs!["inventory"]).to.have.deep.nested.property("services.users.ipv6", [
      "users-test.dev.example.com",
    ]);
  });

  it("has none as a CNAME: clients find the load balancer's own", async () => {
    const run = await at({ cnames: [name] });
    expect(Object.keys(records(run)).filter((one) => one.endsWith("AAAA"))).to.deep.equal([]);
  });
});

describe("an environment whose IPv6 was turned off", () => {
  let run: Run;
  before(async () => {
    const { outputs } = await runAt("idle");
    const inventory = outputs!["inventory"] as Record<string, unknown>;
    run = await runAt("idle", { ipv6: false }, inventory);
  });

  it("has no AAAA records", () => {
    expect(records(run)).to.deep.equal({ "users-production A": blue });
    const inventory = run.outputs!["inventory"] as Record<string, never>;
    expect(inventory).to.not.have.nested.property("services.users.ipv6");
    expect(run.outputs!["foundation"]).to.not.have.property("ipv6");
  });

  it("still serves whoever holds an address of IPv6", () => {
    expect(find(run, "LoadBalancer", "edge-blue").inputs["ipAddressType"]).to.equal("dualstack");
    expect(inbound(run)).to.have.property("edge-green-https-ipv6", "::/0");
    expect(all(run, "Route")).to.have.length(2);
    expect(find(run, "Vpc", "vpc").inputs["assignGeneratedIpv6CidrBlock"]).to.equal(true);
    expect(run.outputs!["inventory"]).to.have.property("ipv6", true);
  });
});

describe("an environment that never had IPv6", () => {
  it("has none of it", async () => {
    const run = await runAt("staged", {});
    expect(all(run, "Route")).to.deep.equal([]);
    expect(find(run, "LoadBalancer", "edge-blue").inputs["ipAddressType"]).to.equal("ipv4");
    expect(find(run, "Vpc", "vpc").inputs).to.not.have.property("assignGeneratedIpv6CidrBlock");
    expect(run.outputs!["inventory"]).to.not.have.property("ipv6");
  });
});

describe("a preview of an environment with IPv6", () => {
  it("has AAAA records too", async () => {
    const { outputs } = await runAt("idle");
    const run = await runProgram({
      config: {
        ...config({ users: { host: "users-pr-7" } }),
        foundation: "base",
        ...toDerivedConfig(phases.idle),
      },
      deployed: { release: phases.idle, colorSecret: "s3cret" },
      others: { base: outputs! },
    });
    expect(run.error).to.equal(undefined);
    expect(records(run)).to.deep.equal(both("production", blue));
  });
});
