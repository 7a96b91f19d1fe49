import { expect } from "chai";
import { withHooks } from "../../../automation/plan/hookSteps";
import { plannedUps } from "../../../automation/plan/ups";
import { type Settings, settingsSchema } from "../../../config/schema";
import { idle, request } from "../../release/states";

const hook = { command: ["node", "task.cjs"] };
const settings = (hooks: object): Settings =>
  settingsSchema.parse({ domain: "example.com", services: { users: { hooks }, matching: {} } });
const named = (hooks: object) =>
  plannedUps(idle, request, settings(hooks)).map(({ name, state }) => [name, state.current?.phase]);

describe("planned `up`s", () => {
  it("are three without hooks", () => {
    expect(named({})).to.deep.equal([
      ["stage", "staged"],
      ["switch", "switched"],
      ["retire", undefined],
    ]);
  });

  it("define the image before a hook that comes before the stage, and close after one at the end", () => {
    expect(named({ beforeStage: hook, afterRetire: hook })).to.deep.equal([
      ["define", "defined"],
      ["stage", "staged"],
      ["switch", "switched"],
      ["retire", "retired"],
      ["close", undefined],
    ]);
  });

  it("are as many when the hooks come between them", () => {
    expect(named({ beforeSwitch: hook, afterSwitch: hook })).to.have.length(3);
  });
});

describe("planned steps", () => {
  const steps = ["1", "4", "5", "drain", "6"].map((step) => ({ step, name: step }));

  it("have each hook where it runs, of the released services alone", () => {
    const all = { beforeStage: hook, beforeSwitch: hook, afterSwitch: hook, afterRetire: hook };
    const planned = withHooks(steps, settings(all), ["users", "matching"]);
    expect(planned.map(({ step }) => step)).to.deep.equal([
      "beforeStage",
      "1",
      "4",
      "beforeSwitch",
      "5",
      "afterSwitch",
      "drain",
      "6",
      "afterRetire",
    ]);
    expect(planned[0]?.name).to.equal("run beforeStage of users: node task.cjs");
    expect(withHooks(steps, settings(all), ["matching"])).to.deep.equal(steps);
  });
});
