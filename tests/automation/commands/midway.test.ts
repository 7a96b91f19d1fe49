import { expect } from "chai";
import { beforeGoingOn } from "../../../automation/commands/midway";
import { destroyEnvironment } from "../../../automation/commands/env";
import type { Session } from "../../../automation/commands/session";
import { previewDown } from "../../../automation/commands/previewEnd";
import { since } from "../../../automation/runbook/since";
import { DeployError, refused, QuestionFailed, StepFailed } from "../../../automation/world/errors";
import { refusalOf } from "../../support/refusalOf";
import { projectDouble } from "./projectDouble";
import { api, serving } from "./servingWorld";

const again = "bluegreen env destroy dev";
const failing = (error: Error) => () => Promise.reject(error);
const told = ({ kind, found, next }: DeployError) => ({ kind, found, next });

describe("a command that goes on after a release of its own", () => {
  it("is named behind what continues that release, where it was paused", async () => {
    const paused = new DeployError("stoppedMidway", "paused", "bluegreen resume --stack dev");
    expect(told(await refusalOf(() => beforeGoingOn(again, failing(paused))))).to.deep.equal({
      kind: "stoppedMidway",
      found: "paused",
      next: "bluegreen resume --stack dev; then: bluegreen env destroy dev",
    });
    const no = refused("a release is in progress", "wait");
    expect(await refusalOf(() => beforeGoingOn(again, failing(no)))).to.equal(no);
  });

  it("is refused no more once something was done, even if Pulumi or AWS only refused an answer", async () => {
    const done = "users left production, but dev is not deleted";
    const expired = refused("expired", "Renew them and run the command again.");
    expect(told(await refusalOf(() => since(done, again, failing(expired))))).to.deep.equal({
      kind: "stoppedMidway",
      found: `${done}: expired`,
      next: "Renew them; then: bluegreen env destroy dev",
    });
    const unanswered = new QuestionFailed("Pulumi failed before it changed anything", ["why"]);
    const pause = await refusalOf(() => since(done, again, failing(unanswered)));
    expect({ ...told(pause), reasons: pause.reasons }).to.deep.equal({
      kind: "stoppedMidway",
      found: `${done}: Pulumi failed before it changed anything`,
      next: "fix the cause; then: bluegreen env destroy dev",
      reasons: ["why"],
    });
    expect(await refusalOf(() => since(null, again, failing(expired)))).to.equal(expired);
    const held = new DeployError("held", "locked", "wait");
    expect(await refusalOf(() => since(done, again, failing(held)))).to.equal(held);
  });
});

interface Destroyed {
  drain?: boolean;
  /** Verbs of `up`s that fail. */
  failing?: string[];
  /** A release is in progress, and this became of its deployer. */
  deployer?: "alive" | "gone";
  /** Reason given for it. */
  urgent?: string;
}

describe("`env destroy`", () => {
  /** An environment whose deletion fails. */
  async function destroying(
    failure: Error,
    services: object,
    { drain = true, failing: verbs = [], deployer, urgent }: Destroyed = {},
  ) {
    const { ports, run, updates } = await serving({ users: api });
    const apply = ports.stack.apply.bind(ports.stack);
    ports.stack.apply = (wanted, how) => {
      const isFailing = verbs.some((verb) => how.message.includes(`: ${verb} `));
      return isFailing
        ? Promise.reject(new StepFailed("the `up` failed", ["it is protected"]))
        : apply(wanted, how);
    };
    const before = updates.length;
    if (Object.keys(services).length === 0) {
      ports.stack.read = () =>
        Promise.resolve({ release: undefined, inventory: undefined, colorSecret: undefined });
    }
    const session = { run, stack: ports.stack } as unknown as Session;
    const { project } = projectDouble({
      stacks: { dev: { domain: "example.com" } },
      files: { dev: "config: {}" },
      open: () => Promise.resolve(session),
    });
    if (deployer) {
      const startedAt = "2026-11-22T09:59:00Z";
      const current = {
        ...{ id: "r-9", owner: "ann@vm:7", phase: "staged" as const, startedAt },
        services: { users: { candidate: "green" as const } },
      };
      const read = ports.stack.read.bind(ports.stack);
      ports.stack.read = async () => {
        const deployed = await read();
        return { ...deployed, release: { ...deployed.release!, current } };
      };
      project.machine.process = () => (deployer === "alive" ? { ageSeconds: null } : null);
    }
    const asked: string[] = [];
    project.stacks.destroy = (name, next) => {
      asked.push(name, next);
      return Promise.reject(failure);
    };
    const options = {
      ...{ cwd: "", json: false, keepImages: false, deleteImages: false, dryRun: false },
      ...{ drain, ...(urgent !== undefined && { urgent }) },
    };
    let result: unknown;
    const error = await refusalOf(async () => {
      result = await destroyEnvironment(project, "dev", options);
    }).catch(() => undefined as never);
    return { error, asked, result, ups: updates.length - before };
  }

  it("is paused, not refused, once services have left production", async () => {
    const expired = refused("the credentials have expired", "renew them");
    const { error, asked } = await destroying(expired, { users: api });
    expect(told(error)).to.deep.equal({
      kind: "stoppedMidway",
      found: "users left production, but dev is not deleted: the credentials have expired",
      next: "renew them; then: bluegreen env destroy dev",
    });
    expect(asked).to.deep.equal(["dev", again]);
  });

  it("is refused where nothing served", async () => {
    const expired = refused("the credentials have expired", "renew them");
    expect((await destroying(expired, {})).error).to.equal(expired);
  });

  it("says how to delete what can't be drained any more, where a step of that failed", async () => {
    const atOnce = "if none of it serves traffic any more: bluegreen env destroy dev --no-drain";
    const none = new Error("is not reached");
    const { error, asked } = await destroying(none, { users: api }, { failing: ["retire"] });
    expect([error.kind, error.next, error.reasons]).to.deep.equal([
      "stoppedMidway",
      `fix the cause, then: bluegreen resume --stack dev; then: ${again}; ${atOnce}`,
      ["it is protected"],
    ]);
    const begun = await destroying(none, { users: api }, { failing: ["stage"] });
    expect(begun.result).to.deep.include({ exitCode: 3 });
    expect((begun.result as { json: object }).json).to.deep.include({
      next: `fix the cause, then: ${again}; ${atOnce}`,
    });
    expect([asked, begun.asked]).to.deep.equal([[], []]);
  });

  it("passes windows again where it passed them, but not where it drains nothing", async () => {
    const expired = refused("the credentials have expired", "renew them");
    const { error, asked } = await destroying(expired, { users: api }, { urgent: "it's broken" });
    const urgent = `${again} --urgent 'it'\\''s broken'`;
    expect([error.next, asked]).to.deep.equal([`renew them; then: ${urgent}`, ["dev", urgent]]);
    const failed = new StepFailed("the `destroy` failed", ["why"]);
    const how = { drain: false, urgent: "broken" };
    expect((await destroying(failed, { users: api }, how)).asked).to.deep.equal([
      ...["dev", `${again} --no-drain`],
    ]);
  });

  it("drains nothing with --no-drain, and names itself with it", async () => {
    const failed = new StepFailed("the `destroy` failed", ["why"]);
    const { error, asked, ups } = await destroying(failed, { users: api }, { drain: false });
    expect(ups).to.equal(0);
    expect(asked).to.deep.equal(["dev", `${again} --no-drain`]);
    expect(told(error)).to.deep.equal({
      kind: "stoppedMidway",
      found: "dev was only partly deleted: the `destroy` failed",
      next: `fix the cause, then: ${again} --no-drain`,
    });
  });

  it("passes over an interrupted release with --no-drain, but not over one whose deployer runs", async () => {
    const failed = new StepFailed("the `destroy` failed", ["why"]);
    const ended = async (drain: boolean, deployer: "alive" | "gone") => {
      const { error, asked } = await destroying(failed, { users: api }, { drain, deployer });
      return [error.kind, asked.length > 0];
    };
    expect(await ended(false, "gone")).to.deep.equal(["stoppedMidway", true]);
    expect(await ended(false, "alive")).to.deep.equal(["held", false]);
    expect(await ended(true, "gone")).to.deep.equal(["held", false]);
  });

  it("names itself where it deleted only a part", async () => {
    const { error } = await destroying(new StepFailed("the `destroy` failed", ["why"]), {});
    expect(told(error)).to.deep.equal({
      kind: "stoppedMidway",
      found: "dev was only partly deleted: the `destroy` failed",
      next: "fix the cause, then: bluegreen env destroy dev",
    });
  });
});

describe("`env destroy`, told to keep images and to delete them,", () => {
  it("is refused before it restores a settings file", async () => {
    const { project } = projectDouble({ stacks: { dev: { domain: "example.com" } } });
    let restored = 0;
    project.stacks.restoreFile = () => Promise.resolve(void restored++);
    const both = {
      ...{ cwd: "", json: false, keepImages: true, deleteImages: true, dryRun: false },
      drain: true,
    };
    expect(told(await refusalOf(() => destroyEnvironment(project, "dev", both)))).to.deep.equal({
      kind: "refused",
      found: "--keep-images and --delete-images contradict each other",
      next: "run the command again with one of them",
    });
    expect(restored).to.equal(0);
  });
});

describe("`preview down`", () => {
  it("names itself where it deleted only a part", async () => {
    const { project } = projectDouble({ stacks: { "pr-7": { foundation: "dev" } } });
    project.stacks.destroy = () => Promise.reject(new StepFailed("the `destroy` failed", ["why"]));
    const down = () => previewDown(project, { cwd: "", json: false, pr: "7" });
    expect((await refusalOf(down)).next).to.equal(
      "fix the cause, then: bluegreen preview down --pr 7",
    );
  });
});
