import { expect } from "chai";
import { keptSettings } from "../../config/definition";
import { environmentEffects, serviceEffects } from "../../config/effects";
import { environmentShape } from "../../config/environmentShape";
import { shapeOf } from "../../config/runningChanges";
import { servingChanges } from "../../config/servingChanges";
import type { RawConfig } from "../../config/raw";
import type { ReleaseState } from "../../release/state";
import { idle } from "../release/states";
import { config, settingsOf } from "./samples";

const services = { users: {}, matching: {} };
const made = settingsOf(config(services));
const deployed = {
  environment: environmentShape(made),
  services: Object.fromEntries(
    Object.entries(made.services).map(([name, service]) => [name, shapeOf(name, service)]),
  ),
};
const users = idle.services["users"]!;
const never = { image: null, size: 0 };
const drained: ReleaseState = {
  ...idle,
  services: {
    ...idle.services,
    users: {
      activeColor: null,
      fleets: { ...users.fleets, blue: { ...users.fleets.blue, size: 0 } },
    },
  },
};

const changes = (raw: RawConfig, release: ReleaseState | undefined = idle, more: object = {}) =>
  servingChanges("dev", settingsOf(raw), { release, ...deployed, ...more });
const problems = (...args: Parameters<typeof changes>) => changes(...args)?.problems ?? [];
const replaced = "and AWS can only replace it";

describe("settings of an environment that serves", () => {
  it("are refused by key, with the value that serves and the alternative", () => {
    const raw = {
      ...config(services),
      domain: "new.example.com",
      network: { cidr: "10.20.0.0/16", natGateways: "onePerAz" },
    };
    expect(changes(raw)).to.deep.equal({
      found: "these settings would replace, rename or delete what serves",
      problems: [
        `\`domain\` is new.example.com, but what serves was made with dev.example.com, ${replaced}`,
        `\`hostedZone\` is new.example.com, but what serves was made with dev.example.com, ${replaced}`,
        `\`network.cidr\` is 10.20.0.0/16, but what serves was made with 10.0.0.0/16, ${replaced}`,
        `\`network.natGateways\` is onePerAz, but what serves was made with single, ${replaced}`,
      ],
      next:
        "set them back in Pulumi.dev.yaml and run the command again; for an environment with other " +
        "values: bluegreen env create <name> --from dev",
    });
  });

  it("can't give a service the slot that another one leaves in the same `up`", () => {
    const slots = (users: number, matching: number) =>
      config({ users: { ruleSlot: users }, matching: { ruleSlot: matching } });
    const shapes = Object.entries(settingsOf(slots(1, 2)).services).map(
      ([name, service]) => [name, shapeOf(name, service)] as const,
    );
    const over = (release: ReleaseState, raw: RawConfig) =>
      changes(raw, release, { services: Object.fromEntries(shapes) });
    const none = { ...idle, services: {} };
    expect(over(none, slots(2, 1))).to.deep.equal({
      found: "these settings would give a service a slot that is still in use",
      problems: [
        "`services.users.ruleSlot` is 2, but matching still has that slot",
        "`services.matching.ruleSlot` is 1, but users still has that slot",
      ],
      next:
        "set them back in Pulumi.dev.yaml and run the command again; then, to use that slot, first give the " +
        "service that has it another `ruleSlot`, or remove it, in an `up` of its own: bluegreen up --stack dev",
    });
    expect(over(none, config({ users: { ruleSlot: 2 } }))?.problems).to.deep.equal([
      "`services.users.ruleSlot` is 2, but matching still has that slot",
    ]);
    expect(over(none, slots(3, 2))).to.equal(null);
    expect(over(none, slots(1, 3))).to.equal(null);
  });

  it("include the zone, the foundation and where images are from", () => {
    expect(problems({ ...config(services), hostedZone: "example.com" })).to.deep.equal([
      `\`hostedZone\` is example.com, but what serves was made with dev.example.com, ${replaced}`,
    ]);
    expect(problems({ ...config(services), imagesFrom: "prod" })).to.deep.equal([
      `\`imagesFrom\` is prod, but what serves was made with not set, ${replaced}`,
    ]);
    expect(
      problems({ ...config(services), foundation: "prod" }).map((text) => text.split(" ")[0]),
    ).to.deep.equal(["`foundation`", "`hostedZone`", "`imagesFrom`", "`network`"]);
  });

  it("include an existing network, in which the order of subnets means nothing", () => {
    const network = (publicSubnetIds: string[]) => ({
      vpcId: "vpc-00000001",
      publicSubnetIds,
      privateSubnetIds: ["subnet-00000003", "subnet-00000004"],
    });
    const brought = (ids: string[]) => ({ ...config(services), network: network(ids) });
    const environment = environmentShape(
      settingsOf(brought(["subnet-00000001", "subnet-00000002"])),
    );
    const found = (ids: string[]) => problems(brought(ids), idle, { environment });
    expect(found(["subnet-00000002", "subnet-00000001"])).to.deep.equal([]);
    expect(found(["subnet-00000001", "subnet-00000005"])).to.deep.equal([
      '`network.publicSubnetIds` is ["subnet-00000001","subnet-00000005"], but what serves was made with ' +
        `["subnet-00000001","subnet-00000002"], ${replaced}`,
    ]);
  });

  it("include an existing cluster, whether it is written as a name or an ARN", () => {
    const inCluster = (cluster?: string) => ({ ...config(services), ...(cluster && { cluster }) });
    const environment = environmentShape(settingsOf(inCluster("team")));
    const found = (cluster?: string) => problems(inCluster(cluster), idle, { environment });
    expect(found("arn:aws:ecs:eu-central-1:123456789012:cluster/team")).to.deep.equal([]);
    expect(found("other")).to.deep.equal([
      `\`cluster\` is other, but what serves was made with team, ${replaced}`,
    ]);
    expect(found()).to.deep.equal([
      `\`cluster\` is not set, but what serves was made with team, ${replaced}`,
    ]);
  });

  it("may change where nothing serves yet or any more, and if nothing was recorded", () => {
    const raw = { ...config(services), domain: "new.example.com" };
    expect(changes(raw, drained)).to.equal(null);
    expect(servingChanges("dev", settingsOf(raw), { release: undefined, services: {} })).to.equal(
      null,
    );
    expect(changes(raw, idle, { environment: undefined })).to.equal(null);
    expect(problems(raw, { ...idle, services: { users } })).to.have.length(2);
  });

  it("are refused for every key documented as never changing while serving", () => {
    const other: Record<string, RawConfig> = {
      domain: { domain: "new.example.com" },
      hostedZone: { hostedZone: "example.com" },
      network: { network: { cidr: "10.20.0.0/16" } },
      foundation: { foundation: "prod" },
      imagesFrom: { imagesFrom: "prod" },
      cluster: { cluster: "team" },
    };
    const never = Object.entries(environmentEffects).filter(([, effect]) => effect === "never");
    expect(Object.keys(other)).to.have.members(never.map(([key]) => key));
    for (const [key, value] of Object.entries(other)) {
      expect(problems({ ...config(services), ...value }).join(), key).to.contain(`\`${key}`);
    }
  });
});

describe("a service that serves", () => {
  it("is not deleted with its block, but by the command that drains it", () => {
    expect(changes(config({ matching: {} }))).to.deep.equal({
      found: "these settings would replace, rename or delete what serves",
      problems: [
        "`services.users` was removed from the settings, but users is in production, and its " +
          "clients have to drain first",
      ],
      next:
        "put `services.users` back into Pulumi.dev.yaml; then, to drain and delete users: " +
        "bluegreen service remove users --stack dev",
    });
    expect(changes({ ...config({ matching: {} }), protect: true })?.next).to.match(
      /: bluegreen service remove users --stack dev --confirm users$/,
    );
  });

  it("may be removed once it has drained, if it never served, or in the state that is wanted", () => {
    expect(changes(config({ matching: {} }), drained)).to.equal(null);
    expect(changes(config({ users: {} }))).to.equal(null);
    const without = settingsOf(config({ matching: {} }));
    expect(servingChanges("dev", without, { release: idle, ...deployed }, drained)).to.equal(null);
    expect(servingChanges("dev", without, { release: undefined, services: {} })).to.equal(null);
  });

  it("may not be removed while a running fleet was released with a call to it, even if it never served", () => {
    const caller = keptSettings(
      settingsOf(config({ users: { calls: ["matching"] }, matching: {} })).services["users"]!,
    );
    const { blue, green } = idle.services["users"]!.fleets;
    const calling: ReleaseState = {
      ...idle,
      services: {
        ...idle.services,
        users: { activeColor: "blue", fleets: { blue: { ...blue, settings: caller }, green } },
        matching: { activeColor: null, fleets: { blue: never, green: never } },
      },
    };
    expect(changes(config({ users: {} }), calling)).to.deep.include({
      problems: [
        "`services.matching` was removed from the settings, but users was released with a call to it",
      ],
      next:
        "put `services.matching` back into Pulumi.dev.yaml; to release users without the call: " +
        "bluegreen deploy --stack dev --service users; then: bluegreen service remove matching --stack dev",
    });
    expect(changes(config({ users: {}, matching: {} }), calling)).to.equal(null);
  });

  it("keeps what AWS can only replace, and another service can have other values", () => {
    const users = { port: 9090, compute: { type: "ec2" } };
    expect(changes(config({ ...services, users }))).to.deep.equal({
      found: "these settings would replace, rename or delete what serves",
      problems: [
        "`services.users.port` is 9090, but users is running with 8080, and the change would interrupt it",
        "`services.users.compute.type` is ec2, but users is running with fargate, and the change would interrupt it",
      ],
      next:
        "set them back in Pulumi.dev.yaml and run the command again; then, for a service with other values: " +
        "bluegreen service add <name> --stack dev --from users",
    });
    expect(changes(config({ ...services, matching: { port: 9090 } }))).to.equal(null);
  });

  it("keeps every setting documented as never changing while serving", () => {
    const worker = { kind: "worker", selfTest: { command: ["true"] } };
    const other: Record<string, object> = {
      kind: worker,
      port: { port: 9090 },
      protocol: { protocol: "grpc" },
      public: { public: false },
    };
    const never = Object.entries(serviceEffects).filter(([, effect]) => effect === "never");
    expect(Object.keys(other)).to.have.members(never.map(([key]) => key));
    for (const [key, value] of Object.entries(other)) {
      const found = problems(config({ ...services, users: value }));
      expect(found.join(), key).to.contain(`\`services.users.${key}\``);
    }
  });
});
