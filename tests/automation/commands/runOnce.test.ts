import { expect } from "chai";
import { runOnce, type RunParts } from "../../../automation/commands/runOnce";
import { DeployError, Stopped } from "../../../automation/world/errors";
import type { LogLine } from "../../../automation/world/logs";
import type { OneOffRequest, OneOffTask } from "../../../automation/world/oneOffTasks";
import { stage, switchOver } from "../../../release/transitions";
import { refusalOf } from "../../support/refusalOf";
import { calmWorld } from "../course/calmWorld";

const image = `repo@sha256:${"2".repeat(64)}`;
const stopped = (exitCode: number | null, reason = ""): OneOffTask => ({
  ...{ taskId: "task-1", state: "stopped", exitCode, reason },
});
const running: OneOffTask = { ...stopped(null), state: "running" };

/** `users` serves from blue; the task goes through these states, a look each, then stays. */
async function serving(looks: (OneOffTask | null)[], lines: LogLine[] = []) {
  const { ports } = calmWorld({ users: {} });
  const { stack } = ports;
  const options = { message: "", refresh: false, only: null };
  const request = {
    ...{ id: "r-1", owner: "ann@vm:7", startedAt: "2026-01-01T00:00:00Z" },
    services: { users: { image, size: 1 } },
  };
  const staged = (await stack.apply(stage((await stack.read()).release!, request), options))
    .release!;
  await stack.apply(switchOver(staged), options);
  let seconds = 0;
  const [started, stops, printed, notes]: [OneOffRequest[], string[], string[], string[]] = [
    ...[[], []],
    ...[[], []],
  ] as never;
  const parts: RunParts = {
    stack,
    oneOffTasks: {
      find: () => Promise.resolve(null),
      start: (_, asked) => {
        started.push(asked);
        return Promise.resolve({ started: true, taskId: "task-1" });
      },
      look: () => Promise.resolve(looks.length > 1 ? looks.shift()! : looks[0]!),
      stop: (_, taskId, reason) => {
        stops.push(`${taskId}: ${reason}`);
        return Promise.resolve();
      },
      output: () => Promise.resolve(""),
    },
    logs: { read: () => Promise.resolve({ lines, hasMore: false }) },
    clock: {
      nowMs: () => seconds * 1000,
      monotonicSeconds: () => seconds,
      sleep: (ms) => {
        seconds += ms / 1000;
        return Promise.resolve();
      },
      newId: () => "0a1b2c3d",
    },
    reporter: { note: (text) => notes.push(text), waiting: () => undefined },
    print: (text) => printed.push(text),
  };
  return { parts, started, stops, printed, notes };
}
const options = { service: "users", timeout: 60, json: false };
const words = ["node", "migrate.cjs"];

describe("`run`", () => {
  it("runs a command as a task of what serves, and prints what it writes", async () => {
    const written = {
      id: "1",
      ms: 1000,
      color: "blue",
      taskId: "task-1",
      text: "migrated",
    } as const;
    const { parts, started, printed, notes } = await serving([running, stopped(0)], [written]);
    const result = await runOnce(parts, words, options);
    expect(started).to.have.length(1);
    expect(started[0]).to.deep.include({
      ...{ command: words, environment: {}, key: "bluegreen/run/0a1b2c3d" },
    });
    const { inventory } = await parts.stack.read();
    expect(started[0]!.fleet).to.deep.equal(inventory!.services["users"]!.fleets.blue);
    expect(printed).to.deep.equal(["migrated"]);
    expect(notes).to.deep.equal([
      "task task-1 of users blue sha256:222222222222: node migrate.cjs",
    ]);
    expect(result).to.deep.equal({
      json: {
        ...{ ok: true, stack: "dev", service: "users", taskId: "task-1", exitCode: 0, reason: "" },
        output: ["migrated"],
      },
      text: "the command succeeded",
      exitCode: 0,
    });
  });

  it("says where the lines go when a log router has them", async () => {
    const { parts, notes } = await serving([stopped(0)]);
    const deployed = await parts.stack.read();
    const release = structuredClone(deployed.release!);
    release.services["users"]!.fleets.blue.settings = {
      logs: {},
      sidecars: { r: { logRouter: {} } },
    };
    parts.stack.read = () => Promise.resolve({ ...deployed, release });
    await runOnce(parts, words, options);
    expect(notes[1]).to.equal("what it writes goes to its log router (sidecar `r`)");
  });

  it("hides the secrets that the deployer knows in what it prints, of the command too", async () => {
    const written = (id: string, text: string) =>
      ({ id, ms: 1000, color: "blue", taskId: "task-1", text }) as const;
    const lines = [written("1", "sent hunter-2-and-more"), written("2", "api_key=of-a-user")];
    const { parts, printed, notes } = await serving([running, stopped(0)], lines);
    process.env["DEPLOY_TOKEN"] = "hunter-2-and-more";
    try {
      const { json } = await runOnce(parts, ["send", "hunter-2-and-more"], options);
      expect(printed).to.deep.equal(["sent ***", "api_key=of-a-user"]);
      expect(json).to.deep.include({ output: printed });
      expect(notes[0]).to.match(/: send \*\*\*$/);
    } finally {
      delete process.env["DEPLOY_TOKEN"];
    }
  });

  it("fails with the command, and gives its own exit code", async () => {
    const { parts } = await serving([stopped(7)]);
    const { text, exitCode, json } = await runOnce(parts, words, options);
    expect([text, exitCode]).to.deep.equal(["the command failed: exit code 7", 2]);
    expect(json).to.deep.include({ ok: false, exitCode: 7 });
  });

  it("says why a task never started, in the words of ECS", async () => {
    const { parts } = await serving([stopped(null, "CannotPullContainerError")]);
    const { text } = await runOnce(parts, words, options);
    expect(text).to.equal("the command failed: CannotPullContainerError");
  });

  it("stops a task that takes too long", async () => {
    const looks = Array.from({ length: 32 }, () => running);
    const { parts, stops } = await serving([...looks, stopped(137)]);
    const { text } = await runOnce(parts, words, options);
    expect(stops).to.deep.equal(["task-1: timed out after 60 s"]);
    expect(text).to.equal("the command failed: timed out after 60 s and was stopped");
  });

  it("waits until ECS lists the task, but not for ever", async () => {
    const { parts } = await serving([null]);
    const { text } = await runOnce(parts, words, { ...options, timeout: 600 });
    expect(text).to.equal("the command failed: ECS no longer lists its task");
  });

  it("leaves the task alone when it is interrupted, and says how to stop it", async () => {
    const { parts, stops } = await serving([running]);
    parts.clock.sleep = () => Promise.reject(new Stopped("stopped by SIGINT"));
    const error: unknown = await runOnce(parts, words, options).catch((one: unknown) => one);
    expect(error).to.be.instanceOf(DeployError);
    const { kind, found, next } = error as DeployError;
    expect([kind, found, next]).to.deep.equal([
      "stoppedMidway",
      "stopped by SIGINT; task task-1 is still running",
      "to stop it: bluegreen run --stack dev --service users --stop task-1",
    ]);
    expect(stops).to.deep.equal([]);
    await runOnce(parts, [], { ...options, stop: "task-1" });
    expect(stops).to.deep.equal(["task-1: stopped by hand"]);
  });

  it("gives up after the time that a start may take when there is no capacity", async () => {
    const { parts } = await serving([running]);
    parts.oneOffTasks.start = () => Promise.resolve({ started: false, reason: "no instance" });
    const { found, reasons } = await refusalOf(() => runOnce(parts, words, options));
    expect([found, reasons]).to.deep.equal([
      "there is no capacity to run the command",
      ["no instance"],
    ]);
  });

  it("needs a command, and a version that serves", async () => {
    const { parts } = await serving([running]);
    const missing = await refusalOf(() => runOnce(parts, [], options));
    expect(missing.next).to.equal("bluegreen run --stack dev --service users -- <command>");
    const both = await refusalOf(() => runOnce(parts, words, { ...options, stop: "task-1" }));
    expect(both.found).to.equal("`--stop` takes no command");
    const fresh = { ...parts, stack: calmWorld({ users: {} }).ports.stack };
    const none = await refusalOf(() => runOnce(fresh, words, options));
    expect(none.found).to.equal(
      "users has no version in production, so there is nothing to run a command in",
    );
  });
});
