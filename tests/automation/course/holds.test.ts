import { expect } from "chai";
import { resume as resumeCommand } from "../../../automation/commands/recover";
import { freeze } from "../../../automation/commands/freeze";
import { release } from "../../../automation/runbook/release";
import { DeployError } from "../../../automation/world/errors";
import type { ReleaseState } from "../../../release/state";
import { api, canary, play } from "./play";

const always = { days: "mon-sun", from: "00:00", to: "24:00", zone: "UTC" };
/** The calm world begins on Thursday, 2026-01-01, at 00:00 UTC. */
const closed = [{ ...always, days: "sat" }];
const until = "the release windows are closed until Sat 2026-01-03 00:00 UTC";
const on = "blocker alarm payments is in ALARM: why";
const resume = "bluegreen resume --stack dev";
const ifUrgent = `if it can't wait: ${resume} --urgent <reason>`;

/** A release for which something changes once an `up` to this state has ended. */
async function changedAfter(
  isThen: (wanted: ReleaseState) => boolean,
  change: (world: Awaited<ReturnType<typeof guarded>>) => void,
  services: Record<string, object> = { users: api },
) {
  const world = await guarded(services);
  const { stack } = world.ports;
  const apply = stack.apply.bind(stack);
  const phases: string[] = [];
  let hasChanged = false;
  stack.apply = async (wanted, options) => {
    const deployed = await apply(wanted, options);
    phases.push(wanted.current?.phase ?? "idle");
    if (!hasChanged && isThen(wanted)) {
      hasChanged = true;
      change(world);
    }
    return deployed;
  };
  const result = await release(world.run(), world.environment(), world.asked);
  const again = (urgent?: string) =>
    resumeCommand(world.run(), {
      ...{ ifAny: false, hookRan: [], hookAgain: [] },
      ...(urgent === undefined ? {} : { urgent }),
    });
  return { ...world, result, phases, again };
}

/** With windows that are open, and a blocker that is not on. */
async function guarded(services: Record<string, object>) {
  const played = await play(services);
  played.settings.windows = [always];
  played.settings.blockers = { alarms: ["payments"] };
  const blocker = { state: "OK" as "OK" | "ALARM", unreadable: false };
  played.ports.observer.alarms = (_, names) =>
    blocker.unreadable
      ? Promise.reject(new DeployError("refused", "Access denied.", "Allow it."))
      : Promise.resolve(
          names.map((name) => ({ name, state: blocker.state, reason: "why", sinceMs: null })),
        );
  return { ...played, blocker };
}

const isStaged = ({ current }: ReleaseState) => current?.phase === "staged";
const hasShare =
  (share: number) =>
  ({ current }: ReleaseState) =>
    current?.services["users"]?.share === share;

describe("a release whose windows close before its switch", () => {
  const close = ({ settings }: Awaited<ReturnType<typeof guarded>>) => {
    settings.windows = closed;
  };

  it("rests, and is resumed when they are open", async () => {
    const { result, phases, settings, again, environment } = await changedAfter(isStaged, close);
    expect(result).to.deep.include({ outcome: "resting", reasons: [until] });
    expect(result.next).to.equal(`once that is over: ${resume}; ${ifUrgent}`);
    expect((await again()).exitCode).to.equal(7);
    expect(phases).to.deep.equal(["staged"]);
    settings.windows = [always];
    expect((await again()).exitCode).to.equal(0);
    expect(environment().release.services["users"]!.activeColor).to.equal("green");
  });

  it("passes them if it is urgent, which is recorded by the switch", async () => {
    const { again, ports } = await changedAfter(isStaged, close);
    const { stack } = ports;
    const apply = stack.apply.bind(stack);
    const recorded: unknown[] = [];
    stack.apply = (wanted, options) => {
      recorded.push([wanted.current?.phase ?? "idle", wanted.current?.urgent]);
      return apply(wanted, options);
    };
    expect((await again("login is down")).exitCode).to.equal(0);
    expect(recorded).to.deep.equal([
      ["switched", "login is down"],
      ["idle", undefined],
    ]);
  });

  it("goes on to its end if they close after it", async () => {
    const { result } = await changedAfter(({ current }) => current?.phase === "switched", close);
    expect(result.outcome).to.equal("done");
  });

  it("does not begin a canary that could not end while they are open", async () => {
    const { result, phases, settings, again } = await changedAfter(
      isStaged,
      ({ settings: now, ports }) => {
        // 30 minutes, and three for each of its two steps until their metrics can be read.
        const at = new Date(ports.clock.nowMs() + 35 * 60_000).toISOString().slice(11, 16);
        now.windows = [{ ...always, days: "thu", to: at }];
      },
      { users: { ...api, canary } },
    );
    expect(result.outcome).to.equal("resting");
    expect(phases).to.deep.equal(["staged"]);
    const [reason] = result.reasons;
    expect(reason).to.match(
      /^the release windows close Thu 2026-01-01 \d\d:\d\d UTC, before the canary of 36 minutes can end; they open again Thu 2026-01-08 00:00 UTC$/,
    );
    settings.windows = [always];
    expect((await again()).exitCode).to.equal(0);
  });

  it("takes the share of a canary back, and begins it again later", async () => {
    const played = await changedAfter(hasShare(5), close, { users: { ...api, canary } });
    const { result, phases, settings, again, environment } = played;
    expect(result.outcome).to.equal("resting");
    expect(phases).to.deep.equal(["staged", "canary", "staged"]);
    expect(environment().release.current!.services["users"]).to.deep.equal({ candidate: "green" });
    settings.windows = [always];
    expect((await again()).exitCode).to.equal(0);
  });

  it("is held up by a freeze as well, and passes both if it is urgent", async () => {
    const { again, run } = await changedAfter(isStaged, close);
    await freeze(run(), { until: { inSeconds: 7200 }, reason: "incident" });
    const { exitCode, text } = await again();
    expect(exitCode).to.equal(7);
    expect(text).to.include(until).and.to.include("dev is frozen until ");
    expect((await again("it is the fix")).exitCode).to.equal(0);
  });
});

describe("a release with a blocker that goes off before its switch", () => {
  const goOff = ({ blocker }: Awaited<ReturnType<typeof guarded>>) => {
    blocker.state = "ALARM";
  };

  it("rests, also if it is urgent, until it is OK", async () => {
    const { result, phases, blocker, again } = await changedAfter(isStaged, goOff);
    expect(result).to.deep.include({ outcome: "resting", reasons: [on] });
    expect(result.next).to.equal(`once that is over: ${resume}`);
    expect((await again("login is down")).exitCode).to.equal(7);
    expect(phases).to.deep.equal(["staged"]);
    blocker.state = "OK";
    expect((await again()).exitCode).to.equal(0);
  });

  it("takes the share of a canary back between two of its steps", async () => {
    const { result, phases } = await changedAfter(hasShare(5), goOff, {
      users: { ...api, canary },
    });
    expect(result).to.deep.include({ outcome: "resting", reasons: [on] });
    expect(phases).to.deep.equal(["staged", "canary", "staged"]);
  });

  it("rests while it can't be read", async () => {
    const { result, phases } = await changedAfter(isStaged, ({ blocker }) => {
      blocker.unreadable = true;
    });
    expect(result).to.deep.include({
      outcome: "resting",
      reasons: ["the alarms in `blockers` could not be checked: Access denied."],
    });
    expect(phases).to.deep.equal(["staged"]);
  });
});
