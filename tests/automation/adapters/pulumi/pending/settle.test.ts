import { expect } from "chai";
import { idOf } from "../../../../../automation/adapters/pulumi/pending/identity";
import { settle } from "../../../../../automation/adapters/pulumi/pending/settle";

const urn = (type: string, name: string) => `urn:pulumi:dev::bluegreen::${type}::${name}`;
const serviceType = "aws:ecs/service:Service";
const cluster = "arn:aws:ecs:eu-central-1:123456789012:cluster/dev";
const service = {
  urn: urn(serviceType, "users-green"),
  type: serviceType,
  custom: true,
  parent: urn("bluegreen:index:Fleet", "users-green"),
  inputs: { cluster, name: "users-green-1a2b3c4" },
};
const arn = "arn:aws:ecs:eu-central-1:123456789012:service/dev/users-green-1a2b3c4";
const definitionType = "aws:ecs/taskDefinition:TaskDefinition";
const definition = {
  urn: urn(definitionType, "users-green"),
  type: definitionType,
  inputs: { family: "users-green" },
};
const group = { urn: urn("x", "group"), type: "x", id: "g", inputs: {} };

const exported = (pending: object[], resources: object[] = [group]) => ({
  version: 3,
  deployment: { manifest: { time: "t" }, resources, pending_operations: pending },
});

describe("a pending operation", () => {
  it("is not needed: a stack without any is left alone", () => {
    const nothing = { imported: null, look: [], adopted: [], unknown: [] };
    expect(settle(exported([]))).to.deep.equal(nothing);
    expect(settle({ deployment: {} })).to.deep.equal(nothing);
  });

  it("of a killed create is recorded under the id derived from its name", () => {
    const settled = settle(exported([{ type: "creating", resource: service }]));
    expect(settled.adopted).to.deep.equal([
      { name: "users-green", type: serviceType, physicalName: "users-green-1a2b3c4" },
    ]);
    expect(settled.unknown).to.deep.equal([]);
    expect(settled.look).to.deep.equal([service.urn]);
    expect(settled.imported).to.deep.equal(
      exported([], [group, { ...service, id: arn, outputs: { ...service.inputs, id: arn } }]),
    );
  });

  it("of a killed create is only reported if AWS assigns the id", () => {
    const settled = settle(exported([{ type: "creating", resource: definition }]));
    expect(settled.unknown).to.deep.equal([
      { name: "users-green", type: definitionType, physicalName: null },
    ]);
    expect(settled.look).to.deep.equal([]);
    expect(settled.imported).to.deep.equal(exported([]));
  });

  it("of a replacement is only reported, so that no URN is recorded twice", () => {
    const old = { ...service, id: "old" };
    const settled = settle(exported([{ type: "creating", resource: service }], [old]));
    expect(settled.adopted).to.deep.equal([]);
    expect(settled.unknown).to.have.length(1);
    expect(settled.imported).to.deep.equal(exported([], [old]));
  });

  it("of an update or a deletion only needs a refresh", () => {
    const pending = [
      { type: "updating", resource: group },
      { type: "deleting", resource: definition },
    ];
    const settled = settle(exported(pending));
    expect(settled).to.deep.include({ look: [group.urn], adopted: [], unknown: [] });
    expect(settled.imported).to.deep.equal(exported([]));
  });

  it("has a derivable id for records and resources identified by name, and for nothing else", () => {
    const record = { zoneId: "Z1", name: "users.example.com", type: "A" };
    expect(idOf("aws:route53/record:Record", record)).to.equal("Z1_users.example.com_A");
    expect(idOf("aws:iam/role:Role", { name: "dev-users" })).to.equal("dev-users");
    expect(idOf("aws:iam/role:Role", {})).to.equal(null);
    expect(idOf("aws:lb/loadBalancer:LoadBalancer", { name: "dev-blue" })).to.equal(null);
  });
});
