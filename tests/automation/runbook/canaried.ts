import { deploy } from "../../../automation/commands/deploy";
import { resume as resumeRelease } from "../../../automation/runbook/recover";
import type { ReleaseResult } from "../../../automation/runbook/result";
import { startRun } from "../../../automation/runbook/run";
import { allRules } from "../../../automation/world/rules";
import type { Color } from "../../../release/state";
import { promote } from "../../../release/transitions";
import type { FleetMinute } from "../../../statistics/canary/minute";
import { calmWorld } from "../course/calmWorld";
import { at } from "./comparing";

const image = (digit: string) => `repo@sha256:${digit.repeat(64)}`;
const steps = [
  { percent: 5, minutes: 10 },
  { percent: 50, minutes: 20 },
];

/** `users` in production on blue, with a canary; green is the candidate. */
export async function serving(canary: object = { steps }, more: object = {}) {
  const world = calmWorld({ users: { errorAlarmPercent: 0, ...more, canary } });
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
  const resume = async () => ({
    json: await resumeRelease(startRun(world.ports, allRules, "ben@vm:8"), world.environment()),
  });
  /** Somebody promotes the canary in the deployer's first pause at 5 %. */
  const promoteOnce = () => {
    const [sleep, engineState] = [clock.sleep.bind(clock), stack.engineState.bind(stack)];
    let content = "now";
    stack.engineState = async () => ({ ...(await engineState()), content });
    clock.sleep = async (ms) => {
      await sleep(ms);
      const state = world.environment().release;
      if (content === "promoted" || state.current?.services["users"]?.share !== 5) return;
      content = "promoted";
      await apply(promote(state), { message: "", refresh: false, only: null });
    };
  };
  await release("1");
  told.length = 0;
  return { ...world, resume, release, promoteOnce, troubled, count, told, shares, messages };
}
