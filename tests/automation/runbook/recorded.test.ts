import { expect } from "chai";
import { progressFrom } from "../../../automation/runbook/progress";
import { startRun } from "../../../automation/runbook/run";
import { walk } from "../../../automation/runbook/walk";
import { DeployError, StepFailed } from "../../../automation/world/errors";
import type { Deployed, Ports } from "../../../automation/world/ports";
import { allRules } from "../../../automation/world/rules";
import { toDerivedConfig } from "../../../release/derivedConfig";
import { nextState } from "../../../release/nextState";
import { parseState, type ReleaseState } from "../../../release/state";
import { stage, switchBack } from "../../../release/transitions";
import { initial, inventory, settings } from "./oneService";

const request = {
  id: "r-1",
  owner: "me@here:1",
  startedAt: "2026-01-01T00:00:00.000Z",
  services: { users: { image: "repository@sha256:new", size: 2 } },
};
type Fails = "nothing" | "deletions" | "anotherFirst" | "everything";

/** A stack whose `up`s record the release through the program's own compare-and-swap, and then fail as given. */
function stackAt(first: ReleaseState, fails: Fails[]) {
  let recorded = first;
  const ups: string[] = [];
  const deployed = (): Deployed => ({ release: recorded, inventory, colorSecret: "secret" });
  const apply = (wanted: ReleaseState): Deployed => {
    const how = fails.shift() ?? "nothing";
    ups.push(wanted.current?.phase ?? "idle");
    if (how === "anotherFirst") recorded = { ...recorded, revision: recorded.revision + 1 };
    if (how === "everything" || how === "anotherFirst") throw new StepFailed("the `up` failed", []);
    const next = nextState({
      ...{ deployed: recorded, derived: toDerivedConfig(wanted), committedActiveColor: {} },
      ...{ services: Object.keys(settings.services), stack: "dev" },
    });
    if (next.kind === "refuse") throw new DeployError("held", next.found, next.next);
    recorded = parseState(JSON.parse(JSON.stringify(next.state)));
    if (how === "deletions") throw new StepFailed("the `up` failed", ["no delete"]);
    return deployed();
  };
  const engineState = { targets: {}, tasks: {}, instances: {}, content: "mine", pending: [] };
  const stack = {
    ...{ name: "dev", settings },
    apply: (wanted: ReleaseState) => Promise.resolve().then(() => apply(wanted)),
    read: () => Promise.resolve(deployed()),
    engineState: () => Promise.resolve(engineState),
  };
  return { stack, ups, now: () => recorded };
}

/** Production's name leads to `color`, and no task runs. */
function runOn({ stack }: ReturnType<typeof stackAt>, color: "blue" | "green") {
  let seconds = 0;
  const silent = () => undefined;
  const addresses = { blue: ["10.0.0.1"], green: ["10.0.0.2"] };
  const answer = { server: "ns-1", addresses: addresses[color], ttlSeconds: 1, error: null };
  const ports = {
    stack,
    observer: {
      edgeAddresses: (_: unknown, edge: "blue" | "green") => Promise.resolve(addresses[edge]),
      recordTarget: () => Promise.resolve(null),
      resolve: () => Promise.resolve([answer]),
      fleet: () => Promise.resolve(null),
      traffic: () => Promise.resolve({ requests: 0, windowSeconds: 60, lagSeconds: 0 }),
      pollMs: 1000,
    },
    clock: {
      ...{ monotonicSeconds: () => seconds, nowMs: () => seconds * 1000 },
      sleep: (ms: number) => Promise.resolve(void (seconds += ms / 1000)),
    },
    reporter: {
      ...{ stepStarted: silent, stepEnded: silent, waiting: silent, note: silent, warn: silent },
    },
  } as unknown as Ports;
  return startRun(ports, allRules, "me@here:1");
}

/** From the stage on; what it has applied, and how it ended. */
async function release(...fails: Fails[]) {
  const before = parseState(JSON.parse(JSON.stringify(initial.released)));
  const stack = stackAt(before, fails);
  const environment = { release: before, inventory, colorSecret: "secret" };
  const progress = progressFrom(environment, {}, { request });
  const { activeColor } = before.services["users"]!;
  const run = runOn(stack, activeColor!);
  const ended = await walk(run, "release", progress, { without: ["0"] }).then(
    ({ outcome }) => outcome,
    (error: DeployError) => error.kind,
  );
  return { ended, ups: stack.ups, current: stack.now().current?.phase ?? null };
}

describe("an `up` that failed after it had recorded the release", () => {
  it("is undone from what is recorded", async () => {
    expect(await release("deletions")).to.deep.equal({
      ...{ ended: "rolledBack", ups: ["staged", "idle"], current: null },
    });
  });

  it("is undone as well if the deletions of that fail too", async () => {
    expect(await release("deletions", "deletions")).to.deep.equal({
      ...{ ended: "rolledBack", ups: ["staged", "idle"], current: null },
    });
  });

  it("is undone from the state before if it recorded nothing", async () => {
    expect(await release("everything")).to.deep.equal({
      ...{ ended: "rolledBack", ups: ["staged", "idle"], current: null },
    });
  });

  it("changes nothing more if another update has recorded something else", async () => {
    expect(await release("anotherFirst")).to.deep.equal({
      ...{ ended: "held", ups: ["staged", "idle"], current: null },
    });
  });
});

describe("a rollback whose `up` failed after it had recorded that", () => {
  it("pauses, and names the command that goes on from there", async () => {
    const before = parseState(JSON.parse(JSON.stringify(initial.released)));
    const staged = { ...stage(before, request), revision: 2 };
    const stack = stackAt(staged, ["deletions"]);
    const environment = { release: staged, inventory, colorSecret: "secret" };
    const run = runOn(stack, switchBack(staged).services["users"]!.activeColor!);
    const failure = await walk(run, "back", progressFrom(environment, {}, { why: "tests" })).then(
      () => null,
      (error: DeployError) => error,
    );
    expect([failure?.kind, failure?.next]).to.deep.equal([
      "stoppedMidway",
      "fix the cause, then: bluegreen resume --stack dev",
    ]);
  });
});
