import { toDerivedConfig } from "../../release/derivedConfig";
import { emptyState, withServices } from "../../release/state";
import { handOver, retire, stage, switchBack, switchOver } from "../../release/transitions";
import { config } from "../config/samples";
import { type Run, runProgram } from "./engine";

const selfTest = { command: ["node", "self-test.js"] };

/** An API, a worker on Fargate with handover, and one on instances that may overlap. */
export const withWorkers = config({
  users: { ruleSlot: 0 },
  mailer: { kind: "worker", selfTest, calls: ["users"] },
  search: { kind: "worker", selfTest, overlap: true, compute: { type: "ec2" } },
});

const release = (digest: string) => ({
  id: "release-1",
  owner: "somebody@somewhere:1",
  startedAt: "2025-01-01T00:00:00Z",
  services: {
    mailer: { image: `mailer@sha256:${digest}`, size: 2, worker: "handover" as const },
    search: { image: `search@sha256:${digest}`, size: 2, worker: "overlap" as const },
  },
});

const empty = withServices(emptyState, ["users", "mailer", "search"]);
const idle = retire(handOver(switchOver(stage(empty, release("1111")))));
const staged = stage(idle, release("2222"));
const switched = switchOver(staged);
const handedOver = handOver(switched);

/** A release of both workers from blue to green, in every phase. */
export const workerPhases = {
  idle,
  staged,
  switched,
  handedOver,
  returning: switchBack(handedOver),
  retired: retire(handedOver),
};

/** The program as the deployer runs it to make a phase true. */
export function programWithWorkers(
  settings: Record<string, unknown>,
  phase: keyof typeof workerPhases,
): Promise<Run> {
  const wanted = workerPhases[phase];
  return runProgram({
    config: { ...settings, ...toDerivedConfig(wanted) },
    deployed: { release: wanted, colorSecret: "s3cret" },
  });
}
