import { expect } from "chai";
import { consoleReporter, type LiveStream } from "../../../automation/cli/console/reporter";
import { canaryWait } from "../../../automation/runbook/canary/step";
import type { Reporter } from "../../../automation/world/ports";
import { StepTimes } from "../../../rehearsal/run/stepTimes";

describe("step times", () => {
  let times: StepTimes;
  let reporter: Reporter;
  let nowMs: number;

  beforeEach(() => {
    times = new StepTimes();
    nowMs = 1000;
    const write = (text: string) => times.read(text.trimEnd(), nowMs);
    reporter = consoleReporter({ write } as unknown as LiveStream, () => nowMs);
  });

  it("are read from the deployer's own progress", () => {
    reporter.stepStarted("1", "start users green");
    reporter.waiting("users green runs", 60);
    reporter.note("✔ not a step");
    nowMs = 3000;
    reporter.stepEnded({ step: "1", name: "start users green", seconds: 2 });
    nowMs = 4000;
    reporter.stepStarted("drain", "let clients leave users blue (5 s)");
    expect(times.steps).to.deep.equal([
      { step: "1", name: "start users green", startedMs: 1000, endedMs: 3000 },
      { step: "drain", name: "let clients leave users blue (5 s)", startedMs: 4000, endedMs: null },
    ]);
  });

  it("tell since when the share of a canary has served", () => {
    reporter.stepStarted("canary", "forward 10 % of users to green for 10 minutes");
    nowMs = 3000;
    reporter.waiting(
      "Pulumi: updating users-blue-production (aws:lb/listenerRule:ListenerRule)",
      null,
    );
    nowMs = 4000;
    reporter.waiting(`${canaryWait} 10 % of users`, 13);
    nowMs = 11_000;
    reporter.waiting(`${canaryWait} 10 % of users`, 6);
    expect(times.steps.map(({ servingMs }) => servingMs)).to.deep.equal([4000]);
  });

  it("tell when a step begins", async () => {
    let told = "";
    const begun = times.begun("6").then(() => (told = `at ${nowMs}`));
    reporter.stepStarted("5", "switch users");
    await Promise.resolve();
    expect(told).to.equal("");
    reporter.stepStarted("6", "end the release");
    await begun;
    expect(told).to.equal("at 1000");
  });

  it("keep a failed step open", () => {
    reporter.stepStarted("4", "test");
    reporter.warn("the candidate failed its tests");
    reporter.stepStarted("undo", "stop users green");
    nowMs = 9000;
    reporter.stepEnded({ step: "undo", name: "stop users green", seconds: 8 });
    expect(times.steps.map(({ step, endedMs }) => [step, endedMs])).to.deep.equal([
      ["4", null],
      ["undo", 9000],
    ]);
  });
});
