import { expect } from "chai";
import type { ApplyOptions, Deployed, Ports } from "../../../automation/world/ports";
import { DeployError } from "../../../automation/world/errors";
import { allRules } from "../../../automation/world/rules";
import { applyUp, duringUp, progressFrom } from "../../../automation/runbook/progress";
import { startRun } from "../../../automation/runbook/run";
import { inventory } from "../adapters/aws/fixtures";
import { keptSettings } from "../../../config/definition";
import { settingsSchema } from "../../../config/schema";
import {
  emptyState,
  type FleetSettings,
  type ReleaseState,
  withServices,
} from "../../../release/state";
import {
  leave,
  promote,
  retire,
  shift,
  stage,
  switchBack,
  switchOver,
} from "../../../release/transitions";
import { refusalOf } from "../../support/refusalOf";
import { idle, request } from "../../release/states";

const staged = stage(idle, request);
const switched = switchOver(staged);
const settings = settingsSchema.parse({
  domain: "example.com",
  services: { users: {}, matching: {}, caller: {} },
});
const both = { ...request, services: { ...request.services, matching: request.services.users } };

/** A stack that records how it was asked, and fails where `fails` says so. */
function runWith(fails: readonly number[] = [], digests: (string | null)[] = []) {
  const asked: { refresh: boolean; only: readonly string[] | "record" | null }[] = [];
  const stack = {
    settings,
    engineState: () => Promise.resolve({ content: "now" }),
    apply: (release: ReleaseState, { refresh, only }: ApplyOptions): Promise<Deployed> => {
      asked.push({ refresh, only: only && (only === "record" ? only : only.services) });
      if (fails.includes(asked.length)) return Promise.reject(new Error("the `up` failed"));
      const of = digests[asked.length - 1];
      const deployed = { release, inventory, colorSecret: "secret" };
      return Promise.resolve({ ...deployed, settings: of === undefined ? "same" : of });
    },
  };
  const ports = { stack, clock: { monotonicSeconds: () => 0, nowMs: () => 0 } } as unknown as Ports;
  const run = startRun(ports, allRules, "somebody");
  let progress = progressFrom({ release: idle, inventory, colorSecret: "secret" });
  const up = async (wanted: ReleaseState) => {
    const failed = { ...progress, engine: duringUp(run, progress.engine, wanted) };
    const named = { verb: "stage", id: "r-1" } as const;
    progress = await applyUp(run, progress, wanted, named).catch(() => failed);
  };
  return { asked, up };
}

describe("the `up`s of a run", () => {
  it("cover the whole environment first, then only what the release touches", async () => {
    const { asked, up } = runWith();
    for (const state of [staged, switched, retire(switched)]) await up(state);
    expect(asked).to.deep.equal([
      { refresh: false, only: null },
      { refresh: false, only: ["users"] },
      { refresh: false, only: ["users"] },
    ]);
  });

  it("cover the whole environment when a service begins to serve, and when it no longer does", async () => {
    const { asked, up } = runWith();
    const first = stage(withServices(emptyState, ["users", "matching"]), request);
    const serving = retire(switchOver(first));
    const leaving = leave(serving, { ...request, services: ["users"] });
    const left = switchOver(leaving);
    const states = [first, first, switchOver(first), serving, leaving, left, retire(left)];
    for (const state of states) await up(state);
    expect(asked.map(({ only }) => only)).to.deep.equal([
      null,
      ["users"],
      // Switched.
      null,
      ["users"],
      ["users"],
      ["users"],
      // Drained and stopped.
      null,
    ]);
  });

  it("cover the whole environment where load balancers change their idle timeout, or a service gets a private name", async () => {
    const kept = keptSettings(settings.services["users"]!);
    const edits: FleetSettings[] = [{ longestRequestSeconds: 300 }, { calls: ["matching"] }];
    for (const edit of edits) {
      const { asked, up } = runWith();
      const candidate = { ...request.services.users, settings: { ...kept, ...edit } };
      const edited = stage(idle, { ...request, services: { users: candidate } });
      for (const state of [idle, edited, switchOver(edited), retire(edited)]) await up(state);
      expect(asked.map(({ only }) => only)).to.deep.equal([null, null, ["users"], null]);
    }
  });

  it("start afresh after one with other settings, which covered the whole environment", async () => {
    const { asked, up } = runWith([], ["same", "same", "other"]);
    for (const state of [idle, stage(idle, both), idle, staged, switched]) await up(state);
    expect(asked.map(({ only }) => only)).to.deep.equal([
      null,
      ["matching", "users"],
      ["matching", "users"],
      ["users"],
      ["users"],
    ]);
  });

  it("all cover the whole environment when another stack's outputs matter", async () => {
    const { asked, up } = runWith([], [null, null]);
    for (const state of [staged, switched]) await up(state);
    expect(asked.map(({ only }) => only)).to.deep.equal([null, null]);
  });

  it("record once when somebody else takes the release over, and keep that time to its end", async () => {
    let nowMs = 0;
    const made: (ReleaseState["current"] | undefined)[] = [];
    const apply = (release: ReleaseState) => {
      made.push(release.current);
      return Promise.resolve({ release, inventory, colorSecret: "secret" });
    };
    const clock = { monotonicSeconds: () => 0, nowMs: () => (nowMs += 1000) };
    const stack = { settings, engineState: () => Promise.resolve({ content: "now" }), apply };
    const run = startRun({ stack, clock } as unknown as Ports, allRules, "somebody");
    const from = progressFrom({ release: idle, inventory, colorSecret: "secret" });
    const named = { verb: "stage", id: "r-1" } as const;
    for (const state of [staged, switched]) await applyUp(run, from, state, named);
    const since = { owner: "somebody", ownedAt: "1970-01-01T00:00:01.000Z" };
    expect(
      made.map((current) => ({ owner: current!.owner, ownedAt: current!.ownedAt })),
    ).to.deep.equal([since, since]);
    const own = { ...staged, current: { ...staged.current!, owner: "somebody" } };
    await applyUp(run, from, own, named);
    expect(made[2]).to.deep.equal(own.current);
  });

  it("are tried again in a canary after a lost race, unless more than a promotion has happened", async () => {
    const first = shift(staged, { users: [{ percent: 5, minutes: 1 }] })!;
    const attempt = async (meanwhile: ReleaseState, earlierUps = [1]) => {
      const revisions: number[] = [];
      const deployed = (release: ReleaseState) => ({ release, inventory, colorSecret: "secret" });
      const stack = {
        ...{ name: "dev", settings, engineState: () => Promise.resolve({ content: "now" }) },
        read: () => Promise.resolve(deployed(meanwhile)),
        apply: (release: ReleaseState) => {
          revisions.push(release.revision);
          return release.revision === meanwhile.revision
            ? Promise.resolve(deployed(release))
            : Promise.reject(new DeployError("held", "another update ran", "wait"));
        },
      };
      const clock = {
        ...{ monotonicSeconds: () => 0, nowMs: () => 0 },
        sleep: () => Promise.resolve(),
      };
      const ports = { stack, clock, observer: { pollMs: 1 } } as unknown as Ports;
      const run = startRun(ports, allRules, "somebody");
      run.measured.upSeconds.push(...earlierUps);
      const from = progressFrom({ release: first, inventory, colorSecret: "secret" });
      const named = { verb: "switch", id: "r-1" } as const;
      const { environment } = await applyUp(run, from, switchOver(first), named);
      return { revisions, phase: environment.release.current?.phase };
    };
    const next = { ...promote(first), revision: first.revision + 1 };
    expect(await attempt(next)).to.deep.equal({
      revisions: [first.revision, first.revision + 1],
      phase: "switched",
    });
    const foreign = { ...switchBack(first), revision: first.revision + 1 };
    expect((await refusalOf(() => attempt(foreign))).found).to.equal("another update ran");
    // The first `up` of `resume` or `abort` may meet the lock of a deployer that was killed.
    expect((await refusalOf(() => attempt(next, []))).found).to.equal("another update ran");
  });

  it("cover the whole environment again after one of the whole environment failed", async () => {
    const { asked, up } = runWith([1]);
    for (const state of [staged, staged, switched]) await up(state);
    expect(asked).to.deep.equal([
      { refresh: false, only: null },
      { refresh: true, only: null },
      { refresh: true, only: null },
    ]);
  });

  it("cover the whole environment after one that failed, since Pulumi can't refresh some services alone", async () => {
    const { asked, up } = runWith([2]);
    for (const state of [staged, switched, switchBack(switched)]) await up(state);
    expect(asked).to.deep.equal([
      { refresh: false, only: null },
      { refresh: false, only: ["users"] },
      { refresh: true, only: null },
    ]);
  });

  it("cover every service that the run has touched", async () => {
    const { asked, up } = runWith();
    for (const state of [idle, stage(idle, both), staged]) await up(state);
    expect(asked.map(({ only }) => only)).to.deep.equal([
      null,
      ["matching", "users"],
      ["matching", "users"],
    ]);
  });
});
