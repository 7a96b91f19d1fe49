import { expect } from "chai";
import { knownLimits, networkInterfaces, tasksPerInstance } from "../../config/instanceTypes";

describe("the room on an instance", () => {
  const types: [string, number | undefined][] = [
    ...([
      ["t3.nano", 2],
      ["t3.micro", 2],
      ["t3.small", 3],
      ["t3a.small", 2],
    ] as [string, number][]),
    ...([
      ["t4g.micro", 2],
      ["t4g.xlarge", 4],
      ["t2.xlarge", 3],
    ] as [string, number][]),
    ...([
      ["m6g.medium", 2],
      ["m7i.large", 3],
      ["m4.large", 2],
      ["m4.16xlarge", 8],
    ] as [string, number][]),
    ...([
      ["c6i.2xlarge", 4],
      ["r5.4xlarge", 8],
      ["m5.16xlarge", 15],
    ] as [string, number][]),
    ["g4dn.xlarge", undefined],
  ];
  for (const [type, count] of types) {
    it(`has ${count ?? "an unknown number of"} network interfaces on a ${type}`, () =>
      expect(networkInterfaces(type)).to.equal(count));
  }

  it("is limited by the scarcest of network interfaces, memory and CPU", () => {
    const room = (instanceType: string, task = { cpu: 256, memoryMiB: 512 }) =>
      tasksPerInstance(knownLimits(instanceType)!, task);
    expect(room("t3.small").tasks).to.equal(2);
    expect(room("t3.micro", { cpu: 128, memoryMiB: 128 })).to.deep.equal({
      tasks: 1,
      shortOf: "2 network interfaces, one of them its own",
    });
    expect(room("m7i.large", { cpu: 256, memoryMiB: 4096 }).shortOf).to.equal(
      "about 7618 MiB for tasks",
    );
    expect(room("m7i.large", { cpu: 2048, memoryMiB: 512 }).shortOf).to.equal("2048 CPU units");
    expect(knownLimits("g4dn.xlarge")).to.equal(undefined);
  });
});
