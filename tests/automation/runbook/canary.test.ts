import { expect } from "chai";
import { refused, Stopped } from "../../../automation/world/errors";
import type { MinuteSpan } from "../../../automation/world/metrics";
import type { FleetMinute } from "../../../statistics/canary/minute";
import { refusalOf } from "../../support/refusalOf";
import { serving } from "./canaried";

describe("a release with a canary", () => {
  it("goes from share to share when an equal version has served for its minutes", async () => {
    const { release, shares, messages } = await serving();
    const { exitCode, json, text } = await release("2");
    expect(exitCode).to.equal(0);
    // Each round lasts its minutes, from the next whole one, and until the last of them can be read.
    expect(shares.slice(0, 4)).to.deep.equal([
      ["staged", undefined, 0],
      ["canary", 5, 0],
      ["canary", 50, 14],
      ["switched", 100, 38],
    ]);
    const [canary] = json.canary;
    expect(canary).to.deep.include({
      ...{ service: "users", percent: 50, found: [], latencyFrom: "percentiles", latency: [] },
      errors: {
        old: { requests: 18_000, errors: 0 },
        candidate: { requests: 18_000, errors: 0 },
      },
    });
    expect(canary!.text).to.match(/^nothing found; could have found .*errors 0 % -> 1 % in /);
    expect(text).to.include(`users, canary up to 50 %: ${canary!.text}`);
    expect(messages.at(-1)).to.include(` | canary of users: ${canary!.text}`);
  });

  it("is rolled back, with the figures, when the new version fails more requests", async () => {
    const { release, shares, count } = await serving();
    count({ requests: 570 }, { requests: 30, errors: 2 });
    const { exitCode, json } = await release("2");
    expect(exitCode).to.equal(3);
    expect(shares.at(-1)!.slice(0, 2)).to.deep.equal([undefined, undefined]);
    expect(json.reasons[0]).to.equal("the candidate failed its canary");
    expect(json.reasons[1]).to.match(
      /^users: 5xx 6.7 % \(\d+ of \d+ requests\), production 0 % \(0 of \d+ requests\) since the canary began$/,
    );
    expect(json.canary[0]!.found).to.have.length(1);
  });

  it("leaves what it had seen when something other than its metrics ends it", async () => {
    const { release, ports, environment } = await serving();
    const fleet = ports.observer.fleet.bind(ports.observer);
    ports.observer.fleet = async (inventory, one) => {
      const health = await fleet(inventory, one);
      const isLate = environment().release.current?.services["users"]?.share === 50;
      return isLate && health ? { ...health, targets: [] } : health;
    };
    const what = "the candidate of users became unhealthy during the canary";
    const { exitCode, json } = await release("2");
    expect(exitCode).to.equal(3);
    expect(json.reasons[0]).to.equal(what);
    expect(json.canary).to.have.length(1);
    expect(json.canary[0]).to.deep.include({
      ...{ service: "users", percent: 50, found: json.reasons },
      errors: { old: { requests: 6000, errors: 0 }, candidate: { requests: 6000, errors: 0 } },
    });
    expect(json.canary[0]!.text.startsWith(`${what}; `)).to.equal(true);
  });

  it("gives the wider interval when a step was promoted, or another run began it", async () => {
    const high = async (disturb?: (world: Awaited<ReturnType<typeof serving>>) => void) => {
      const world = await serving();
      const each = { p10: 0.01, p50: 0.02, p90: 0.03, p99: 0.04, requests: 1800 };
      world.ports.metrics.percentiles = () => Promise.resolve({ blue: each, green: each });
      disturb?.(world);
      const { json } = await world.release("2").catch(() => world.resume());
      const { ratio, high: most } = json.canary[0]!.latency.find(
        ({ statistic }) => statistic === "p50",
      )!;
      expect(ratio).to.equal(1);
      return most;
    };
    const planned = await high();
    expect(planned).to.be.lessThan(1.1);
    const promoted = await high(({ promoteOnce }) => promoteOnce());
    const resumed = await high(({ ports, environment }) => {
      let isFirst = true;
      const before = ports.stack.apply.bind(ports.stack);
      ports.stack.apply = (wanted, options) => {
        const isKilled = isFirst && environment().release.current?.phase === "canary";
        if (!isKilled) return before(wanted, options);
        isFirst = false;
        return Promise.reject(new Error("killed"));
      };
    });
    expect(promoted).to.be.greaterThan(planned);
    expect(resumed).to.equal(promoted);
  });

  it("is rolled back when nothing is known of either version for 5 minutes", async () => {
    const { release, shares, count } = await serving();
    count({}, {});
    const { exitCode, json } = await release("2");
    expect(exitCode).to.equal(3);
    expect(json.reasons[1]).to.equal("users: no metrics of either version for 5 minutes");
    expect(shares.at(-1)![2]).to.equal(9);
  });

  it("is rolled back when the metrics can't be read for 5 minutes", async () => {
    const { release, troubled, shares } = await serving();
    troubled(() => Promise.reject(new Error("CloudWatch is down")));
    const { exitCode, json } = await release("2");
    expect(exitCode).to.equal(3);
    expect(json.reasons).to.deep.equal([
      "the canary could not be checked for 5 minutes",
      "Error: CloudWatch is down",
    ]);
    expect(shares.at(-1)![2]).to.be.within(8, 10);
  });

  it("goes on when a look fails now and then", async () => {
    const { release, ports, troubled } = await serving();
    const minutes = ports.metrics.minutes.bind(ports.metrics);
    let looks = 0;
    troubled((...asked) =>
      looks++ % 2 ? minutes(...asked) : Promise.reject(new Error("throttled")),
    );
    expect((await release("2")).exitCode).to.equal(0);
  });

  it("is not rolled back for lack of requests that chance may have given to production", async () => {
    const { release, count } = await serving({ steps: [{ percent: 5, minutes: 20 }] });
    count({ requests: 8 }, {});
    expect((await release("2")).exitCode).to.equal(0);
  });

  it("goes to the next share at once when somebody promotes it", async () => {
    const { release, promoteOnce, shares } = await serving();
    promoteOnce();
    expect((await release("2")).exitCode).to.equal(0);
    expect(shares.map(([phase]) => phase).slice(1, 4)).to.deep.equal([
      "canary",
      "canary",
      "switched",
    ]);
    expect(shares[2]!.slice(1)).to.deep.equal([50, 0]);
  });

  it("says when it stops that nothing watches the share any more", async () => {
    const { release, ports, environment } = await serving();
    const sleep = ports.clock.sleep.bind(ports.clock);
    ports.clock.sleep = (ms) =>
      environment().release.current?.phase === "canary"
        ? Promise.reject(new Stopped("stopped by SIGINT"))
        : sleep(ms);
    const error = await refusalOf(() => release("2"));
    expect(error.found).to.equal(
      "stopped by SIGINT; 5 % of users is still on the candidate, and nothing is watching it",
    );
    expect(error.next).to.equal(
      "bluegreen resume --stack dev, or send everything back to the old version: bluegreen abort --stack dev",
    );
    expect(error.exitCode).to.equal(4);
  });

  it("is refused before anything starts when it could not judge", async () => {
    const { release, ports, shares } = await serving();
    const read = async (counted: typeof ports.metrics.minutes) => {
      ports.metrics.minutes = counted;
      const { found, reasons } = await refusalOf(() => release("2"));
      expect(shares).to.deep.equal([]);
      return [found, ...reasons.map((reason) => reason.split(";")[0])];
    };
    const each =
      (blue: FleetMinute) =>
      (_: unknown, __: unknown, { from, to }: MinuteSpan) =>
        Promise.resolve(
          Array.from({ length: to - from }, (___, index) => ({
            ...{ minute: from + index, fleets: { blue, green: {} } },
          })),
        );
    const failed = "pre-flight checks failed: the release would fail";
    expect(await read(each({}))).to.deep.equal([
      failed,
      "canary users: production has had no requests in the last hour, so a canary could not judge the candidate",
    ]);
    expect(await read(each({ requests: 1 }))).to.deep.equal([
      failed,
      "canary users: the candidate would get about 11 requests in the whole canary: too few to judge it by",
    ]);
    const denied = () => Promise.reject(refused("IAM does not allow it", "allow it"));
    expect(await read(denied)).to.deep.equal([
      failed,
      "canary users: the metrics that the canary needs can't be read: IAM does not allow it",
    ]);
  });
});
