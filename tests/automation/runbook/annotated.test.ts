import { expect } from "chai";
import { isOnlyAnnotated } from "../../../automation/runbook/annotated";
import { promote, shift, stage } from "../../../release/transitions";
import { idle, imageA, imageB, request } from "../../release/states";

const fleet = (size: number) => ({ image: imageA, size });
const matching = (size: number) => ({
  activeColor: "blue" as const,
  fleets: { blue: fleet(size), green: fleet(0) },
});
const served = { ...idle, services: { ...idle.services, matching: matching(2) } };
const users = { users: { image: imageB, size: 3 } };
const staged = stage(served, { ...request, services: users });
const before = shift(staged, { users: [{ percent: 5, minutes: 10 }] })!;
const now = { ...promote(before), revision: before.revision + 1 };
const withService = (name: string, size: number) => ({
  ...now,
  services: { ...now.services, [name]: matching(size) },
});

describe("a state that differs from the one before a promotion", () => {
  it("is only promoted even if that `up` applied the size of a service that is not being released", () => {
    expect(isOnlyAnnotated(before, now)).to.equal(true);
    expect(isOnlyAnnotated(before, withService("matching", 3))).to.equal(true);
  });

  it("is another deployer's if anything of the release has changed", () => {
    expect(isOnlyAnnotated(before, before)).to.equal(false);
    expect(isOnlyAnnotated(before, withService("users", 3))).to.equal(false);
    const owned = { ...now, current: { ...now.current!, owner: "ben@vm:8" } };
    expect(isOnlyAnnotated(before, owned)).to.equal(false);
  });
});
