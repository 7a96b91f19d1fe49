import { expect } from "chai";
import { toDerivedConfig } from "../../release/derivedConfig";
import { inventorySchema } from "../../release/inventory";
import { type Color, colors } from "../../release/state";
import { config } from "../config/samples";
import { type Run, runProgram } from "./engine";
import { all, before as reached, find, forwardsTo, names } from "./find";
import { type PhaseName, phases, registered } from "./phases";

const settings = config({
  users: { ruleSlot: 0, port: 8080, public: false, selfTest: { command: ["node", "test.js"] } },
  matching: { ruleSlot: 1, port: 9090, calls: ["users"] },
});

const runs = new Map<PhaseName, Promise<Run>>();

/** The program in a phase, run once for all tests. */
function at(phase: PhaseName): Promise<Run> {
  const state = registered(phases[phase], ...colors);
  const run =
    runs.get(phase) ??
    runProgram({
      config: { ...settings, ...toDerivedConfig(state) },
      deployed: { release: state, colorSecret: "s3cret" },
    });
  runs.set(phase, run);
  return run;
}

/** The records of users, with the load balancer that each leads to. */
function records(run: Run): string[] {
  return all(run, "Record")
    .filter(({ name }) => name.startsWith("users"))
    .map(({ name, inputs }) => {
      const [{ name: to }] = inputs["aliases"] as [{ name: string }];
      return `${name}: ${String(inputs["name"])} in ${String(inputs["zoneId"])} leads to ${to}`;
    })
    .sort();
}

describe("a private service", function () {
  // Each phase is a run of the program.
  this.timeout(60_000);

  it("has no target group, rule, certificate or record outside, and nobody outside reaches its tasks", async () => {
    const run = await at("switched");
    const named = (type: string) => names(run, type).filter((name) => name.startsWith("users"));
    expect(named("TargetGroup")).to.deep.equal([
      "users-bbp",
      "users-bgp",
      "users-gbp",
      "users-ggp",
    ]);
    expect(named("ListenerRule").filter((name) => !name.startsWith("users-private-"))).to.be.empty;
    expect(named("Certificate").concat(named("ListenerCertificate"))).to.deep.equal([]);
    const zones = all(run, "Record").filter(({ name }) => name.startsWith("users"));
    expect(new Set(zones.map(({ inputs }) => inputs["zoneId"]))).to.deep.equal(
      new Set(["private-zone"]),
    );
    const sources = all(run, "SecurityGroupIngressRule")
      .filter(({ inputs }) => inputs["securityGroupId"] === "users-tasks-id")
      .map(
        ({ inputs }) =>
          `${String(inputs["referencedSecurityGroupId"])} ${String(inputs["fromPort"])}`,
      );
    expect(sources.sort()).to.deep.equal(["private-blue-id 8080", "private-green-id 8080"]);
    const { inputs } = find(run, "Service", "users-blue");
    expect(
      (inputs["loadBalancers"] as { targetGroupArn: string }[]).map((one) => one.targetGroupArn),
    ).to.deep.equal(["arn:users-bbp", "arn:users-bgp"]);
  });

  it("lets its own tasks alone reach the listeners of its test name, which lead to each load balancer's own color", async () => {
    const run = await at("staged");
    for (const color of colors) {
      const { inputs } = find(run, "Listener", `users-private-${color}-test`);
      expect(inputs).to.deep.include({
        loadBalancerArn: `arn:private-${color}`,
        port: 22_250,
        protocol: "HTTPS",
        defaultActions: [{ type: "forward", targetGroupArn: `arn:users-${color[0]}${color[0]}p` }],
      });
      const open = all(run, "SecurityGroupIngressRule").filter(
        (rule) =>
          rule.inputs["securityGroupId"] === `private-${color}-id` &&
          rule.inputs["fromPort"] === 22_250,
      );
      expect(
        open.map(({ name, inputs: of }) => [name, of["referencedSecurityGroupId"]]),
      ).to.deep.equal([[`users-tests-${color}-in`, "users-tasks-id"]]);
    }
  });

  const test = "users-test: users-test.internal.dev.example.com in private-zone leads to ";
  const production = "users-private: users.internal.dev.example.com in private-zone leads to ";
  const blue = "private-blue.elb.example";
  const green = "private-green.elb.example";
  const expected: Record<PhaseName, [targets: Record<Color, string>, leads: string[]]> = {
    "never released": [{ blue: "fixed-response", green: "fixed-response" }, []],
    idle: [{ blue: "arn:users-bbp", green: "arn:users-bgp" }, [production + blue]],
    staged: [{ blue: "arn:users-bbp", green: "arn:users-bgp" }, [production + blue, test + green]],
    canary: [
      {
        blue: "5 to arn:users-gbp, 95 to arn:users-bbp",
        green: "5 to arn:users-ggp, 95 to arn:users-bgp",
      },
      [production + blue, test + green],
    ],
    switched: [
      { blue: "arn:users-bbp", green: "arn:users-ggp" },
      [production + green, test + green],
    ],
    "switched after a canary": [
      { blue: "arn:users-gbp", green: "arn:users-ggp" },
      [production + green, test + green],
    ],
    returning: [
      { blue: "arn:users-bbp", green: "arn:users-bgp" },
      [production + blue, test + green],
    ],
    retired: [{ blue: "arn:users-gbp", green: "arn:users-ggp" }, [production + green]],
  };
  for (const [phase, [targets, leads]] of Object.entries(expected)) {
    it(`in phase ${phase} has the rules and names of a public one at the private load balancers`, async () => {
      const run = await at(phase as PhaseName);
      const found = Object.fromEntries(
        colors.map((color) => [
          color,
          forwardsTo(find(run, "ListenerRule", `users-private-${color}-production`)),
        ]),
      );
      expect([found, records(run)]).to.deep.equal([targets, leads]);
    });
  }

  it("moves its name last, and stops a fleet only after its rule", async () => {
    const run = await at("switched");
    expect([...reached(run, find(run, "Record", "users-private"))]).to.include.members([
      "ListenerRule users-private-green-production",
      "Service users-green",
    ]);
    expect([...reached(run, find(run, "Service", "users-blue"))]).to.include(
      "ListenerRule users-private-blue-production",
    );
  });

  it("has what serves protected, and a test name that each release can delete", async () => {
    const run = await at("switched");
    const served = [
      find(run, "Record", "users-private"),
      find(run, "ListenerRule", "users-private-green-production"),
      find(run, "TargetGroup", "users-ggp"),
      find(run, "Listener", "users-private-green"),
    ];
    expect(served.map(({ protect }) => protect)).to.deep.equal([true, true, true, true]);
    expect(find(run, "Record", "users-test").protect).to.equal(false);
  });

  it("is recorded with its private names alone, and with one alarm for each fleet", async () => {
    const run = await at("staged");
    const { services } = inventorySchema.parse(run.outputs!["inventory"]);
    const { users } = services;
    expect(users).to.deep.include({
      public: false,
      privateName: "users.internal.dev.example.com",
      testName: "users-test.internal.dev.example.com",
    });
    expect(users).to.not.have.any.keys("productionName", "testAccess");
    expect(users!.fleets.green).to.deep.include({
      privateTargetGroupArns: { blue: "arn:users-gbp", green: "arn:users-ggp" },
      alarms: ["bluegreen/dev/users-green-errors-private"],
    });
    expect(users!.fleets.green).to.not.have.property("targetGroupArns");
    expect(run.outputs!["urls"]).to.deep.equal({
      users: "https://users.internal.dev.example.com:10000",
      matching: "https://matching.dev.example.com",
    });
  });

  it("has private load balancers also while nobody calls it", async () => {
    const alone = config({ users: { ruleSlot: 0, public: false } });
    const run = await runProgram({ config: alone });
    expect(names(run, "LoadBalancer")).to.deep.equal([
      ...["edge-blue", "edge-green", "private-blue", "private-green"],
    ]);
  });
});
