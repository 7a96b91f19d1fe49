import { expect } from "chai";
import { requestsOf, risingSeconds, secondsOf } from "../../../automation/runbook/warm/ramp";
import { count, emptyTally } from "../../../automation/runbook/warm/warmed";
import { toWarm } from "../../../automation/course/warmed";
import type { CurrentRelease, ReleaseState } from "../../../release/state";
import type { Read } from "../../../automation/world/reads";
import { colorOf, ok, serving } from "./comparing";

const warm = { paths: ["/users/1", "/users"], requestsPerSecond: 20, seconds: 30 };

async function warming(more: object = {}, others: object = {}) {
  const world = await serving(undefined, others);
  const { settings } = world.ports.stack;
  Object.assign(settings.services["users"]!, { warm: { ...warm, ...more } });
  return world;
}

describe("the warm-up's load", () => {
  it("rises evenly for two thirds of its time, then stays", () => {
    const ramp = { requestsPerSecond: 30, seconds: 60 };
    expect(risingSeconds(ramp)).to.equal(40);
    expect(requestsOf(ramp)).to.equal(600 + 600);
    const during = (from: number, to: number) =>
      Array.from({ length: requestsOf(ramp) }, (_, index) => secondsOf(index, ramp)).filter(
        (at) => at >= from && at < to,
      ).length;
    expect([during(0, 10), during(10, 20), during(20, 30), during(30, 40)]).to.deep.equal([
      38, 112, 188, 262,
    ]);
    expect([during(40, 50), during(50, 60), during(60, 100)]).to.deep.equal([300, 300, 0]);
  });

  it("has at least one request, however low it is", () => {
    expect(requestsOf({ requestsPerSecond: 1, seconds: 10 })).to.equal(6);
  });
});

describe("the count of a warm-up's answers", () => {
  it("keeps none of the answers themselves, of which there may be millions", () => {
    const tally = emptyTally();
    const answer = { status: 200, body: "x".repeat(1000), seconds: 0.5 };
    count(tally, answer, false);
    count(tally, answer, true);
    count(tally, { error: "connection reset" }, true);
    expect(tally).to.deep.equal({
      ...{ requests: 3, failed: 1, held: { requests: 2, failed: 1, answered: 1 } },
      ...{ seconds: [0.5], statuses: { 200: 2, "no answer": 1 } },
    });
  });
});

describe("warming up a candidate", () => {
  it("sends it GETs through its own load balancer, by the color header", async () => {
    const { release, trouble } = await warming();
    const sent: Read[] = [];
    trouble.send = (read) => {
      sent.push(read);
      return ok();
    };
    const { exitCode, json } = await release("2");
    expect(exitCode).to.equal(0);
    expect(sent).to.have.length(400);
    expect(new Set(sent.map(colorOf))).to.deep.equal(new Set(["green"]));
    expect(new Set(sent.map(({ address }) => address))).to.deep.equal(new Set(["10.0.0.2"]));
    expect(new Set(sent.map(({ method }) => method))).to.deep.equal(new Set(["GET"]));
    expect(sent.filter(({ path }) => path === "/users/1")).to.have.length(200);
    const steps = json.steps.map(({ step }) => step);
    expect(steps.slice(steps.indexOf("4"), steps.indexOf("5") + 1)).to.deep.equal([
      "4",
      "warm",
      "5",
    ]);
    const step = json.steps.find(({ step: id }) => id === "warm")!;
    expect(step.name).to.equal("warm up users green for 30 s with up to 20 requests per second");
    expect(step.seconds).to.be.closeTo(30, 1);
  });

  it("reports what was sustained: in the result, to people and in history", async () => {
    const { release, trouble, told } = await warming();
    let count = 0;
    trouble.send = () => ok({ seconds: ++count % 5 === 0 ? 0.03 : 0.012 });
    const { json, text } = await release("2");
    const said =
      "sustained 20 of 20 requests per second (p50 12 ms, p90 30 ms); " +
      "failed: 0 of 200 requests while the load rose, 0 of 200 after that";
    expect(json.warmed).to.deep.equal([
      {
        ...{ service: "users", requestsPerSecond: 20, sustainedPerSecond: 20 },
        ...{ requests: 400, failed: 0, held: { requests: 200, failed: 0 } },
        ...{ p50Ms: 12, p90Ms: 30, statuses: { 200: 400 } },
      },
    ]);
    expect(text.split("\n").at(-1)).to.equal(`users: warm-up: ${said}`);
    expect(told.messages.slice(-2)).to.deep.equal(
      ["switch", "retire"].map((verb) => `bluegreen: ${verb} r-1 | warm-up of users: ${said}`),
    );
  });

  it("says when the paths were refused, so that nothing behind them was warmed up", async () => {
    const { release, trouble } = await warming();
    trouble.send = ({ path }) => ok({ status: path === "/users" ? 404 : 200 });
    const { exitCode, text } = await release("2");
    expect(exitCode).to.equal(0);
    expect(text.split("\n").at(-1)).to.equal(
      "users: warm-up: sustained 20 of 20 requests per second (p50 40 ms, p90 40 ms); failed: 0 of 200 " +
        "requests while the load rose, 0 of 200 after that; 4xx in total: 404: 200",
    );
  });

  it("takes failures for the cold load balancer's while the load rises", async () => {
    const { release, trouble } = await warming();
    let count = 0;
    trouble.send = () => ok({ status: ++count <= 200 ? 503 : 200 });
    const { exitCode, json } = await release("2");
    expect(exitCode).to.equal(0);
    expect(json.warmed[0]).to.deep.include({ failed: 200, held: { requests: 200, failed: 0 } });
  });

  it("stops a candidate that fails under its full load, before any user has reached it", async () => {
    const { release, trouble } = await warming();
    let count = 0;
    // 11 of the last 200: more than 5 %.
    trouble.send = () => (++count > 389 ? { error: "connection reset" } : ok());
    const { exitCode, json } = await release("2");
    expect(exitCode).to.equal(3);
    expect(json).to.include({ outcome: "rolledBack", returned: false });
    expect(json.reasons).to.deep.equal([
      "the candidate failed under its warm-up load",
      "users: 11 of 200 requests failed under the full load, more than 5 % (in total: no answer: 11)",
    ]);
    expect(json.steps.map(({ step }) => step).slice(-2)).to.deep.equal(["warm", "undo"]);
  });

  it("lets through as many failures as the alarm on errors would", async () => {
    const { release, trouble } = await warming();
    let count = 0;
    trouble.send = () => ok({ status: ++count > 390 ? 500 : 200 });
    const { exitCode, json } = await release("2");
    expect(exitCode).to.equal(0);
    expect(json.warmed[0]!.held).to.deep.equal({ requests: 200, failed: 10 });
  });

  it("is part of every release that brings a new version, and of no rollback", async () => {
    const { settings } = (await warming()).ports.stack;
    const during = (current: Partial<CurrentRelease>) => {
      const services = { users: { candidate: "green" } };
      return { current: { phase: "staged", services, ...current } } as unknown as ReleaseState;
    };
    const expected = [{ service: "users", settings: { ...warm } }];
    expect(toWarm(settings, during({}))).to.deep.equal(expected);
    expect(toWarm(settings, during({ rollsBack: true }))).to.deep.equal([]);
    expect(toWarm(settings, during({ leaves: true }))).to.deep.equal([]);
    expect(toWarm(settings, { ...during({}), current: null })).to.deep.equal([]);
  });

  it("says that a private load balancer stays cold", async () => {
    const { release, told } = await warming({}, { matching: { calls: ["users"] } });
    await release("2");
    expect(told.notes).to.include(
      "users: the green private load balancer is not warmed up, since it admits only calls between services; " +
        "`loadBalancers.reserveLcu` reserves capacity on it, too",
    );
  });

  it("stops at once when the command is stopped", async () => {
    const { release, trouble } = await warming();
    let count = 0;
    trouble.send = () => {
      if (++count === 10) throw new Error("stopped");
      return ok();
    };
    const failure = await release("2").then(
      () => null,
      (error: unknown) => error,
    );
    expect(failure).to.be.an("error").with.property("message", "stopped");
    expect(count).to.be.lessThan(13);
  });
});
