import { expect } from "chai";
import { dashboard, type DashboardParts, liveLooks } from "../../../automation/commands/dashboard";
import { liveEvent, livePage } from "../../../automation/report/live/page";
import { refused, Stopped } from "../../../automation/world/errors";
import type { LivePages } from "../../../automation/world/pageServer";
import { refusalOf } from "../../support/refusalOf";
import { api, serving } from "./servingWorld";

/** Where `users` serves its second version; a minute of the metrics is one of the clock's. */
async function world() {
  const played = await serving({ users: api });
  const { ports } = played;
  await played.release([`repo/users:1.4.0@sha256:${"2".repeat(64)}`]);
  let writtenMs = ports.clock.nowMs();
  const asked: string[] = [];
  ports.stack.look = async () => {
    asked.push("stack");
    const engine = await ports.stack.engineState();
    const writtenAt = new Date(writtenMs).toISOString();
    return { deployed: await ports.stack.read(), engine: { ...engine, writtenAt } };
  };
  const fleetMinute = { requests: 120, errors: 0 };
  const parts: DashboardParts = {
    ...{ stack: ports.stack, unreadable: null, clock: ports.clock },
    locks: () => Promise.resolve({ peek: () => Promise.resolve([]) } as never),
    machine: { host: "vm", nowMs: () => ports.clock.nowMs(), process: () => null },
    observing: () => ports.observer,
    counting: () => ({
      minuteMs: 60_000,
      minutes: (_inventory, _service, { from, to }) => {
        asked.push(`minutes ${to - from}`);
        const fleets = { blue: {}, green: fleetMinute };
        return Promise.resolve(
          Array.from({ length: to - from }, (_, index) => ({ minute: from + index, fleets })),
        );
      },
      percentiles: () =>
        Promise.resolve({ green: { p10: 0.004, p50: 0.01, p90: 0.02, p99: 0.05, requests: 120 } }),
    }),
  };
  return { ...played, parts, asked, writes: (ms: number) => (writtenMs = ms) };
}

describe("`bluegreen dashboard`", () => {
  it("looks once in three seconds, however many ask", async () => {
    const { parts, asked, ports } = await world();
    const look = liveLooks(parts);
    const [one, other] = await Promise.all([look(), look()]);
    expect(one.view).to.equal(other.view);
    expect(await look()).to.have.property("view", one.view);
    expect(asked.filter((what) => what === "stack")).to.have.length(1);
    await ports.clock.sleep(3000);
    await look();
    expect(asked.filter((what) => what === "stack")).to.have.length(2);
  });

  it("shows what is recorded, and beside it what was observed", async () => {
    const { parts } = await world();
    const { view, failure } = await liveLooks(parts)();
    const { release } = (await parts.stack.look()).deployed;
    expect(failure).to.equal(null);
    expect(view).to.deep.include({ revision: release!.revision, release: null, drain: null });
    const [users] = view.services;
    expect(users).to.deep.include({ name: "users", active: "green", worker: false });
    expect(users!.forwards!.blue).to.deep.equal([{ fleet: "green", percent: 100 }]);
    expect(users!.names).to.deep.equal([
      { name: "users.example.com", isPrivate: false, leadsTo: "green" },
    ]);
    expect(users!.fleets.green).to.deep.equal({
      ...{ version: "1.4.0", role: "serves", size: 2 },
      seen: { running: 2, wanted: 2, healthy: 2 },
    });
    expect(users!.fleets.blue.role).to.equal("stopped");
  });

  it("asks for each minute of the metrics once", async () => {
    const { parts, asked, ports } = await world();
    const look = liveLooks(parts);
    const { view } = await look();
    const [{ versions }] = view.traffic.services as [(typeof view.traffic.services)[0]];
    expect(versions.map(({ name, color }) => [name, color])).to.deep.equal([["1.4.0", "green"]]);
    expect(versions[0]!.answers.map(([, value]) => value)).to.deep.equal(Array(15).fill(2));
    expect(versions[0]!.p99Ms[0]![1]).to.equal(50);
    await ports.clock.sleep(3000);
    await look();
    await ports.clock.sleep(60_000);
    await look();
    expect(asked.filter((what) => what !== "stack")).to.deep.equal(["minutes 15", "minutes 1"]);
  });

  it("draws no line across minutes in which nobody looked", async () => {
    const { parts, ports } = await world();
    const look = liveLooks(parts);
    await look();
    await ports.clock.sleep(40 * 60_000);
    const [users] = (await look()).view.traffic.services;
    const { answers, p50Ms } = users!.versions[0]!;
    const values = (points: typeof answers) => points.map(([, value]) => value);
    expect(values(answers)).to.deep.equal([
      ...Array<number>(15).fill(2),
      null,
      ...Array<number>(15).fill(2),
    ]);
    expect(values(p50Ms)[15]).to.equal(null);
  });

  it("lists settings as waiting, but not those that the release in progress brings", async () => {
    const { parts, ports } = await world();
    const { release } = await ports.stack.read();
    const { fleets } = release!.services["users"]!;
    fleets.blue = structuredClone(fleets.green);
    fleets.green.settings = { ...fleets.green.settings, cpu: 512 };
    const waiting = async () => {
      await ports.clock.sleep(3000);
      const { notes } = (await liveLooks(parts)()).view;
      return notes.filter((note) => note.startsWith("waiting: "));
    };
    expect(await waiting()).to.deep.equal([
      "waiting: users: cpu differs from what is serving; to release: " +
        "bluegreen deploy --stack dev --service users",
    ]);
    const startedAt = "2026-11-22T09:59:00Z";
    const services = { users: { candidate: "blue" as const } };
    release!.current = { id: "r-9", owner: "ann@vm:7", phase: "staged", startedAt, services };
    expect(await waiting()).to.deep.equal([]);
    release!.current.phase = "returning";
    expect(await waiting()).to.have.length(1);
  });

  it("says that metrics could not be read, and shows the rest", async () => {
    const { parts } = await world();
    const minutes = () => Promise.reject(refused("Could not read metrics. Denied.", "wait"));
    const { view } = await liveLooks({
      ...parts,
      counting: (seconds) => ({ ...parts.counting(seconds), minutes }),
    })();
    expect(view.traffic.remarks).to.deep.equal([
      "The load balancers' metrics could not be read: Could not read metrics. Denied.",
    ]);
    expect(view.services).to.have.length(1);
  });

  it("says that AWS was not asked, and why", async () => {
    const { parts } = await world();
    const observer = parts.observing(1);
    const fleet = () => Promise.reject(refused("Could not read the fleet. Denied.", "wait"));
    const { view } = await liveLooks({ ...parts, observing: () => ({ ...observer, fleet }) })();
    expect(view.notAsked).to.equal("Could not read the fleet. Denied.");
    expect(view.services[0]!.names[0]!.leadsTo).to.equal(null);
    expect(view.services[0]!.fleets.green.seen).to.equal(null);
  });

  it("shows a look that failed with what the last good one saw, and goes on", async () => {
    const { parts, ports } = await world();
    const look = liveLooks(parts);
    const good = await look();
    const works = ports.stack.look.bind(ports.stack);
    ports.stack.look = () => Promise.reject(refused("no backend", "wait", ["timeout"]));
    await ports.clock.sleep(3000);
    const bad = await look();
    expect(bad.view.seenMs).to.equal(good.view.seenMs);
    const atMs = good.view.seenMs + 3000;
    expect(bad.failure).to.deep.equal({
      atMs,
      found: "no backend",
      reasons: ["timeout"],
      next: "wait",
    });
    ports.stack.look = works;
    await ports.clock.sleep(3000);
    expect((await look()).failure).to.equal(null);
  });

  it("shows no secret, whatever AWS and the backend quote", async () => {
    const { parts, ports } = await world();
    const secrets = ["canary-of-the-environment", "canary-of-a-header", "canary-of-a-setting"];
    process.env["LIVE_PAGE_TOKEN"] = secrets[0];
    try {
      const { release } = await ports.stack.read();
      const { fleets } = release!.services["users"]!;
      fleets.green.settings = { environment: { LOG_LEVEL: secrets[2]! } };
      const said = `GET ${secrets[0]} with Authorization: ${secrets[1]}`;
      const fleet = () => Promise.reject(refused(said, "wait"));
      const observer = { ...parts.observing(1), fleet };
      const look = liveLooks({ ...parts, observing: () => observer });
      const quoted = liveEvent(await look());
      ports.stack.look = () => Promise.reject(refused(said, "wait", [said]));
      await ports.clock.sleep(3000);
      const failing = await look();
      const all = [JSON.stringify(quoted), livePage(failing, "n"), JSON.stringify(failing)].join();
      expect(all).to.include("GET *** with Authorization: ***");
      for (const secret of secrets) expect(all).to.not.include(secret);
    } finally {
      delete process.env["LIVE_PAGE_TOKEN"];
    }
  });

  it("counts the drain from when the revision was first seen, whatever a running `up` writes", async () => {
    const { parts, ports, writes } = await world();
    const { release } = await ports.stack.read();
    release!.services["users"]!.fleets.blue.size = 2;
    release!.current = {
      ...{ id: "r-9", owner: "ann@vm:7", phase: "switched" as const },
      ...{
        startedAt: "2026-11-22T09:59:00Z",
        services: { users: { candidate: "green" as const } },
      },
    };
    const look = liveLooks(parts);
    const { drain } = (await look()).view;
    expect(drain!.services).to.deep.equal(["users"]);
    await ports.clock.sleep(3000);
    writes(ports.clock.nowMs());
    expect((await look()).view.drain!.untilMs).to.equal(drain!.untilMs);
  });

  it("prints the link, and ends well at Ctrl-C", async () => {
    const { parts, ports } = await world();
    const [printed, done]: [string[], string[]] = [[], []];
    let pages: LivePages | undefined;
    const serve = (served: LivePages, { again }: { again: string }) => {
      pages = served;
      done.push(again);
      const close = () => Promise.resolve(void done.push("closed"));
      return Promise.resolve({ url: "http://127.0.0.1:7/?token=t", close });
    };
    ports.clock.sleep = () => Promise.reject(new Stopped("stopped"));
    for (const json of [false, true]) {
      const print = (line: string) => void printed.push(line);
      const ended = await dashboard(parts, { port: 0, json }, { serve, print });
      expect(ended).to.deep.equal({ json: {}, text: "", exitCode: 0, printed: true });
    }
    expect(printed).to.deep.equal([
      "live page, until Ctrl-C: http://127.0.0.1:7/?token=t",
      '{"ok":true,"url":"http://127.0.0.1:7/?token=t"}',
    ]);
    expect(done.slice(0, 2)).to.deep.equal(["bluegreen dashboard --stack dev", "closed"]);
    expect(await pages!.page("n")).to.include("<h1>No release is in progress</h1>");
  });

  it("is refused where there is no environment, before it serves anything", async () => {
    const { parts, ports } = await world();
    const found = await ports.stack.look();
    ports.stack.look = () =>
      Promise.resolve({ ...found, deployed: { release: undefined, inventory: undefined } });
    const serve = () => expect.fail("it served");
    const refusal = await refusalOf(() =>
      dashboard(parts, { port: 0, json: false }, { serve, print: () => undefined }),
    );
    expect(refusal.found).to.equal("stack dev has no environment yet");
  });
});
