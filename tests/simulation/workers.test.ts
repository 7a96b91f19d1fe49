import { expect } from "chai";
import { calmSchedule, type Fault, type Schedule } from "../../simulation/schedule";
import {
  crashesWithFault,
  everyNth,
  faultsAt,
  hookBases,
  singles,
  withdrawals,
  workerBases,
} from "../../simulation/search/enumerate";
import { timings } from "../../simulation/model/timings";
import { simulate } from "../../simulation/simulate";
import { expectSurvival } from "./survival";

const alone: Schedule = { ...calmSchedule, services: 0, worker: "handover" };

const changesOf = (timeline: readonly string[]) =>
  timeline.flatMap((line) => / (mailer .* is now .*)/.exec(line)?.[1] ?? []);

describe("simulation: a worker's release", () => {
  it("hands over: the old fleet has stopped before the new one starts", async () => {
    const { violation, ended, timeline } = await simulate(alone, { timeline: true });
    expect({ violation, ended }).to.deep.equal({ violation: null, ended: ["done"] });
    expect(changesOf(timeline)).to.deep.equal([
      "mailer green fleet is now 0 repository@sha256:new",
      "mailer blue fleet is now 0 repository@sha256:old",
      "mailer green fleet is now 2 repository@sha256:new",
    ]);
    expect(timeline.filter((line) => line.includes("step drain"))).to.deep.equal([]);
  });

  it("rolls back to the old fleet if the new one does not start, just as carefully", async () => {
    const faults = [{ moment: 0, kind: "neverBoots" as const }];
    const { violation, ended, timeline } = await simulate({ ...alone, faults }, { timeline: true });
    expect({ violation, ended }).to.deep.equal({ violation: null, ended: ["rolledBack"] });
    expect(changesOf(timeline)).to.deep.equal([
      "mailer green fleet is now 0 repository@sha256:new",
      "mailer blue fleet is now 0 repository@sha256:old",
      "mailer green fleet is now 2 repository@sha256:new",
      "mailer green fleet is now 0 repository@sha256:new",
      "mailer blue fleet is now 2 repository@sha256:old",
    ]);
  });

  it("leaves the old fleet alone if the self-test fails, also with an API in the same release", async () => {
    const faults = [{ moment: 0, kind: "testsFail" as const }];
    const { ended, timeline } = await simulate(
      { ...alone, services: 1, faults },
      { timeline: true },
    );
    expect(ended).to.deep.equal(["rolledBack"]);
    expect(changesOf(timeline)).to.deep.equal([
      "mailer green fleet is now 0 repository@sha256:new",
    ]);
    expect(timeline.filter((line) => line.includes("step 5"))).to.deep.equal([]);
  });

  it("can still end once there is nothing to roll back to", async () => {
    const first: Fault = { moment: 85, kind: "neverBoots" };
    const base: Schedule = { ...alone, services: 1, faults: [first] };
    const { places } = await simulate(base);
    const found: Awaited<ReturnType<typeof simulate>>["violation"][] = [];
    for (const kill of faultsAt(places, ["killDeployer"])) {
      if (kill.moment < first.moment) continue;
      const run = await simulate({ ...base, faults: [first, kill] }, { timeline: true });
      const isThere = run.timeline.some((line) =>
        line.includes("killDeployer after users blue fleet"),
      );
      if (isThere) found.push(run.violation);
    }
    expect(found).to.deep.equal([null]);
  });

  it("survives every single fault, alone and with an API, either way, from either start", async function () {
    this.timeout(60_000);
    await expectSurvival(everyNth(singles(workerBases), 15), 2000);
  });

  it("survives a crash combined with any other fault: a sample of all such pairs", async function () {
    this.timeout(60_000);
    const bases: Schedule[] = ["resume" as const, "abort" as const].map((recovery) => ({
      ...alone,
      recovery: [recovery],
    }));
    await expectSurvival(everyNth(crashesWithFault(bases), 60), 500);
  });

  it("survives the same with hooks, and while it is decommissioned", async function () {
    this.timeout(60_000);
    const bases = [...hookBases.slice(0, 2), ...withdrawals].map((base): Schedule => ({
      ...base,
      services: 0,
      worker: "handover",
    }));
    await expectSurvival(everyNth(singles(bases), 4), 300);
  });

  it("is caught consuming twice if nobody waits for the old fleet", async () => {
    const { violation } = await simulate(alone, { broken: "handover" });
    expect(violation).to.deep.include({
      invariant: 9,
      what: "both colors of mailer consume at once",
    });
  });

  it("rolls back only once the new fleet, which had started to consume, has stopped", async () => {
    const { places } = await simulate(alone);
    const waits: number[] = [];
    for (const fault of faultsAt(places, ["alarmGoesOff"])) {
      const { timeline } = await simulate({ ...alone, faults: [fault] }, { timeline: true });
      const at = (text: string) => timeline.findLastIndex((line) => line.includes(text));
      const [stopped, back] = [at("mailer green fleet is now 0"), at("mailer blue fleet is now 2")];
      const consumed = timeline
        .slice(0, stopped)
        .some((line) => line.includes("a worker consumes"));
      if (back < 0 || !consumed) continue;
      waits.push(Number(timeline[back]!.slice(0, 8)) - Number(timeline[stopped]!.slice(0, 8)));
    }
    expect(waits).to.not.deep.equal([]);
    expect(Math.min(...waits)).to.be.at.least(timings.workerStopMs / 1000);
  });
});
