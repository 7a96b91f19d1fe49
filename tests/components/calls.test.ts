import { expect } from "chai";
import { toDerivedConfig } from "../../release/derivedConfig";
import { type Color, colors } from "../../release/state";
import { config } from "../config/samples";
import { type Run, runProgram } from "./engine";
import { all, before as reached, find, forwardsTo, names, unwrapped } from "./find";
import { type PhaseName, phases, programAt, registered } from "./phases";

const settings = config({
  users: { ruleSlot: 0, port: 8080 },
  matching: { ruleSlot: 1, port: 9090, compute: { type: "ec2" }, calls: ["users"] },
});

const runs = new Map<PhaseName, Promise<Run>>();

/** The program in a phase, run once for all tests; runs take turns, because Pulumi's mocks are global. */
function at(phase: PhaseName): Promise<Run> {
  const run =
    runs.get(phase) ??
    runProgram({
      config: { ...settings, ...toDerivedConfig(registered(phases[phase], ...colors)) },
      deployed: { release: phases[phase], colorSecret: "s3cret" },
    });
  runs.set(phase, run);
  return run;
}

/** The fleet that a color's private load balancer sends calls of users to. */
function target(run: Run, edge: Color): string {
  return forwardsTo(find(run, "ListenerRule", `users-private-${edge}-production`));
}

describe("calls between services", function () {
  // Each phase is a run of the program.
  this.timeout(60_000);
  const idle = () => at("idle");
  before(() => programAt("idle"));

  it("add no resources if there are none", async () => {
    const run = await programAt("idle");
    expect(names(run, "Zone")).to.deep.equal([]);
    expect(names(run, "LoadBalancer")).to.deep.equal(["edge-blue", "edge-green"]);
  });

  it(
    "have a zone only in the VPC, a publicly validated certificate and two internal load " +
      "balancers",
    async () => {
      const run = await idle();
      expect(find(run, "Zone", "private").inputs).to.deep.include({
        name: "internal.dev.example.com",
        vpcs: [{ vpcId: "vpc-1" }],
      });
      expect(find(run, "Certificate", "private-certificate").inputs["domainName"]).to.equal(
        "*.internal.dev.example.com",
      );
      expect(find(run, "Record", "private-certificate-proof").inputs["zoneId"]).to.equal("Z1");
      for (const color of colors) {
        expect(find(run, "LoadBalancer", `private-${color}`).inputs).to.deep.include({
          internal: true,
          subnets: ["subnet-c", "subnet-d"],
          securityGroups: [`private-${color}-id`],
          clientKeepAlive: 60,
        });
      }
    },
  );

  it(
    "reach a called service on a listener of its own, whatever port clients put in the " +
      "Host header",
    async () => {
      const run = await idle();
      expect(names(run, "Listener").filter((name) => name.includes("private"))).to.deep.equal([
        "users-private-blue",
        "users-private-green",
      ]);
      expect(find(run, "Listener", "users-private-blue").inputs).to.deep.include({
        loadBalancerArn: "arn:private-blue",
        port: 10_000,
        protocol: "HTTPS",
      });
      const { inputs } = find(run, "ListenerRule", "users-private-blue-production");
      expect(inputs["conditions"]).to.deep.equal([{ pathPattern: { values: ["/*"] } }]);
      const byHeader = find(run, "ListenerRule", "users-private-blue-header-green").inputs;
      expect(unwrapped(byHeader["conditions"])).to.deep.equal([
        { httpHeader: { httpHeaderName: "x-bluegreen-color", values: ["green"] } },
        { httpHeader: { httpHeaderName: "x-bluegreen-secret", values: ["s3cret"] } },
      ]);
    },
  );

  const expected: Record<PhaseName, [blue: string, green: string, record: string | null]> = {
    "never released": ["fixed-response", "fixed-response", null],
    idle: ["arn:users-bbp", "arn:users-bgp", "private-blue"],
    staged: ["arn:users-bbp", "arn:users-bgp", "private-blue"],
    canary: [
      "5 to arn:users-gbp, 95 to arn:users-bbp",
      "5 to arn:users-ggp, 95 to arn:users-bgp",
      "private-blue",
    ],
    switched: ["arn:users-bbp", "arn:users-ggp", "private-green"],
    "switched after a canary": ["arn:users-gbp", "arn:users-ggp", "private-green"],
    returning: ["arn:users-bbp", "arn:users-bgp", "private-blue"],
    retired: ["arn:users-gbp", "arn:users-ggp", "private-green"],
  };
  for (const [phase, [blue, green, leads]] of Object.entries(expected)) {
    it(
      `in phase ${phase} are forwarded like production, and the private name points to ` +
        `${leads}`,
      async () => {
        const run = await at(phase as PhaseName);
        expect([target(run, "blue"), target(run, "green")]).to.deep.equal([blue, green]);
        const [record] = all(run, "Record").filter(({ name }) => name === "users-private");
        const [alias] = (record?.inputs["aliases"] ?? []) as { name: string }[];
        expect(alias?.name ?? null).to.equal(leads && `${leads}.elb.example`);
      },
    );
  }

  it("move the name last, after rules, fleets and the load balancers it depends on", async () => {
    const run = await at("switched");
    const record = find(run, "Record", "users-private");
    expect(record.inputs["zoneId"]).to.equal("private-zone");
    expect([...reached(run, record)]).to.include.members([
      "ListenerRule users-private-green-production",
      "Service users-green",
    ]);
    expect([...reached(run, find(run, "Service", "users-blue"))]).to.include(
      "ListenerRule users-private-blue-production",
    );
  });

  it("have every fleet of the called service attached to both private load balancers", async () => {
    const run = await idle();
    const { inputs } = find(run, "Service", "users-blue");
    expect(
      (inputs["loadBalancers"] as { targetGroupArn: string }[]).map((one) => one.targetGroupArn),
    ).to.deep.equal(["arn:users-bb", "arn:users-bg", "arn:users-bbp", "arn:users-bgp"]);
    const { services } = run.outputs!["inventory"] as {
      services: Record<string, { privateName?: string; fleets: Record<Color, object> }>;
    };
    expect(services["users"]!.privateName).to.equal("users.internal.dev.example.com");
    expect(services["users"]!.fleets.blue).to.deep.include({
      privateTargetGroupArns: { blue: "arn:users-bbp", green: "arn:users-bgp" },
    });
    expect(services["matching"]).to.not.have.property("privateName");
  });

  it("are all that security groups let through, from caller to callee", async () => {
    const run = await idle();
    const doors = (direction: string) =>
      all(run, `SecurityGroup${direction}Rule`)
        .filter(({ name }) => name.includes("-calls-"))
        .map(({ inputs }) =>
          [inputs["securityGroupId"], inputs["referencedSecurityGroupId"], inputs["fromPort"]]
            .map(String)
            .join(" "),
        )
        .sort();
    expect(doors("Egress")).to.deep.equal([
      "matching-tasks-id private-blue-id 10000",
      "matching-tasks-id private-green-id 10000",
      "private-blue-id users-tasks-id 8080",
      "private-green-id users-tasks-id 8080",
    ]);
    expect(doors("Ingress")).to.deep.equal([
      "private-blue-id matching-tasks-id 10000",
      "private-green-id matching-tasks-id 10000",
      "users-tasks-id private-blue-id 8080",
      "users-tasks-id private-green-id 8080",
    ]);
  });

  it("give the URL to the caller and to nobody else", async () => {
    const state = structuredClone(phases.idle);
    state.services["matching"]!.fleets.blue = { image: "matching@sha256:1", size: 1 };
    const run = await runProgram({
      config: { ...settings, ...toDerivedConfig(state) },
      deployed: { release: state, colorSecret: "s3cret" },
    });
    const variables = (fleet: string) => {
      const text = find(run, "TaskDefinition", fleet).inputs["containerDefinitions"] as string;
      const [container] = JSON.parse(text) as { environment: { name: string; value: string }[] }[];
      return container!.environment.filter(({ name }) => name.endsWith("_URL"));
    };
    expect(variables("matching-blue")).to.deep.equal([
      { name: "USERS_URL", value: "https://users.internal.dev.example.com:10000" },
    ]);
    expect(variables("users-blue")).to.deep.equal([]);
  });

  it(
    "in an environment built on another one use that one's private zone, load balancers " +
      "and services",
    async () => {
      const base = (await at("idle")).outputs!;
      const fleets = {
        blue: { image: "matching@sha256:1", size: 1 },
        green: { image: null, size: 0 },
      };
      const state = {
        ...phases.idle,
        services: { matching: { activeColor: "blue" as const, fleets } },
      };
      const preview = (service: object) =>
        runProgram({
          config: {
            ...config({ matching: { host: "matching-pr-7", ruleSlot: 7, ...service } }),
            foundation: "base",
            ...toDerivedConfig(state),
          },
          deployed: { release: state, colorSecret: "s3cret" },
          others: { base },
        });
      const run = await preview({ calls: ["users"] });
      expect(run.error).to.equal(undefined);
      expect([...names(run, "Zone"), ...names(run, "LoadBalancer")]).to.deep.equal([]);
      const text = find(run, "TaskDefinition", "matching-blue").inputs["containerDefinitions"];
      expect(text).to.contain("https://users.internal.dev.example.com:10000");
      expect(
        find(run, "SecurityGroupIngressRule", "matching-calls-users-blue-in").inputs,
      ).to.deep.include({
        securityGroupId: "private-blue-id",
        referencedSecurityGroupId: "matching-tasks-id",
        fromPort: 10_000,
      });
      const lost = await preview({ calls: ["accounts"] });
      expect(lost.resources).to.deep.equal([]);
      expect(lost.error?.message).to.contain(
        "`services.matching.calls` names accounts, which is neither a service of this " +
          "environment nor called in base; services called there: users",
      );
    },
  );
});
