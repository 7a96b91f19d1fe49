import { expect } from "chai";
import { status } from "../../../automation/commands/status";
import { gatherEvidence, mayHaveMoved } from "../../../automation/runbook/evidence";
import { release } from "../../../automation/runbook/release";
import { startRun } from "../../../automation/runbook/run";
import { allRules } from "../../../automation/world/rules";
import type { ReleaseState } from "../../../release/state";
import { calmWorld } from "../course/calmWorld";
import { state } from "./statusStates";

const arn = "arn:aws:sqs:eu-central-1:123456789012:jobs";
const mailer = (min: number, overlap = false) => ({
  ...{ kind: "worker", selfTest: { command: ["test"] }, overlap },
  size: { min, max: 4, target: { queue: { arn, perTask: 5 } } },
});

/** A worker that has been released once, and that AWS has scaled to 0 since then. */
async function idleWorker(min: number, overlap = false) {
  const { ports, environment } = calmWorld({ mailer: mailer(min, overlap) });
  const { size } = ports.stack.settings.services["mailer"]!;
  Object.assign(environment().inventory.services["mailer"]!, { scaled: true, size });
  const fleet = ports.observer.fleet.bind(ports.observer);
  ports.observer.fleet = async (...asked) => {
    const health = await fleet(...asked);
    const { current } = environment().release;
    return health && !current ? { ...health, desired: 0, running: [] } : health;
  };
  const applied: ReleaseState[] = [];
  const apply = ports.stack.apply.bind(ports.stack);
  ports.stack.apply = async (...wanted) => {
    applied.push(wanted[0]);
    return apply(...wanted);
  };
  const released = (digest: string) =>
    release(startRun(ports, allRules, "ann@vm:7"), environment(), {
      images: { mailer: `repo@sha256:${digest.repeat(64)}` },
      forceFromBroken: false,
    });
  await released("a");
  const said = () =>
    status({
      ...{ stack: ports.stack, unreadable: null },
      locks: () => Promise.resolve({ peek: () => Promise.resolve([]) } as never),
      machine: { host: "vm", nowMs: () => ports.clock.nowMs(), process: () => null },
      observing: () => ports.observer,
    });
  const moved = async () => mayHaveMoved(await gatherEvidence(ports, environment(), ["mailer"]));
  return { ports, environment, released, applied, said, moved };
}

const sizesIn = ({ services }: ReleaseState) => {
  const { blue, green } = services["mailer"]!.fleets;
  return [blue.size, green.size];
};

describe("a worker that AWS has scaled to 0 by design", () => {
  it("serves, by what `status` says, and nothing has moved", async () => {
    const { said, moved } = await idleWorker(0);
    expect(await moved()).to.equal(false);
    const { text } = await said();
    expect(text.split("\n")[0]).to.equal("dev, revision 5: no release is in progress.");
    expect(text).to.match(/^ {2}mailer {2}blue {2}serves .* 0 tasks \(min 0\)/m);
  });

  it("is stopped by somebody, if its bounds begin with 1", async () => {
    const { said, moved } = await idleWorker(1);
    expect(await moved()).to.equal(true);
    expect((await said()).text.replace(/\s+/g, " ")).to.contain(
      "a worker's serving fleet was scaled to 0 in ECS",
    );
  });

  it("is released with one task, which proves the new version, and can be rolled back to", async () => {
    for (const overlap of [false, true]) {
      const { applied, environment, released } = await idleWorker(0, overlap);
      applied.length = 0;
      const { outcome } = await released("b");
      expect(outcome).to.equal("done");
      const phases = applied.map((one) => [one.current?.phase ?? "idle", ...sizesIn(one)]);
      expect(phases).to.deep.equal(
        overlap
          ? [
              ["staged", 1, 0],
              ["switched", 1, 1],
              ["idle", 0, 1],
            ]
          : [
              ["staged", 1, 0],
              ["switched", 0, 0],
              ["switched", 0, 1],
              ["idle", 0, 1],
            ],
      );
      expect(environment().release.services["mailer"]!.activeColor).to.equal("green");
    }
  });

  it("was stopped by somebody if that is found while it is released", async () => {
    const { ports, environment, moved } = await idleWorker(0);
    const fleet = ports.observer.fleet.bind(ports.observer);
    ports.observer.fleet = async (...asked) => {
      const health = await fleet(...asked);
      return health && { ...health, desired: 0, running: [] };
    };
    const { current } = state("staged");
    const services = { mailer: { candidate: "green" as const, worker: "handover" as const } };
    const inPhase = (phase: "staged" | "retired", leaves?: true) => {
      const part = leaves ? { mailer: { candidate: "green" as const } } : services;
      const what = { phase, services: part, ...(leaves && { leaves }) };
      environment().release.current = { ...current!, ...what };
      return moved();
    };
    expect(await inPhase("staged")).to.equal(true);
    // Its bounds have been given back, and only hooks are left.
    expect(await inPhase("retired")).to.equal(false);
    // Its decommissioning has only been recorded.
    expect(await inPhase("staged", true)).to.equal(false);
  });
});
