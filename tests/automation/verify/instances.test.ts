import { expect } from "chai";
import type { Verification } from "../../../automation/verify/check";
import {
  instances,
  judgeInstances,
  type OnInstances,
} from "../../../automation/verify/checks/instances";
import type { InstanceTypesView, InstanceTypeView } from "../../../automation/world/inspector";
import { settingsSchema } from "../../../config/schema";

const service: OnInstances = {
  ...{ service: "users", instanceType: "g4dn.xlarge" },
  ...{ architecture: "X86_64", cpu: 256, memoryMiB: 512 },
};
const gpu: InstanceTypeView = {
  ...{ vcpus: 4, memoryMiB: 16_384, networkInterfaces: 3 },
  ...{ architectures: ["x86_64"], burstable: false },
};
const key = "services.users.compute.instanceType";

/** How `verify` judges a service on instances of which EC2 says this. */
function judged(
  has: Partial<InstanceTypeView>,
  wants: Partial<OnInstances> = {},
  trunking = false,
) {
  const types = { "g4dn.xlarge": { ...gpu, ...has } };
  return judgeInstances({ ...service, ...wants }, { value: { types, trunking } });
}

describe("the room on instances, for verify,", () => {
  it("is what EC2 says of their type, whatever type that is", () => {
    expect(judged({})).to.deep.equal({
      ...{ subject: "users", status: "ok", found: "g4dn.xlarge holds 2 tasks", todo: "" },
    });
  });

  it("is an error where the second task has none, or even the first", () => {
    const rest =
      "but ECS starts a second one before it stops the first, so no task could be replaced";
    const error = { subject: "users", status: "error" };
    const choose = `choose a larger \`${key}\``;
    expect(judged({ networkInterfaces: 2 })).to.deep.equal({
      ...error,
      found: `g4dn.xlarge has room for only one task (2 network interfaces, one of them its own), ${rest}`,
      todo: choose,
    });
    expect(judged({}, { memoryMiB: 8192 })).to.deep.equal({
      ...error,
      found: `g4dn.xlarge has room for only one task (about 15237 MiB for tasks), ${rest}`,
      todo: `${choose}, or lower \`cpu\` and \`memoryMiB\``,
    });
    expect(judged({}, { cpu: 5120 })).to.deep.equal({
      ...error,
      found: `g4dn.xlarge has room for no task (4096 CPU units)`,
      todo: `${choose}, or lower \`cpu\` and \`memoryMiB\``,
    });
  });

  it("is a warning where only interfaces are short and ECS may attach a trunk", () => {
    const short = { networkInterfaces: 2 };
    expect(judged(short, {}, true)).to.deep.equal({
      ...{ subject: "users", status: "warning" },
      found:
        "g4dn.xlarge has room for only one task (2 network interfaces, one of them its own) unless ECS attaches a " +
        "trunk interface to it (`awsvpcTrunking` is on in this account)",
      todo: `check that ECS supports trunking on g4dn.xlarge, or choose a larger \`${key}\``,
    });
    expect(judged({ ...short, burstable: true }, {}, true).status).to.equal("error");
    expect(judged(short, { memoryMiB: 8192 }, true).status).to.equal("error");
    expect(judged({}, {}, true).status).to.equal("ok");
  });

  it("does not matter where the region lacks the type, or it runs another architecture", () => {
    const nothing: InstanceTypesView = { types: {}, trunking: false };
    expect(judgeInstances(service, { value: nothing })).to.deep.equal({
      ...{ subject: "users", status: "error" },
      found: "EC2 does not offer g4dn.xlarge in this region",
      todo: `choose another \`${key}\``,
    });
    expect(judged({}, { architecture: "ARM64" })).to.deep.equal({
      ...{ subject: "users", status: "error" },
      found: "g4dn.xlarge runs x86_64, but `architecture` is ARM64",
      todo: `change \`services.users.architecture\`, or choose another \`${key}\``,
    });
    expect(judged({ architectures: ["i386", "x86_64"] }).status).to.equal("ok");
  });

  it("is known of common types where EC2 can't be asked, and of others is not", () => {
    const offline = (instanceType: string) =>
      judgeInstances({ ...service, instanceType }, { notHere: "the local cloud has none" });
    expect(offline("t3.small").found).to.equal("t3.small holds 2 tasks");
    expect(offline("m6g.medium").status).to.equal("error");
    expect(offline("g4dn.xlarge")).to.deep.equal({
      ...{ subject: "users", status: "notApplicable", found: "the local cloud has none", todo: "" },
    });
  });

  async function look(types: Record<string, string | undefined>) {
    const services = Object.fromEntries(
      Object.entries(types).map(([name, instanceType]) => [
        name,
        { compute: instanceType === undefined ? undefined : { type: "ec2", instanceType } },
      ]),
    );
    const asked: (readonly string[])[] = [];
    const found = await instances.look({
      services: Object.keys(types),
      stack: { settings: settingsSchema.parse({ domain: "example.com", services }) },
      inspector: {
        instanceTypes(names: readonly string[]) {
          asked.push(names);
          const all = Object.fromEntries(names.map((name) => [name, gpu]));
          return Promise.resolve({ value: { types: all, trunking: false } });
        },
      },
    } as unknown as Verification);
    return { asked, found: found.map(({ subject, found }) => `${subject}: ${found}`) };
  }

  it("is asked for once, of each type that a service is on", async () => {
    const types = { users: "t3.small", orders: "m7i.large", bills: "t3.small", web: undefined };
    expect(await look(types)).to.deep.equal({
      asked: [["t3.small", "m7i.large"]],
      found: [
        "users: t3.small holds 2 tasks",
        "orders: m7i.large holds 2 tasks",
        "bills: t3.small holds 2 tasks",
      ],
    });
    expect(await look({ web: undefined })).to.deep.equal({ asked: [], found: [] });
  });
});
