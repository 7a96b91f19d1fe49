import { expect } from "chai";
import type { Ports } from "../../../automation/world/ports";
import type { OneOffStart, OneOffTask } from "../../../automation/world/oneOffTasks";
import { allRules } from "../../../automation/world/rules";
import { partsOf, type Environment } from "../../../automation/world/environment";
import { runErrand } from "../../../automation/runbook/oneOff";
import { progressFrom } from "../../../automation/runbook/progress";
import { startRun } from "../../../automation/runbook/run";
import { settingsSchema } from "../../../config/schema";
import type { FleetSettings } from "../../../release/state";
import { stage } from "../../../release/transitions";
import { idle, request } from "../../release/states";
import { inventory } from "../adapters/aws/fixtures";

const task = (state: OneOffTask["state"], exitCode: number | null = null): OneOffTask => ({
  taskId: "t1",
  state,
  exitCode,
  reason: "Essential container in task exited",
});

interface World {
  found?: OneOffTask;
  starts?: OneOffStart[];
  /** What each look returns, second by second; the last one repeats. */
  looks: (OneOffTask | null)[];
  timeoutSeconds?: number;
  /** In the log group. */
  output?: string;
  /** What the candidate was released with. */
  settings?: FleetSettings;
}

/** Runs an errand against scripted answers, on a clock that jumps from poll to poll. */
async function run(world: World) {
  const { found, starts = [{ started: true, taskId: "t1" }], looks, timeoutSeconds = 5 } = world;
  const release = structuredClone(stage(idle, request));
  if (world.settings) release.services["users"]!.fleets.green.settings = world.settings;
  const environment: Environment = { release, inventory, colorSecret: "" };
  const did: string[] = [];
  let nowMs = 0;
  const ports = {
    stack: {
      settings: settingsSchema.parse({
        domain: "example.com",
        services: { users: { startSeconds: 10, stopSeconds: 2 } },
      }),
    },
    observer: { pollMs: 1000 },
    clock: {
      nowMs: () => 0,
      monotonicSeconds: () => nowMs / 1000,
      sleep: (ms: number) => Promise.resolve(void (nowMs += ms)),
    },
    reporter: { waiting: () => undefined },
    oneOffTasks: {
      find: (_: unknown, { key }: { key: string }) => {
        did.push(`find ${key}`);
        return Promise.resolve(found ?? null);
      },
      start: () => {
        did.push("start");
        return Promise.resolve(starts.length > 1 ? starts.shift()! : starts[0]!);
      },
      look: () => Promise.resolve(looks.length > 1 ? looks.shift()! : looks[0]!),
      stop: (_: unknown, taskId: string, reason: string) => {
        did.push(`stop ${taskId}: ${reason}`);
        return Promise.resolve();
      },
      output: () => Promise.resolve(world.output ?? "its log\nDB_PASSWORD=canary"),
    },
  } as unknown as Ports;
  const [part] = partsOf(ports, environment, release.current!);
  const errand = {
    what: "beforeSwitch of users",
    key: "users/beforeSwitch",
    command: ["node"],
    timeoutSeconds,
    environment: {},
  };
  const result = await runErrand(
    startRun(ports, allRules, "me"),
    progressFrom(environment),
    part!,
    errand,
  );
  return { did, result };
}

describe("a one-off command", () => {
  const find = "find bluegreen/r-1/users/beforeSwitch";

  it("says where its output went when a log router has it", async () => {
    const settings = {
      logs: { options: { Name: "datadog" } },
      sidecars: { router: { logRouter: {} } },
    };
    const looks = [task("stopped", 1)];
    const outputs = await Promise.all(
      ["", "as before"].map(
        async (output) => (await run({ looks, settings, output })).result.output,
      ),
    );
    expect(outputs).to.deep.equal([
      "(its output went to its log router (sidecar `router`, output `datadog`))",
      "as before",
    ]);
    expect((await run({ looks, output: "" })).result.output).to.equal("");
  });

  it("starts a task and waits until it ends", async () => {
    const { did, result } = await run({
      looks: [task("pending"), task("running"), task("stopped", 0)],
    });
    expect(did).to.deep.equal([find, "start"]);
    expect(result).to.deep.equal({
      ok: true,
      exitCode: 0,
      reason: "",
      seconds: 2,
      // Without the credentials that are in it.
      output: "its log\nDB_PASSWORD=***",
    });
  });

  it("uses the outcome of a task that an interrupted run has started", async () => {
    const { did, result } = await run({ found: task("stopped", 3), looks: [task("stopped", 3)] });
    expect(did).to.deep.equal([find]);
    expect(result).to.include({ ok: false, exitCode: 3, reason: "exit code 3" });
  });

  it("retries while there is no capacity, for as long as the service may take to start", async () => {
    const none: OneOffStart = { started: false, reason: "ECS placed no task: RESOURCE:CPU" };
    const some = await run({
      starts: [none, none, { started: true, taskId: "t1" }],
      looks: [task("stopped", 0)],
    });
    expect(some.did).to.deep.equal([find, "start", "start", "start"]);
    const never = await run({ starts: [none], looks: [] }).catch((error: unknown) => error);
    expect(String(never)).to.contain(
      "timed out waiting until there is capacity to run beforeSwitch of users: ECS placed no task",
    );
  });

  it("stops a task that times out, and waits until it has stopped", async () => {
    const running = Array<OneOffTask>(8).fill(task("running"));
    const { did, result } = await run({ looks: [...running, task("stopped", 0)] });
    expect(did).to.deep.equal([find, "start", "stop t1: timed out after 5 s"]);
    expect(result).to.deep.include({
      ok: false,
      exitCode: null,
      reason: "timed out after 5 s and was stopped",
      seconds: 7,
    });
  });

  it("gives ECS a minute to list a new task, and does not wait for one that is gone", async () => {
    const late = Array<null>(3).fill(null);
    const { result } = await run({ looks: [...late, task("stopped", 0)] });
    expect(result.ok).to.equal(true);
    const gone = await run({ looks: [null], timeoutSeconds: 600 });
    expect(gone.did).to.deep.equal([find, "start"]);
    expect(gone.result).to.include({
      ok: false,
      exitCode: null,
      reason: "ECS no longer lists its task",
      seconds: 60,
    });
  });

  it("fails without an exit code when its container never started", async () => {
    const { result } = await run({ looks: [task("stopped")] });
    expect(result).to.include({
      ok: false,
      exitCode: null,
      reason: "Essential container in task exited",
    });
  });
});
