import { expect } from "chai";
import {
  definitionDifferences,
  differences,
  keptSettings,
  mayDoMore,
  neededSettings,
  settingsOf,
  waitingSettings,
  withCallsOf,
} from "../../config/definition";
import { environmentEffects, serviceEffects, sets } from "../../config/effects";
import { serviceSchema, type ServiceSettings, settingsSchema } from "../../config/schema";
import { serviceKeys } from "../../config/serviceSchema";
import type { Fleet, ReleaseState } from "../../release/state";

const service = (more: object = {}) => serviceSchema.parse({ kind: "api", ...more });
const fleet = (settings: ServiceSettings, size = 2): Fleet => ({
  ...{ image: "repo@sha256:1", size },
  settings: keptSettings(settings),
});
/** As the image says, unless they are set. */
const containerKeys = [
  "command",
  "entryPoint",
  "user",
  "workingDirectory",
  "roleArn",
  "ephemeralGiB",
  "logs",
];
/** None, unless they are set. */
const targetKeys = ["slowStartSeconds", "stickySeconds"];
const never: Fleet = { image: null, size: 0 };

describe("the effect of a setting", () => {
  it("is written down for every key that a service or an environment may have", () => {
    const keys = new Set([...serviceKeys.api, ...serviceKeys.worker]);
    expect(Object.keys(serviceEffects)).to.have.members([...keys]);
    expect(Object.keys(environmentEffects)).to.have.members(Object.keys(settingsSchema.shape));
  });

  it("is `release` for what shapes tasks, or how they are reached and judged", () => {
    const kept = keptSettings(service({ environment: { A: "1" }, secrets: {} }));
    const unset = ["repositorySecretArn", "secretsKmsKeyArn", ...containerKeys, ...targetKeys];
    expect(Object.keys(kept)).to.have.members(
      Object.keys(serviceEffects).filter(
        (key) =>
          serviceEffects[key as keyof typeof serviceEffects] === "release" && !unset.includes(key),
      ),
    );
  });
});

describe("the definition of a fleet", () => {
  it("outlives an edit of the settings, except for what takes effect at once", () => {
    const released = service({ cpu: 512, environment: { LOG_LEVEL: "info" }, size: 2 });
    const edited = service({ cpu: 1024, environment: { CRASH: "1" }, size: 5, alarms: ["new"] });
    expect(settingsOf(edited, fleet(released))).to.deep.equal({
      ...released,
      ...{ size: 5, alarms: ["new"] },
    });
  });

  it("is the current settings where none was kept, and has new settings at their default", () => {
    const edited = service({ cpu: 1024, readonlyRootFilesystem: false });
    expect(settingsOf(edited, never)).to.equal(edited);
    const { readonlyRootFilesystem: _, ...old } = keptSettings(service({ cpu: 512 }));
    const { cpu, readonlyRootFilesystem } = settingsOf(edited, { settings: old });
    expect({ cpu, readonlyRootFilesystem }).to.deep.equal({
      ...{ cpu: 512, readonlyRootFilesystem: true },
    });
  });

  it("stays as released even if the schema now rejects it, with new settings at their default", () => {
    const { readonlyRootFilesystem: _, ...old } = keptSettings(service({ cpu: 512 }));
    const settings = { ...old, cpu: 64, retired: "key" };
    const found = settingsOf(service({ cpu: 1024, size: 5 }), { settings });
    expect(found).to.deep.equal({
      ...service({ size: 5 }),
      ...{ cpu: 64, retired: "key", readonlyRootFilesystem: true },
    });
  });

  it("is needed while its fleet may run: both during a release, else the one that runs", () => {
    const [before, after] = [service({ cpu: 256 }), service({ cpu: 512 })];
    const fleets = { blue: fleet(before), green: fleet(after, 0) };
    const cpus = (isReleased: boolean, of = fleets) =>
      neededSettings(service({ cpu: 1024 }), { fleets: of }, isReleased).map(({ cpu }) => cpu);
    expect(cpus(false)).to.deep.equal([256]);
    expect(cpus(true)).to.deep.equal([256, 512]);
    expect(cpus(false, { blue: never, green: never })).to.deep.equal([1024]);
  });

  it("differs by key, down to single variables", () => {
    const [one, other] = [
      keptSettings(service({ cpu: 256, environment: { A: "1", B: "2" } })),
      keptSettings(service({ cpu: 512, environment: { A: "1", C: "3", constructor: "4" } })),
    ];
    expect(differences(one, other)).to.deep.equal([
      { key: "cpu", from: 256, to: 512 },
      { key: "environment.B", from: "2", to: undefined },
      { key: "environment.C", from: undefined, to: "3" },
      { key: "environment.constructor", from: undefined, to: "4" },
    ]);
    expect(differences(one, one)).to.deep.equal([]);
  });

  it("does not differ by the order of an unordered list, nor by a duplicate entry in it", () => {
    const kept = (more: object) => keptSettings(service(more));
    const one = kept({ calls: ["matching", "images"], outboundPorts: [443, 5432, 25] });
    const found = (more: object) => definitionDifferences(service(), one, kept(more));
    const lists = { calls: ["images", "matching"], outboundPorts: [25, 443, 5432, 443] };
    expect(definitionDifferences(service(), one, { ...one, ...lists })).to.deep.equal([]);
    expect(found({ calls: ["images"], outboundPorts: [5432, 443, 25] })).to.deep.equal([
      { key: "calls", from: ["images", "matching"], to: ["images"] },
    ]);
    for (const key of sets) expect(one[key], key).to.be.an("array");
  });

  it("may do more than another: reach, call, read or pull something", () => {
    const may = (more: object, than: object) =>
      mayDoMore(service(), fleet(service(more)), fleet(service(than)));
    expect(may({ outboundPorts: [443, 5432] }, {})).to.equal(true);
    expect(may({}, { outboundPorts: [443, 5432] })).to.equal(false);
    expect(may({ calls: ["users"] }, {})).to.equal(true);
    const secret = (name: string) => ({ secrets: { A: `/${name}` } });
    expect(may(secret("a"), secret("b"))).to.equal(true);
    const permissions = [{ actions: ["sqs:SendMessage", "a:B"], resources: ["*"] }];
    expect(may({ permissions }, {})).to.equal(true);
    const turned = [{ actions: ["a:B", "sqs:SendMessage"], resources: ["*"] }];
    expect(may({ permissions }, { permissions: turned })).to.equal(false);
    const policyArns = ["arn:aws:iam::aws:policy/A"];
    expect(may({ policyArns }, {})).to.equal(true);
    expect(may({}, { policyArns, permissions })).to.equal(false);
    const files = (more: object = {}) => ({
      volumes: [{ path: "/data", efs: "fs-01234567", ...more }],
    });
    expect(may(files(), {})).to.equal(true);
    expect(may(files(), files({ readOnly: true }))).to.equal(true);
    expect(may(files(), files({ path: "/elsewhere" }))).to.equal(false);
    expect(may({ volumes: [{ path: "/tmp", temporary: true }] }, {})).to.equal(false);
    expect(may({ cpu: 1024 }, { cpu: 256 })).to.equal(false);
  });
});

describe("settings that wait for a release", () => {
  const settings = (users: object, more: object = {}) =>
    settingsSchema.parse({ domain: "example.com", services: { users, ...more } });
  const serving = (users: ServiceSettings): ReleaseState => ({
    ...{ version: 2, revision: 3, current: null },
    services: { users: { activeColor: "blue", fleets: { blue: fleet(users), green: never } } },
  });

  it("are those of services that serve, and of these what a release brings", () => {
    const release = serving(service({ cpu: 256, environment: { LOG_LEVEL: "info" } }));
    const edited = settings(
      { cpu: 512, size: 7, environment: {} },
      { fresh: { cpu: 4096, memoryMiB: 8192 } },
    );
    expect(waitingSettings(edited, release)).to.deep.equal({
      users: [
        { key: "cpu", from: 256, to: 512 },
        { key: "environment.LOG_LEVEL", from: "info", to: undefined },
      ],
    });
    expect(
      waitingSettings(settings({ size: 7, cpu: 256, environment: { LOG_LEVEL: "info" } }), release),
    ).to.deep.equal({});
  });

  it("take no call away from a fleet that still makes it", () => {
    const release = serving(service({ calls: ["matching"] }));
    const { services } = withCallsOf(settings({}, { matching: {} }), release);
    expect(services["users"]!.calls).to.deep.equal(["matching"]);
    expect(withCallsOf(settings({}), release).services["users"]!.calls).to.deep.equal([]);
  });
});
