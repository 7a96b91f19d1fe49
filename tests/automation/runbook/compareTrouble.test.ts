import { expect } from "chai";
import { atOnce } from "../../../automation/runbook/compare/compare";
import { colorOf, ok, old, serving } from "./comparing";

describe("a comparison that meets trouble", () => {
  it("repeats a read that got no answer, so that one lost connection rolls nothing back", async () => {
    const { release, trouble } = await serving({ pairs: 120 });
    let count = 0;
    trouble.send = () => (++count % 100 === 1 ? { error: "other side closed" } : ok());
    const { exitCode, json } = await release("2");
    expect(exitCode).to.equal(0);
    expect(json.compared[0]).to.include({ verdict: "notSlower", pairs: 120, equal: 120 });
  });

  it("detects a candidate that gives no answer", async () => {
    const { release, trouble } = await serving({ pairs: 120 });
    trouble.send = (read) => (colorOf(read) === old ? ok() : { error: "other side closed" });
    const { exitCode, json } = await release("2");
    expect(exitCode).to.equal(3);
    expect(json.compared[0]!.differing).to.deep.equal(["status 200 -> no answer"]);
  });

  it("treats a load balancer without an address as a failure of the candidate", async () => {
    const { release, ports } = await serving({});
    const addresses = ports.observer.edgeAddresses.bind(ports.observer);
    let looks = 0;
    ports.reporter.stepStarted = (step) => void (looks = step === "compare" ? 1 : 0);
    ports.observer.edgeAddresses = (inventory, edge, side) =>
      looks > 0 && looks++ > 1 ? Promise.resolve([]) : addresses(inventory, edge, side);
    const { exitCode, json } = await release("2");
    expect(exitCode).to.equal(3);
    expect(json.reasons).to.deep.equal([
      "users could not be compared",
      "the green load balancer has no address",
    ]);
  });

  it("sends nothing more for any service once a comparison has failed", async () => {
    const stopping: string[] = [];
    const failed = atOnce(["users", "matching"], async (name, { signal }) => {
      if (name === "users") throw new Error("no network");
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      stopping.push(name);
    });
    expect(await failed.catch((error: Error) => error.message)).to.equal("no network");
    expect(stopping).to.deep.equal(["matching"]);
  });

  it("ends at the first read that throws instead of reporting an error", async () => {
    const { release, ports } = await serving({});
    let sent = 0;
    ports.reads.send = () => {
      if (++sent > 10) return Promise.reject(new Error("not a read"));
      return Promise.resolve(ok());
    };
    const failure = await release("2").catch((error: Error) => error.message);
    expect(failure).to.equal("not a read");
    expect(sent).to.be.below(20);
  });

  it("counts only for a candidate that is still healthy after it", async () => {
    const { release, ports, trouble } = await serving({});
    const fleet = ports.observer.fleet.bind(ports.observer);
    let compared = false;
    // Before the release starts, only the old version is asked.
    trouble.send = (read) => {
      compared ||= colorOf(read) !== old;
      return ok();
    };
    ports.observer.fleet = async (inventory, asked) => {
      const health = await fleet(inventory, asked);
      const isIll = compared && asked.serviceName === "users green";
      return health && (isIll ? { ...health, running: [], targets: [] } : health);
    };
    const { exitCode, json } = await release("2");
    expect(exitCode).to.equal(3);
    expect(json.compared.map(({ verdict }) => verdict)).to.deep.equal(["notSlower"]);
    expect(json.reasons.slice(0, 2)).to.deep.equal([
      "the candidate failed its comparison with production",
      "0 of 2 tasks are running, 0 pending",
    ]);
  });

  it("counts only if no alarm went off meanwhile", async () => {
    const { release, ports, trouble } = await serving({ pairs: 120 }, {}, ["pages"]);
    let compared = false;
    // Before the release starts, only the old version is asked.
    trouble.send = (read) => {
      compared ||= colorOf(read) !== old;
      return ok();
    };
    ports.observer.alarms = (_, names) =>
      Promise.resolve(
        names.map((name) => ({
          ...{ name, reason: "5 errors", sinceMs: null },
          state: compared ? ("ALARM" as const) : ("OK" as const),
        })),
      );
    const { exitCode, json } = await release("2");
    expect(exitCode).to.equal(3);
    expect(json.reasons).to.deep.equal([
      "the candidate failed its comparison with production",
      "alarm pages went into ALARM: 5 errors",
    ]);
  });
});
