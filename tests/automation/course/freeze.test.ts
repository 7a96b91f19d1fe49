import { expect } from "chai";
import { freeze, unfreeze } from "../../../automation/commands/freeze";
import { resume } from "../../../automation/runbook/recover";
import { release } from "../../../automation/runbook/release";
import { DeployError } from "../../../automation/world/errors";
import type { ReleaseState } from "../../../release/state";
import { refusalOf } from "../../support/refusalOf";
import { api, canary, play } from "./play";

describe("a freeze", () => {
  const twoHours = { until: { inSeconds: 7200 }, reason: "incident 4711" };
  const sentence =
    "dev is frozen until 2026-01-01T03:00:00.000Z: incident 4711 (by ann@vm (not checked), at 2026-01-01T01:00:00.000Z)";

  async function frozen(services: Record<string, object> = { users: api }) {
    const played = await play(services);
    await played.ports.clock.sleep(3_600_000);
    await freeze(played.run(), twoHours);
    const begin = () => release(played.run(), played.environment(), played.asked);
    return { ...played, begin };
  }

  it("keeps releases from beginning until it has ended by itself", async () => {
    const { begin, ports, environment } = await frozen();
    const refusal = await refusalOf(begin);
    expect(refusal).to.include({
      ...{ kind: "refused", found: sentence },
      next: "bluegreen unfreeze --stack dev; then run the command again; if it can't wait, run it with `--urgent <reason>`, which the release's history keeps",
    });
    expect(environment().release.current).to.equal(null);
    await ports.clock.sleep(7_200_000);
    expect((await begin()).outcome).to.equal("done");
  });

  it("ends before its time with `unfreeze`, which refuses where nothing is frozen", async () => {
    const { begin, run } = await frozen();
    const { exitCode } = await unfreeze(run());
    expect(exitCode).to.equal(0);
    expect((await begin()).outcome).to.equal("done");
    expect((await refusalOf(() => unfreeze(run()))).found).to.equal("dev is not frozen");
  });

  it("is refused if it would be over already", async () => {
    const { run } = await play({ users: api });
    const { found } = await refusalOf(() => freeze(run(), { until: { atMs: 0 }, reason: "-" }));
    expect(found).to.match(/^--until 1970-01-01T00:00:00.000Z is in the past: it is 2026-/);
  });

  /** A release during which somebody freezes the environment, just before an `up`. */
  async function frozenBefore(
    isNow: (wanted: ReleaseState) => boolean,
    services?: Record<string, object>,
  ) {
    const played = await play(services ?? { users: api });
    const { stack } = played.ports;
    const apply = stack.apply.bind(stack);
    const phases: string[] = [];
    let isFrozen = false;
    stack.apply = async (wanted, options) => {
      if (!isFrozen && isNow(wanted)) {
        isFrozen = true;
        await freeze(played.run(), twoHours);
      }
      const { release: deployed } = played.environment();
      if (wanted.revision !== deployed.revision) {
        throw new DeployError("held", "stale", "look");
      }
      phases.push(wanted.current?.phase ?? "idle");
      return apply(wanted, options);
    };
    const result = await release(played.run(), played.environment(), played.asked);
    return { ...played, result, phases };
  }

  it("that comes just before the switch makes the release rest, without an error", async () => {
    const { result, phases, ports, run, environment } = await frozenBefore(
      ({ current }) => current?.phase === "switched",
    );
    expect(result.outcome).to.equal("resting");
    expect(result.next).to.equal(
      "bluegreen unfreeze --stack dev; then: bluegreen resume --stack dev; " +
        "if it can't wait: bluegreen resume --stack dev --urgent <reason>",
    );
    expect(phases).to.deep.equal(["staged", "staged"]);
    expect((await resume(run(), environment())).outcome).to.equal("resting");
    await ports.clock.sleep(7_200_000);
    expect((await resume(run(), environment())).outcome).to.equal("done");
  });

  it("that comes during a canary takes its share back at the end of the round", async () => {
    const { result, phases, environment } = await frozenBefore(
      ({ current }) => current?.services["users"]?.share === 50,
      { users: { ...api, canary } },
    );
    expect(result.outcome).to.equal("resting");
    expect(phases).to.deep.equal(["staged", "canary", "canary", "staged"]);
    const { current } = environment().release;
    expect(current).to.include({ phase: "staged" });
    expect(current!.services["users"]).to.deep.equal({ candidate: "green" });
  });

  it("that comes after the switch does not keep the release from its end", async () => {
    const { result, environment } = await frozenBefore(({ current }) => current === null);
    expect(result.outcome).to.equal("done");
    expect(environment().release.freeze).to.include({ reason: "incident 4711" });
  });

  it("never keeps a rollback waiting", async () => {
    const { run, environment, asked } = await play({ users: api });
    await release(run(), environment(), asked);
    await freeze(run(), twoHours);
    const previous = { users: environment().release.services["users"]!.previous! };
    const images = { users: previous.users.image };
    const back = await release(run(), environment(), { ...asked, images, previous });
    expect(back.outcome).to.equal("done");
  });
});
