import { release } from "../../../automation/runbook/release";
import { startRun } from "../../../automation/runbook/run";
import { allRules } from "../../../automation/world/rules";
import { calmWorld, type Trouble } from "./calmWorld";

export const task = { command: ["node", "task.cjs"] };
export const allHooks = {
  beforeStage: task,
  beforeSwitch: { ...task, once: true },
  afterSwitch: { ...task, once: true },
  afterRetire: task,
};
export const api = { errorAlarmPercent: 0 };
export const compared = { ...api, compare: { requests: [{ path: "/" }] } };
export const warmed = { ...api, warm: { paths: ["/"], requestsPerSecond: 2 } };
export const canary = {
  steps: [
    { percent: 5, minutes: 10 },
    { percent: 50, minutes: 20 },
  ],
};
export const worker = { kind: "worker", selfTest: { command: ["test"] } };
const image = (hex: string) => `repo@sha256:${hex.repeat(64)}`;
export const line = ({ step, name }: { step: string; name: string }) => `${step}: ${name}`;

/** Services that were released once, or never, and how another release of them goes. */
export async function play(
  services: Record<string, object>,
  { first = false, released = Object.keys(services) } = {},
) {
  const trouble: Trouble = {};
  const world = calmWorld(services, trouble);
  const run = () => startRun(world.ports, allRules, "ann@vm:7");
  const asked = (hex: string) => ({
    images: Object.fromEntries(released.map((name) => [name, image(hex)])),
    forceFromBroken: false,
  });
  if (!first) await release(run(), world.environment(), asked("a"));
  return { ...world, run, trouble, asked: asked("b") };
}
