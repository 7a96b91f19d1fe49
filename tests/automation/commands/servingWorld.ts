import { expect } from "chai";
import { deploy } from "../../../automation/commands/deploy";
import { rollback } from "../../../automation/commands/rollback";
import type { Update } from "../../../automation/history/update";
import { startRun } from "../../../automation/runbook/run";
import { allRules } from "../../../automation/world/rules";
import { serviceSchema } from "../../../config/schema";
import { calmWorld, type Trouble } from "../course/calmWorld";

export const imageOf = (digit: string) => `repo@sha256:${digit.repeat(64)}`;
export const at = { stack: "dev", cwd: "", json: false };
export const options = { ...at, forceFromBroken: false, service: ["users"] };

/** Services with their first versions in production. */
export async function serving(services: Record<string, object>, trouble: Trouble = {}) {
  const world = calmWorld(services, trouble);
  const told: string[] = [];
  world.ports.reporter.note = (text) => told.push(text);
  const updates: Update[] = [];
  let count = 0;
  world.ports.clock.newId = () => `r-${++count}`;
  const apply = world.ports.stack.apply.bind(world.ports.stack);
  world.ports.stack.apply = async (wanted, how) => {
    const atMs = world.ports.clock.nowMs();
    const update = {
      message: how.message,
      startedMs: atMs,
      endedMs: atMs + 1000,
      wanted,
      settings: null,
    };
    updates.unshift({ ...update, result: "succeeded" });
    return apply(wanted, how);
  };
  const history = () => Promise.resolve(updates);
  const run = () => startRun(world.ports, allRules, "ann@vm:7");
  const release = (image: string[], more: object = {}) =>
    deploy(run(), { ...options, image, ...more });
  for (const name of Object.keys(services)) {
    expect((await release([imageOf("1")], { service: [name] })).exitCode).to.equal(0);
  }
  const edit = (name: string, settings: object) => {
    world.settings.services[name] = serviceSchema.parse({ kind: "api", ...settings });
  };
  const fleet = () => {
    const { activeColor, fleets } = world.environment().release.services["users"]!;
    return fleets[activeColor!];
  };
  const back = (more: object = {}) =>
    rollback(run(), { ...at, service: ["users"], ...more }, { history });
  return { ...world, run, release, edit, fleet, back, told, updates };
}

export const api = { errorAlarmPercent: 0 };
