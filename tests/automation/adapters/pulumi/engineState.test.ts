import { expect } from "chai";
import { readEngineState, readOutputs } from "../../../../automation/adapters/pulumi/engineState";

const urn = (type: string, name: string) => `urn:pulumi:dev::bluegreen::${type}::${name}`;
const group = "aws:autoscaling/group:Group";
const ecsService = "aws:ecs/service:Service";
const repository = "aws:ecr/repository:Repository";
const record = "aws:route53/record:Record";

describe("Pulumi's own state", () => {
  it("has alias records, fleets and unfinished operations in an exported deployment", () => {
    const exported = {
      version: 3,
      deployment: {
        manifest: { time: "2026-11-22T15:34:01Z", magic: "", version: "" },
        resources: [
          { urn: urn("pulumi:pulumi:Stack", "s"), type: "pulumi:pulumi:Stack" },
          {
            urn: urn(record, "users-production"),
            type: record,
            inputs: {
              ...{ name: "users.x.org", type: "A" },
              aliases: [{ name: "edge-blue.elb", zoneId: "Z" }],
            },
          },
          {
            urn: urn(record, "old"),
            type: record,
            inputs: { name: "old.x.org", type: "A", records: ["192.0.2.9", "192.0.2.7"] },
          },
          {
            urn: urn(record, "validation"),
            type: record,
            inputs: { name: "_a.x.org", type: "CNAME", records: ["b"] },
          },
          {
            urn: urn(ecsService, "users-green"),
            type: ecsService,
            inputs: { desiredCount: 2 },
          },
          { urn: urn(group, "users-green"), type: group, inputs: { minSize: 3, maxSize: 5 } },
          {
            urn: urn(repository, "users"),
            type: repository,
            inputs: { name: "bluegreen/dev/users" },
            retainOnDelete: true,
          },
          {
            urn: urn(repository, "mailer"),
            type: repository,
            inputs: { name: "bluegreen/dev/mailer" },
          },
        ],
        pending_operations: [
          {
            type: "updating",
            resource: { urn: urn(record, "users-production"), type: record },
          },
        ],
      },
    };
    const { content, ...read } = readEngineState(exported);
    expect(content).to.match(/^[0-9a-f]{64}$/);
    expect(read).to.deep.equal({
      targets: {
        "users.x.org": "edge-blue.elb",
        "old.x.org": "192.0.2.7, 192.0.2.9",
        "_a.x.org": "b",
      },
      tasks: { "users-green": 2 },
      instances: { "users-green": 3 },
      repositories: {
        "bluegreen/dev/users": { isKept: true },
        "bluegreen/dev/mailer": { isKept: false },
      },
      writtenAt: "2026-11-22T15:34:01Z",
      pending: [`updating users-production (${record})`],
    });
  });

  it("has the protected resources of a team's own, which nothing may delete", () => {
    const type = "aws:rds/instance:Instance";
    const one = (name: string, protect: boolean) => ({ urn: urn(type, name), type, protect });
    const ours = { urn: urn("bluegreen:index:Edge", "edge-blue"), type: "edge", protect: true };
    const resources = [one("users", true), one("cache", false), ours];
    expect(readEngineState({ deployment: { resources } }).beside).to.deep.equal([
      urn(type, "users"),
    ]);
  });

  it("has the stack's outputs, and none before its first `up`", () => {
    const type = "pulumi:pulumi:Stack";
    const stack = { urn: urn(type, "s"), type, outputs: { release: { revision: 3 } } };
    expect(readOutputs({ deployment: { resources: [stack] } })).to.deep.equal(stack.outputs);
    expect(readOutputs({ deployment: { resources: null } })).to.deep.equal({});
  });

  it("can be that of an empty stack", () => {
    const { content, ...read } = readEngineState({ deployment: {} });
    expect(content).to.equal(readEngineState({ deployment: { resources: [] } }).content);
    expect(read).to.deep.equal({
      targets: {},
      tasks: {},
      instances: {},
      repositories: {},
      writtenAt: "",
      pending: [],
    });
  });

  it("has the same content after an update that was refused, and another after one that changed it", () => {
    const secret = (ciphertext: string) => ({ password: { ciphertext } });
    const one = { urn: urn(group, "a"), type: group, inputs: { minSize: 3 } };
    const other = { urn: urn(group, "b"), type: group, outputs: secret("abc") };
    const registered = { ...other, propertyDependencies: { minSize: [], tags: [] } };
    const contentOf = (resources: object[], more: object = {}) =>
      readEngineState({ deployment: { resources, ...more } }).content;
    const before = contentOf([one, registered], { manifest: { time: "1" } });
    const again = { ...other, modified: "2", outputs: secret("xyz") };
    expect(contentOf([again, one], { manifest: { time: "2" } })).to.equal(before);
    expect(contentOf([{ ...one, inputs: { minSize: 2 } }, other])).to.not.equal(before);
    expect(contentOf([one])).to.not.equal(before);
    const pending_operations = [{ type: "updating", resource: one }];
    expect(contentOf([one, other], { pending_operations })).to.not.equal(before);
  });
});
