import { expect } from "chai";
import { withHooks } from "../../../automation/plan/hookSteps";
import { describeSteps } from "../../../automation/plan/steps";
import { plannedUps } from "../../../automation/plan/ups";
import { type Settings, settingsSchema } from "../../../config/schema";
import type { Takeover } from "../../../release/state";
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

  it("start a worker that is handed over by one of its own", () => {
    const of = (worker: Takeover) => {
      const users = { ...request.services.users, worker };
      return plannedUps(idle, { ...request, services: { users } }, settings({})).map(
        ({ name }) => name,
      );
    };
    expect(of("handover")).to.deep.equal(["stage", "switch", "handover", "retire"]);
    expect(of("overlap")).to.deep.equal(["stage", "switch", "retire"]);
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
    const handover = [...steps.slice(0, 3), { step: "handover", name: "" }, ...steps.slice(3)];
    const order = withHooks(handover, settings({ afterSwitch: hook }), ["users"]);
    expect(order.map(({ step }) => step).join(" ")).to.equal("1 4 5 handover afterSwitch drain 6");
  });

  const selfTest = { command: ["true"] };
  const withWorkers = settingsSchema.parse({
    domain: "example.com",
    services: {
      users: {},
      mailer: { kind: "worker", selfTest },
      search: { kind: "worker", selfTest, overlap: true },
    },
  });
  const running = {
    activeColor: "blue" as const,
    fleets: { blue: { image: "i", size: 1 }, green: { image: null, size: 0 } },
  };
  const stepsOf = (...services: string[]) => {
    const all = { users: running, mailer: running, search: running };
    return describeSteps(withWorkers, { revision: 1, services: all, current: null }, services).map(
      ({ step, name }) => `${step}: ${name}`,
    );
  };

  it("of a worker alone stop the one and start the other", () => {
    expect(stepsOf("mailer")).to.deep.equal([
      "1: define mailer green",
      "4: test mailer",
      "5: stop mailer blue",
      "handover: start mailer green once nothing of mailer blue runs",
      "6: end the release",
    ]);
  });

  it("of workers beside an API go with its steps", () => {
    expect(stepsOf("users", "mailer", "search")).to.deep.equal([
      "1: start users green, define mailer green, search green",
      "2: deploy the image to users green",
      "3: point users-test.example.com at the green edge",
      "4: test users-test.example.com, mailer, search",
      "5: switch users.example.com to the green edge, stop mailer blue, start search green",
      "handover: start mailer green once nothing of mailer blue runs",
      "drain: let clients leave the old edge",
      "6: stop users blue, search blue",
    ]);
  });
});
