import { expect } from "chai";
import { promote } from "../../../automation/commands/promote";
import { rollback } from "../../../automation/commands/rollback";
import type { Update } from "../../../automation/history/update";
import type { Machine } from "../../../automation/locks/liveness";
import { startRun } from "../../../automation/runbook/run";
import { DeployError } from "../../../automation/world/errors";
import { allRules } from "../../../automation/world/rules";
import { shift, stage, switchOver } from "../../../release/transitions";
import { calmWorld } from "../course/calmWorld";
import { refusalOf } from "../../support/refusalOf";

const steps = [
  { percent: 5, minutes: 10 },
  { percent: 50, minutes: 20 },
];
const running: Machine = { host: "vm", nowMs: () => 0, process: () => ({ ageSeconds: null }) };
const gone: Machine = { ...running, process: () => null };

/** A release of `users` whose canary has begun. */
async function inCanary() {
  const world = calmWorld({ users: { errorAlarmPercent: 0, canary: { steps } } });
  const { stack } = world.ports;
  const options = { message: "", refresh: false, only: null };
  const request = {
    ...{ id: "r-1", owner: "ann@vm:7", startedAt: "2026-01-01T00:00:00Z" },
    services: { users: { image: `repo@sha256:${"2".repeat(64)}`, size: 1 } },
  };
  const staged = (await stack.apply(stage(world.environment().release, request), options)).release!;
  await stack.apply(shift(staged, { users: steps })!, options);
  const messages: string[] = [];
  const apply = stack.apply.bind(stack);
  stack.apply = (wanted, how) => {
    messages.push(how.message);
    return apply(wanted, how);
  };
  // Its owner is another process.
  const run = startRun(world.ports, allRules, "ben@vm:8");
  return { ...world, run, apply, messages, stack, options };
}

describe("promoting a canary", () => {
  it("records that its step is over, and nothing else", async () => {
    const { environment, run, messages } = await inCanary();
    const before = environment().release;
    const { text, exitCode } = await promote(run, running);
    const { release } = environment();
    expect(release).to.deep.equal({
      ...before,
      revision: before.revision + 1,
      current: { ...before.current, promoted: true },
    });
    expect(messages).to.deep.equal(["bluegreen: promote r-1"]);
    expect(exitCode).to.equal(0);
    expect(text).to.equal(
      "the canary step with 5 % of users ends now\nits deployer ann@vm:7 continues within a minute",
    );
  });

  it("registers what is being released: without any service Pulumi would delete them all", async () => {
    const { run, stack } = await inCanary();
    let applied = "digest";
    const provenance = () =>
      Promise.resolve({ settings: "digest", last: { settings: applied } as Update });
    const limits: unknown[] = [];
    stack.provenance = provenance;
    const apply = stack.apply.bind(stack);
    stack.apply = (wanted, how) => {
      limits.push(how.only);
      return apply(wanted, how);
    };
    await promote(run, running);
    expect(limits).to.deep.equal([{ services: ["users"], settings: "digest" }]);
    const edited = await inCanary();
    applied = "before an edit";
    edited.stack.provenance = provenance;
    edited.stack.apply = (_, how) => Promise.reject(new Error(JSON.stringify(how.only)));
    expect(await promote(edited.run, running).catch(String)).to.equal("Error: null");
  });

  it("says in the words of a canary why it can't be rolled back", async () => {
    const { run } = await inCanary();
    const options = { stack: "dev", cwd: "", json: false, service: [] };
    const refusal = await refusalOf(() =>
      rollback(run, options, { history: () => Promise.resolve([]) }),
    );
    expect(refusal).to.include({
      found: "release r-1 is in phase canary: only a share of production is on the candidate",
      next: "to end the release: bluegreen abort --stack dev",
    });
  });

  it("says what to run if nobody goes on, and records nothing twice", async () => {
    const { run, messages } = await inCanary();
    await promote(run, gone);
    const { text } = await promote(run, gone);
    expect(text).to.include("no longer running\nnext: bluegreen resume --stack dev");
    expect(messages).to.have.length(1);
  });

  it("tries again while another `up` runs in the same step", async () => {
    const { run, stack, messages } = await inCanary();
    const apply = stack.apply.bind(stack);
    let held = true;
    stack.apply = (wanted, how) => {
      if (!held) return apply(wanted, how);
      held = false;
      return Promise.reject(new DeployError("held", "locked", "wait"));
    };
    expect((await promote(run, running)).exitCode).to.equal(0);
    expect(messages).to.have.length(1);
  });

  it("is refused when the step has ended meanwhile, or there is no canary", async () => {
    const { run, stack, apply, environment, options } = await inCanary();
    const lost = stack.apply.bind(stack);
    stack.apply = async () => {
      await apply(switchOver(environment().release), options);
      throw new DeployError("held", "another update ran", "");
    };
    const error = await refusalOf(() => promote(run, running));
    expect(error.found).to.equal(
      "release r-1 is switched, not in its canary: there is no canary step to end",
    );
    stack.apply = lost;
    expect((await refusalOf(() => promote(run, running))).next).to.equal(
      "bluegreen status --stack dev",
    );
  });
});
