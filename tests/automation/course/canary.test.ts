import { expect } from "chai";
import { planRelease } from "../../../automation/plan/plan";
import { resume } from "../../../automation/runbook/recover";
import { release } from "../../../automation/runbook/release";
import type { ReleaseState } from "../../../release/state";
import { StepFailed } from "../../../automation/world/errors";
import { refusalOf } from "../../support/refusalOf";
import { api, canary, line, play } from "./play";

describe("the course of a release with a canary", () => {
  const matching = { ...api, canary: { steps: [{ percent: 20, minutes: 30 }] } };
  const phaseOf = ({ current }: ReleaseState) => current?.phase ?? "idle";

  /** Each `up` as its phase and the shares in it. */
  async function playing(services: Record<string, object> = { users: { ...api, canary } }) {
    const played = await play(services);
    const ups: string[] = [];
    const { stack } = played.ports;
    const apply = stack.apply.bind(stack);
    stack.apply = (wanted, options) => {
      const parts = Object.entries(wanted.current?.services ?? {});
      const shares = parts.flatMap(([name, { share }]) => (share ? [`${name} ${share}`] : []));
      ups.push([phaseOf(wanted), ...shares].join(" "));
      return apply(wanted, options);
    };
    /** A release whose deployer is killed at the start of such an `up`. */
    const killedAt = async (isKilled: (wanted: ReleaseState) => boolean) => {
      const alive = stack.apply.bind(stack);
      stack.apply = (wanted, options) =>
        isKilled(wanted) ? Promise.reject(new Error("killed")) : alive(wanted, options);
      await release(played.run(), played.environment(), played.asked).catch(() => undefined);
      stack.apply = alive;
    };
    const loseTargets = () => {
      const { observer } = played.ports;
      const observe = observer.fleet.bind(observer);
      observer.fleet = async (inventory, fleet) => {
        const health = await observe(inventory, fleet);
        const isTried =
          phaseOf(played.environment().release) === "canary" && fleet.serviceName === "users green";
        return isTried && health ? { ...health, targets: [] } : health;
      };
    };
    return { ...played, ups, killedAt, loseTargets };
  }

  it("has a title and an `up` for each round, in which all services move together", async () => {
    const { run, environment, asked, ups } = await playing({
      ...{ users: { ...api, canary }, matching, search: api },
    });
    const { steps } = await release(run(), environment(), asked);
    expect(steps.filter(({ step }) => step === "canary").map(({ name }) => name)).to.deep.equal([
      "forward 5 % of users to green, 20 % of matching to green for 30 minutes",
      "forward 50 % of users to green, 20 % of matching to green for 30 minutes",
    ]);
    expect(ups).to.deep.equal([
      "staged",
      "canary users 5 matching 20",
      "canary users 50 matching 20",
      "switched users 100 matching 100",
      "idle",
    ]);
  });

  it("waits for the minutes of each round, and until the last of them can be read", async () => {
    const { run, environment, asked } = await playing();
    const { steps } = await release(run(), environment(), asked);
    expect(
      steps.filter(({ step }) => step === "canary").map(({ seconds }) => seconds),
    ).to.deep.equal([840, 1440]);
  });

  it("is resumed with the share it had, for its minutes from the start", async () => {
    const { run, environment, ups, killedAt } = await playing();
    await killedAt(({ current }) => current?.services["users"]?.share === 50);
    ups.length = 0;
    const { steps } = await resume(run(), environment());
    expect(steps.slice(0, 4).map(line)).to.deep.equal([
      "0: find out where the release stands",
      "canary: keep forwarding 5 % of users to green for 10 minutes",
      "canary: forward 50 % of users to green for 20 minutes",
      "5: point users.example.com at the green load balancer",
    ]);
    expect(steps[1]?.seconds).to.equal(840);
    // The first makes true what is recorded: a later one may have been interrupted halfway.
    expect(ups).to.deep.equal(["canary users 5", "canary users 50", "switched users 100", "idle"]);
  });

  it("takes a share that nobody recorded back before the tests are repeated", async () => {
    const { run, environment, ups, killedAt } = await playing();
    await killedAt((wanted) => phaseOf(wanted) === "canary");
    const { steps } = await resume(run(), environment());
    expect(steps[1] && line(steps[1])).to.equal("1: check that users green is running");
    const rest = ["canary users 5", "canary users 50", "switched users 100", "idle"];
    expect(ups).to.deep.equal(["staged", "staged", ...rest]);
  });

  it("takes that share back even if its settings have lost their canary since", async () => {
    const { run, environment, ports, ups, killedAt } = await playing();
    await killedAt((wanted) => phaseOf(wanted) === "canary");
    const { users } = ports.stack.settings.services;
    if (users?.kind === "api") delete users.canary;
    await resume(run(), environment());
    expect(ups).to.deep.equal(["staged", "staged", "switched", "idle"]);
  });

  const phaseIs = (phase: string) => (wanted: ReleaseState) => phaseOf(wanted) === phase;
  const give = (settings: { services: Record<string, object> }, name: string, has: boolean) => {
    const service = settings.services[name] as { canary?: object };
    if (has) service.canary = { ...canary, falseAlarmPercent: 1, maxSlowdown: 1.1 };
    else delete service.canary;
  };

  it("is left out of a release that began without it, whatever its settings say by now", async () => {
    const { run, environment, ports, ups, killedAt } = await playing({ users: api });
    await killedAt(phaseIs("switched"));
    give(ports.stack.settings, "users", true);
    const { steps } = await resume(run(), environment());
    expect(steps.map(line)).to.include(
      "canary: skip the canary of users, since the release began before it was added to the settings",
    );
    expect(ups).to.deep.equal(["staged", "switched", "idle"]);
  });

  it("takes back the share of a service whose canary was added and removed in mid-release", async () => {
    const services = { users: { ...api, canary }, matching: api };
    const { run, environment, ports, ups, killedAt } = await playing(services);
    const { settings } = ports.stack;
    give(settings, "matching", true);
    await killedAt(phaseIs("canary"));
    for (const name of ["users", "matching"]) give(settings, name, false);
    await resume(run(), environment());
    expect(ups).to.deep.equal(["staged", "staged", "switched", "idle"]);
  });

  it("goes on with a recorded share whose canary was removed from the settings", async () => {
    const { run, environment, ports, ups, killedAt } = await playing();
    await killedAt(({ current }) => current?.services["users"]?.share === 50);
    ups.length = 0;
    give(ports.stack.settings, "users", false);
    const { steps } = await resume(run(), environment());
    expect(steps.slice(1, 3).map(line)).to.deep.equal([
      "canary: keep forwarding 5 % of users to green for 0 minutes",
      "5: point users.example.com at the green load balancer",
    ]);
    expect(ups).to.deep.equal(["canary users 5", "switched users 100", "idle"]);
  });

  it("says what is still on the candidate when it could not be taken back", async () => {
    const { run, environment, asked, ports, loseTargets } = await playing();
    const apply = ports.stack.apply.bind(ports.stack);
    ports.stack.apply = (wanted, options) =>
      environment().release.current?.phase === "canary"
        ? Promise.reject(new StepFailed("an `up` failed", []))
        : apply(wanted, options);
    loseTargets();
    const error = await refusalOf(() => release(run(), environment(), asked));
    expect(error.found).to.equal(
      "release paused (production as recorded: users on blue): an `up` failed; " +
        "5 % of users may still be on the candidate, and nothing is watching it",
    );
    expect(error.next).to.equal("fix the cause, then: bluegreen abort --stack dev");
  });

  it("is left out, and says why, where it would not help", async () => {
    const { run, environment, asked, ups } = await playing();
    const forced = { ...asked, forceFromBroken: true };
    const { steps } = await planRelease(run(), environment(), forced);
    expect(steps.map(line)).to.include(
      "canary: skip the canary of users, since it was forced from a degraded production",
    );
    const result = await release(run(), environment(), forced);
    expect(result.steps.map(line)).to.deep.equal(steps.map(line));
    expect(ups).to.deep.equal(["staged", "switched", "idle"]);
    ups.length = 0;
    const { users } = environment().release.services;
    const previous = { users: users!.previous! };
    const back = { images: { users: previous.users.image }, previous, forceFromBroken: true };
    const rolledBack = await release(run(), environment(), back);
    expect(rolledBack.steps.map(line)).to.include(
      "canary: skip the canary of users, since this is a rollback",
    );
    expect(ups).to.deep.equal(["staged", "switched", "idle"]);
  });

  it("rolls back in one `up` when the candidate becomes unhealthy", async () => {
    const { run, environment, asked, ups, loseTargets } = await playing();
    loseTargets();
    const { outcome, returned, reasons } = await release(run(), environment(), asked);
    expect({ outcome, returned }).to.deep.equal({ outcome: "rolledBack", returned: false });
    expect(reasons[0]).to.equal("the candidate of users became unhealthy during the canary");
    expect(ups).to.deep.equal(["staged", "canary users 5", "idle"]);
  });
});
