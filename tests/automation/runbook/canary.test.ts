import { expect } from "chai";
import { deploy } from "../../../automation/commands/deploy";
import type { ReleaseResult } from "../../../automation/runbook/result";
import { refused, Stopped } from "../../../automation/world/errors";
import type { MinuteSpan } from "../../../automation/world/metrics";
import { startRun } from "../../../automation/runbook/run";
import type { Color } from "../../../release/state";
import { promote } from "../../../release/transitions";
import { allRules } from "../../../automation/world/rules";
import type { FleetMinute } from "../../../statistics/canary/minute";
import { calmWorld } from "../course/calmWorld";
import { refusalOf } from "../../support/refusalOf";
import { at } from "./comparing";

const image = (digit: string) => `repo@sha256:${digit.repeat(64)}`;
const steps = [
  { percent: 5, minutes: 10 },
  { percent: 50, minutes: 20 },
];

/** `users` in production on blue, with a canary; green is the candidate. */
async function serving(canary: object = { steps }) {
  const world = calmWorld({ users: { errorAlarmPercent: 0, canary } });
  const { clock, reporter, stack } = world.ports;
  const told: string[] = [];
  const shares: [phase: string | undefined, share: number | undefined, minute: number][] = [];
  const messages: string[] = [];
  reporter.note = (text) => void told.push(text);
  const apply = stack.apply.bind(stack);
  stack.apply = (wanted, options) => {
    const { phase, services } = wanted.current ?? {};
    shares.push([phase, services?.["users"]?.share, Math.round(clock.nowMs() / 60_000) - began]);
    messages.push(options.message);
    return apply(wanted, options);
  };
  const minutes = world.ports.metrics.minutes.bind(world.ports.metrics);
  /** From the start of the canary on: before it, metrics have to be there. */
  const troubled = (read: typeof minutes) => {
    world.ports.metrics.minutes = (...asked) =>
      world.environment().release.current?.phase === "canary" ? read(...asked) : minutes(...asked);
  };
  troubled((_, __, { from, to }) =>
    Promise.resolve(
      Array.from({ length: to - from }, (___, index) => ({
        minute: from + index,
        fleets: counted ?? { blue: { requests: 600 }, green: { requests: 600 } },
      })),
    ),
  );
  let counted: Record<Color, FleetMinute> | undefined;
  const count = (blue: FleetMinute, green: FleetMinute) => (counted = { blue, green });
  let began = 0;
  const release = async (digit: string) => {
    began = Math.round(clock.nowMs() / 60_000);
    shares.length = messages.length = 0;
    const run = startRun(world.ports, allRules, "ann@vm:7");
    const options = { ...at, service: ["users"], image: [image(digit)], forceFromBroken: false };
    const { json, exitCode, text } = await deploy(run, options);
    return { json: json as ReleaseResult, exitCode, text };
  };
  await release("1");
  told.length = 0;
  return { ...world, apply, release, troubled, count, told, shares, messages };
}

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
      "nothing could be seen of the canary for 5 minutes",
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

  it("is not returned for want of requests that chance may have given to production", async () => {
    const { release, count } = await serving({ steps: [{ percent: 5, minutes: 20 }] });
    count({ requests: 8 }, {});
    expect((await release("2")).exitCode).to.equal(0);
  });

  it("goes to the next share at once when somebody promotes it", async () => {
    const { release, ports, apply, environment, shares } = await serving();
    const sleep = ports.clock.sleep.bind(ports.clock);
    let promoted = false;
    let content = "now";
    const engineState = ports.stack.engineState.bind(ports.stack);
    ports.stack.engineState = async () => ({ ...(await engineState()), content });
    ports.clock.sleep = async (ms) => {
      await sleep(ms);
      const state = environment().release;
      if (promoted || state.current?.phase !== "canary") return;
      promoted = true;
      content = "promoted";
      await apply(promote(state), { message: "", refresh: false, only: null });
    };
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
      "stopped by SIGINT; 5 % of users is still on the candidate, and nothing watches it now",
    );
    expect(error.next).to.equal(
      "bluegreen resume --stack dev, or return everything to the old version: bluegreen abort --stack dev",
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
      "canary users: production has had no requests in the last hour: no canary could judge",
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
