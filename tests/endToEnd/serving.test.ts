import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse, stringify } from "yaml";
import type { Inventory } from "../../release/inventory";
import { Scene } from "../../rehearsal/scene";

/** The real engine, program and deployer: what an edit may do to an environment that serves. */
describe("what serves, on the real Pulumi", function () {
  this.timeout(300_000);
  let scene: Scene;
  let settings: string;
  let serving: string;
  let resources: string[];

  before(async () => {
    scene = await Scene.open();
    await scene.firstRelease();
    settings = scene.committedSettings();
    serving = await scene.serving("users");
    resources = await ids();
  });

  afterEach(() => scene.writeSettings(settings));
  after(() => scene.close());

  /** What exists, by URN and id: whatever is replaced gets another id. */
  async function ids(): Promise<string[]> {
    const { deployment } = JSON.parse(await scene.pulumi("stack", "export")) as Exported;
    return deployment.resources.map(({ urn, id }) => `${urn} ${id}`).sort();
  }

  /** Types of resources that Pulumi protects, the program's own components left out. */
  async function protectedTypes(): Promise<string[]> {
    const { deployment } = JSON.parse(await scene.pulumi("stack", "export")) as Exported;
    const types = deployment.resources
      .filter(({ protect, type }) => protect && !type.startsWith("bluegreen:"))
      .map(({ type }) => type);
    return [...new Set(types)].sort();
  }

  const repositories = async () =>
    (await scene.cloud.client.resources())
      .filter(({ type }) => type === "aws:ecr/repository:Repository")
      .map(({ name }) => name)
      .sort();

  type Config = Record<string, unknown> & { "bluegreen:services": Record<string, object> };

  /** As a person edits the file. */
  function edit(change: (config: Config) => void): void {
    const file = parse(settings) as { config: Config };
    change(file.config);
    scene.writeSettings(stringify(file));
  }

  /** Rewrites the stack's outputs in Pulumi's state. */
  async function editState(change: (outputs: { inventory: Inventory }) => void): Promise<void> {
    const exported = JSON.parse(await scene.pulumi("stack", "export")) as Exported;
    for (const { type, outputs } of exported.deployment.resources) {
      if (type === "pulumi:pulumi:Stack") change(outputs!);
    }
    const file = join(scene.workDir.root, "edited.json");
    writeFileSync(file, JSON.stringify(exported));
    await scene.pulumi("stack", "import", "--file", file);
  }

  async function unchanged(): Promise<void> {
    expect(await ids()).to.deep.equal(resources);
    expect(await scene.serving("users")).to.equal(serving);
  }

  const found = "these settings would replace, rename or delete what serves";
  const other =
    "for an environment with other values: bluegreen env create <name> --from rehearsal";

  it("is protected from its first release on, with all that services share", async () => {
    expect(await protectedTypes()).to.deep.equal([
      "aws:acm/certificate:Certificate",
      "aws:acm/certificateValidation:CertificateValidation",
      "aws:autoscaling/group:Group",
      "aws:cloudwatch/logGroup:LogGroup",
      "aws:ec2/launchTemplate:LaunchTemplate",
      "aws:ec2/routeTable:RouteTable",
      "aws:ec2/securityGroup:SecurityGroup",
      "aws:ec2/subnet:Subnet",
      "aws:ec2/vpc:Vpc",
      "aws:ec2/vpcEndpoint:VpcEndpoint",
      "aws:ecr/lifecyclePolicy:LifecyclePolicy",
      "aws:ecr/repository:Repository",
      "aws:ecs/capacityProvider:CapacityProvider",
      "aws:ecs/cluster:Cluster",
      "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
      "aws:ecs/service:Service",
      "aws:iam/instanceProfile:InstanceProfile",
      "aws:iam/role:Role",
      "aws:iam/rolePolicy:RolePolicy",
      "aws:lb/listener:Listener",
      "aws:lb/listenerRule:ListenerRule",
      "aws:lb/loadBalancer:LoadBalancer",
      "aws:lb/targetGroup:TargetGroup",
      "aws:route53/record:Record",
      "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
      "awsx:ec2:Vpc",
    ]);
  });

  for (const [keys, values, reasons] of [
    [
      "`network`",
      { network: { cidr: "10.20.0.0/16" } },
      ["`network.cidr` is 10.20.0.0/16, but what serves was made with 10.0.0.0/16"],
    ],
    [
      "`domain` and `hostedZone`",
      { domain: "shop.other.test", hostedZone: "other.test" },
      [
        "`domain` is shop.other.test, but what serves was made with rehearsal.test",
        "`hostedZone` is other.test, but what serves was made with rehearsal.test",
      ],
    ],
  ] as const) {
    it(`keeps its ${keys}: every command refuses others, and nothing changes`, async () => {
      edit((config) => {
        for (const [key, value] of Object.entries(values)) config[`bluegreen:${key}`] = value;
      });
      const told = reasons.map((reason) => `${reason}, and AWS can only replace it`);
      const what = told.length > 1 ? "them" : "it";
      const next = `set ${what} back in Pulumi.rehearsal.yaml and run the command again; ${other}`;
      const restart = ["deploy", "--service", "users", "--restart"];
      for (const command of [["up"], restart, ["plan", "--service", "users"]]) {
        const { code, json, lines } = await scene.run(command);
        expect(code, lines.join("\n")).to.equal(2);
        expect(json).to.deep.include({ found, reasons: told, next });
      }
      const { code, json } = await scene.run(["verify"]);
      expect(code).to.equal(2);
      expect(problems(json)).to.deep.equal(told);
      await unchanged();
    });
  }

  it("is protected by Pulumi where no key is known: `up` asks first, and changes nothing", async () => {
    const record = (cidr: string) =>
      editState(({ inventory: { environment } }) => {
        (environment!["network"] as Record<string, unknown>)["cidr"] = cidr;
      });
    await record("10.20.0.0/16");
    edit((config) => (config["bluegreen:network"] = { cidr: "10.20.0.0/16" }));
    const { code, json, lines } = await scene.run(["up"]);
    await record("10.0.0.0/16");
    expect(code, lines.join("\n")).to.equal(2);
    expect(json).to.deep.include({
      found: "this `up` would replace or delete what serves",
      next:
        "undo what changed since the last `up` (settings, program, or libraries), then: " +
        "bluegreen up --stack rehearsal",
    });
    const told = json["reasons"] as string[];
    expect(told).to.include("vpc (aws:ec2/vpc:Vpc) would be replaced");
    const types = told.map(
      (reason) => /^\S+ \((?<type>\S+)\) would be replaced$/.exec(reason)?.[1],
    );
    expect([...new Set(types)].sort()).to.deep.equal([
      "aws:ec2/routeTable:RouteTable",
      "aws:ec2/securityGroup:SecurityGroup",
      "aws:ec2/subnet:Subnet",
      "aws:ec2/vpc:Vpc",
      "aws:ec2/vpcEndpoint:VpcEndpoint",
      "aws:lb/targetGroup:TargetGroup",
      "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    ]);
    await unchanged();
  });

  it("is not deleted by a plain `pulumi destroy`, which changes nothing", async () => {
    const destroyed = scene.pulumi("destroy", "--yes", "--non-interactive");
    const error = await destroyed.then(
      () => null,
      (failure: Error) => failure,
    );
    expect(error?.message).to.match(/resource "[^"]+" cannot be deleted\s+because it is protected/);
    await unchanged();
  });

  it("is not deleted with its block in the settings, but by `service remove`", async () => {
    edit((config) => delete config["bluegreen:services"]["matching"]);
    const told =
      "`services.matching` was removed from the settings, but matching is in production, and its " +
      "clients have to drain first";
    const verified = await scene.run(["verify"]);
    expect(verified.code).to.equal(2);
    expect(problems(verified.json)).to.deep.equal([told]);
    const { code, json, lines } = await scene.run(["up"]);
    expect(code, lines.join("\n")).to.equal(2);
    expect(json).to.deep.include({
      ...{ found, reasons: [told] },
      next:
        "put `services.matching` back into Pulumi.rehearsal.yaml; then, to drain and delete matching: " +
        "bluegreen service remove matching --stack rehearsal",
    });
    await unchanged();
    expect(await repositories()).to.deep.equal(["matching", "users"]);
    scene.writeSettings(settings);
    const removed = await scene.run(["service", "remove", "matching"]);
    expect(removed.code, removed.lines.join("\n")).to.equal(0);
    settings = scene.committedSettings();
    // Its images stay.
    expect(await repositories()).to.deep.equal(["matching", "users"]);
    expect(await scene.serving("matching")).to.match(/^nothing/);
    expect(await scene.serving("users")).to.equal(serving);
  });
});

interface Exported {
  deployment: {
    resources: {
      urn: string;
      type: string;
      id?: string;
      protect?: boolean;
      outputs?: { inventory: Inventory };
    }[];
  };
}

/** What the check `serving` of `verify` found. */
function problems(json: Record<string, unknown>): string[] {
  const findings = json["findings"] as Record<"check" | "status" | "found", string>[];
  return findings
    .filter(({ check, status }) => check === "serving" && status === "error")
    .map(({ found }) => found);
}
