import { expect } from "chai";
import type { AuthoritativeAnswer, Deployed, Ports } from "../../../automation/world/ports";
import { allRules } from "../../../automation/world/rules";
import type { Environment } from "../../../automation/world/environment";
import { type Run, startRun } from "../../../automation/runbook/run";
import { untilInSync } from "../../../automation/runbook/switch";
import { acts } from "../../../automation/runbook/acts";
import { applyUp, type Progress, progressFrom } from "../../../automation/runbook/progress";
import { courses } from "../../../automation/course/course";
import { settingsSchema } from "../../../config/schema";
import { type Color, emptyState, type ReleaseState, withServices } from "../../../release/state";
import { retire, stage, switchOver } from "../../../release/transitions";
import { inventory } from "../adapters/aws/fixtures";

const addresses: Record<Color, string[]> = { blue: ["10.0.0.1"], green: ["10.0.0.2"] };
const request = (image: string) => ({
  id: "r-1",
  owner: "",
  startedAt: "2025-01-31T12:00:00.000Z",
  services: { users: { image, size: 1 } },
});
const blue = retire(switchOver(stage(withServices(emptyState, ["users"]), request("u@sha256:1"))));
const staged = stage(blue, request("u@sha256:2"));

const environment = (release: ReleaseState): Environment => ({
  release,
  inventory,
  colorSecret: "",
});

/** A run whose production name answers the active color, with a TTL that tests set for each color. */
function runWith(ttls: Record<Color, number>) {
  let active: Color = "blue";
  const applied: ReleaseState[] = [];
  const stack = {
    name: "dev",
    settings: settingsSchema.parse({ domain: "example.com", services: { users: {} } }),
    engineState: () =>
      Promise.resolve({
        targets: {},
        tasks: {},
        instances: {},
        pending: [],
        writtenAt: "now",
        content: "now",
      }),
    apply: (wanted: ReleaseState): Promise<Deployed> => {
      applied.push(wanted);
      active = wanted.services["users"]!.activeColor!;
      return Promise.resolve({ release: wanted, inventory, colorSecret: "secret" });
    },
  };
  const answer = (): AuthoritativeAnswer => ({
    server: "ns",
    addresses: addresses[active],
    ttlSeconds: ttls[active],
    error: null,
  });
  const observer = {
    pollMs: 1,
    resolve: () => Promise.resolve([answer(), { ...answer(), addresses: addresses[active] }]),
    edgeAddresses: (_: unknown, edge: Color) => Promise.resolve(addresses[edge]),
  };
  const clock = { monotonicSeconds: () => 0, nowMs: () => 0 };
  const reporter = { stepStarted: () => undefined, stepEnded: () => undefined };
  const ports = { stack, observer, clock, reporter } as unknown as Ports;
  return { run: startRun(ports, allRules, "somebody"), applied };
}

/** As `runWith`, where no authoritative server can be reached. */
function runBehindFirewall(target: string | null) {
  const { run } = runWith({ blue: 60, green: 60 });
  const warned: string[] = [];
  let seconds = 0;
  Object.assign(run.ports.observer, {
    resolve: () =>
      Promise.resolve([
        { server: "ns", addresses: [], ttlSeconds: null, error: "no answer within 2000 ms" },
      ]),
    recordTarget: () => Promise.resolve(target),
  });
  Object.assign(run.ports.clock, {
    monotonicSeconds: () => seconds,
    sleep: (ms: number) => Promise.resolve((seconds += ms / 1000)),
  });
  Object.assign(run.ports.reporter, {
    waiting: () => undefined,
    warn: (line: string) => warned.push(line),
  });
  return { run, warned };
}

/** Runs a step: its `up`, then its wait. */
async function take(id: "5" | "back", run: Run, from: Environment): Promise<Progress> {
  const step = courses[id === "5" ? "release" : "back"].find((one) => one.id === id)!;
  const act = acts[id];
  const before = progressFrom(from);
  const ttlSeconds = (await act.before!(run, before)) ?? 0;
  const wanted = step.up!.make(from.release, { settings: run.ports.stack.settings, ttlSeconds })!;
  const after = await applyUp(run, before, wanted, { verb: "switch", id: "r-1" });
  return {
    ...after,
    ...(await act.until!(run, after, { title: { step: id, name: "" }, found: null })),
  };
}

const ttlOf = ({ inSync }: Pick<Progress, "inSync">) => inSync?.ttlSeconds;

describe("the TTL that a drain waits for", () => {
  it("is that of the old answer, asked before the record moves, when that one is larger", async () => {
    const { run, applied } = runWith({ blue: 300, green: 60 });
    const switched = await take("5", run, environment(staged));
    expect(applied[0]?.current).to.deep.include({ phase: "switched", ttlSeconds: 300 });
    expect(ttlOf(switched)).to.equal(300);
  });

  it("is that of the new answer when that one is larger", async () => {
    const { run } = runWith({ blue: 60, green: 120 });
    expect(ttlOf(await take("5", run, environment(staged)))).to.equal(120);
  });

  it("is kept in the release state for a later `resume`", async () => {
    const { run } = runWith({ blue: 300, green: 60 });
    const { release } = (await take("5", run, environment(staged))).environment;
    const resumed = runWith({ blue: 1, green: 60 });
    await resumed.run.ports.stack.apply(release, { message: "", refresh: false, only: null });
    expect(ttlOf(await untilInSync(resumed.run, environment(release)))).to.equal(300);
  });

  it("is the larger of both ways when a release is rolled back", async () => {
    const { run } = runWith({ blue: 60, green: 120 });
    const switched = await take("5", run, environment(staged));
    const returned = await take("back", run, switched.environment);
    expect(ttlOf(returned)).to.equal(120);
    expect(returned.environment.release.current).to.deep.include({
      phase: "returning",
      ttlSeconds: 120,
    });
  });
});

describe("a switch watched from a machine that can't reach port 53", () => {
  const greenName = inventory.edges.green.dnsName;

  it("goes by Route 53's own record, says so, and drains a minute longer", async () => {
    const { run, warned } = runBehindFirewall(`dualstack.${greenName.toUpperCase()}.`);
    const { inSync } = await take("5", run, environment(staged));
    expect(inSync).to.deep.equal({ atMs: 60_000, ttlSeconds: 0 });
    expect(warned).to.deep.equal([
      "no authoritative server of users.example.com could be reached; " +
        "outbound port 53 may be blocked. Route 53's record leads to the " +
        "green load balancer, but no answer of its servers confirms it; the drain is 60 s longer to allow for that",
    ]);
  });

  it("fails if that record leads elsewhere", async () => {
    const { run } = runBehindFirewall(inventory.edges.blue.dnsName);
    const error = await take("5", run, environment(staged)).catch((thrown: unknown) => thrown);
    expect(error).to.deep.include({
      reasons: ["ns does not answer for users.example.com: no answer within 2000 ms"],
    });
  });
});
