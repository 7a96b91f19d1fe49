import { expect } from "chai";
import fc from "fast-check";
import { rulePriorities, ruleSlot, ruleSlots, slotOfName } from "../../config/ruleSlot";

describe("the rule slot of a service", () => {
  it("is derived from its name and never changes", () => {
    // Different numbers here would move the rules of running services.
    expect(slotOfName("users")).to.equal(6238);
    expect(slotOfName("matching")).to.equal(6584);
  });

  it("is the setting `ruleSlot` if there is one, also if that is 0", () => {
    expect(ruleSlot("users", { ruleSlot: 0 })).to.equal(0);
    expect(ruleSlot("users", {})).to.equal(slotOfName("users"));
  });

  it("gives four priorities in the listener's order, within an ALB's limits", () => {
    expect(rulePriorities(0)).to.deep.equal({
      header: { blue: 1, green: 2 },
      test: 3,
      production: 4,
    });
    expect(rulePriorities(ruleSlots - 1).production).to.equal(49000);
  });

  it("never shares a priority with another slot", () => {
    const slot = fc.integer({ min: 0, max: ruleSlots - 1 });
    fc.assert(
      fc.property(slot, slot, (one, other) => {
        fc.pre(one !== other);
        const all = [one, other].flatMap((each) => {
          const { header, test, production } = rulePriorities(each);
          return [header.blue, header.green, test, production];
        });
        expect(new Set(all).size).to.equal(8);
        expect(Math.min(...all)).to.be.at.least(1);
        expect(Math.max(...all)).to.be.at.most(50000);
      }),
    );
  });
});
