import { expect } from "chai";
import { exec, type ExecParts } from "../../../automation/commands/exec";
import type { ExecRequest } from "../../../automation/world/execSessions";
import { stage, switchOver } from "../../../release/transitions";
import { refusalOf } from "../../support/refusalOf";
import { calmWorld } from "../course/calmWorld";

const image = `repo@sha256:${"2".repeat(64)}`;

interface Given {
  /** Of the settings now, and of those that the serving fleet was released with. */
  now?: boolean;
  released?: boolean;
  tasks?: string[];
  exitCode?: number;
}

/** `users` serves from blue. */
async function serving({
  now = true,
  released = now,
  tasks = ["a1", "a2", "b1"],
  exitCode = 0,
}: Given) {
  const { ports } = calmWorld({ users: { exec: now, readonlyRootFilesystem: false } });
  const { stack } = ports;
  const options = { message: "", refresh: false, only: null };
  const request = {
    ...{ id: "r-1", owner: "ann@vm:7", startedAt: "2026-01-01T00:00:00Z" },
    services: { users: { image, size: 1, settings: { exec: released } } },
  };
  const staged = (await stack.apply(stage((await stack.read()).release!, request), options))
    .release!;
  await stack.apply(switchOver(staged), options);
  const [ran, notes]: [ExecRequest[], string[]] = [[], []];
  const parts: ExecParts = {
    stack,
    execSessions: {
      tasks: (_, { serviceName }) => Promise.resolve(serviceName === "users blue" ? tasks : []),
      run: (asked) => {
        ran.push(asked);
        return Promise.resolve(exitCode);
      },
    },
    reporter: { note: (text) => notes.push(text) },
  };
  return { parts, ran, notes };
}
const options = { service: "users", json: false };

describe("`exec`", () => {
  it("opens a shell in a task of what serves", async () => {
    const { parts, ran, notes } = await serving({});
    const result = await exec(parts, [], options);
    expect(ran).to.have.length(1);
    expect(ran[0]).to.deep.include({ taskId: "a1", command: ["/bin/sh"], toStderr: false });
    expect(notes).to.deep.equal(["task a1 of users blue sha256:222222222222: /bin/sh"]);
    expect(result).to.deep.equal({
      json: { ok: true, stack: "dev", service: "users", color: "blue", taskId: "a1", exitCode: 0 },
      ...{ text: "", printed: true, exitCode: 0 },
    });
  });

  it("runs a command in the task that is named, and fails as it does", async () => {
    const { parts, ran } = await serving({ exitCode: 7 });
    const task = { ...options, json: true, task: "b" };
    const { exitCode, json } = await exec(parts, ["node", "-v"], task);
    expect(ran[0]).to.deep.include({ taskId: "b1", command: ["node", "-v"], toStderr: true });
    expect(exitCode).to.equal(2);
    expect(json).to.deep.include({ ok: false, exitCode: 7 });
  });

  it("names the tasks when the one that is asked for is none or several of them", async () => {
    const { parts } = await serving({});
    for (const [task, found] of [
      ["x", "no running task of users blue has an id that begins with x"],
      ["a", "several tasks of users blue have ids that begin with a"],
    ] as const) {
      const refusal = await refusalOf(() => exec(parts, [], { ...options, task }));
      expect(refusal).to.deep.include({
        found,
        next: "name one task: bluegreen exec --stack dev --service users --task a1",
        reasons: ["task a1 is running", "task a2 is running", "task b1 is running"],
      });
    }
    const words = ["sh", "-c", "ls $HOME"];
    const blue = { ...options, color: "blue" as const, task: "b2" };
    expect((await refusalOf(() => exec(parts, words, blue))).next).to.equal(
      "name one task: bluegreen exec --stack dev --service users --color blue --task a1 -- sh -c 'ls $HOME'",
    );
    const { parts: none } = await serving({ tasks: [] });
    const { found } = await refusalOf(() => exec(none, [], options));
    expect(found).to.equal("no task of users blue is running");
  });

  it("says what is missing when the fleet was released without it", async () => {
    const { parts: waiting } = await serving({ released: false });
    expect(await refusalOf(() => exec(waiting, [], options))).to.deep.include({
      found: "users blue was released without `exec`, so its tasks take no commands",
      next: "`exec` is set, and waits for a release: bluegreen deploy --stack dev --service users",
    });
    const { parts: never } = await serving({ now: false });
    expect((await refusalOf(() => exec(never, [], options))).next).to.equal(
      "set `exec: true` and `readonlyRootFilesystem: false` of users in Pulumi.dev.yaml, and release it: " +
        "bluegreen deploy --stack dev --service users",
    );
    const { parts: edited } = await serving({ now: false, released: true });
    expect((await exec(edited, [], options)).exitCode).to.equal(0);
  });

  it("needs a fleet with a version", async () => {
    const { ports } = calmWorld({ users: {} });
    const { parts } = await serving({});
    const { found } = await refusalOf(() => exec({ ...parts, stack: ports.stack }, [], options));
    expect(found).to.equal(
      "users has no version in production, so there is no task to run a command in",
    );
  });
});
