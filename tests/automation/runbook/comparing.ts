import { expect } from "chai";
import { deploy } from "../../../automation/commands/deploy";
import type { ReleaseResult } from "../../../automation/runbook/result";
import { startRun } from "../../../automation/runbook/run";
import type { Read, ReadAnswer } from "../../../automation/world/reads";
import { allRules } from "../../../automation/world/rules";
import { calmWorld, type Trouble } from "../course/calmWorld";

const image = (digit: string) => `repo@sha256:${digit.repeat(64)}`;
export const at = { stack: "dev", cwd: "", json: false };
export const old = "blue";

export const ok = (
  more: Partial<{ body: unknown; seconds: number; status: number }> = {},
): ReadAnswer => ({
  ...{ status: more.status ?? 200, seconds: more.seconds ?? 0.04 },
  body: JSON.stringify(more.body ?? {}),
});
export const colorOf = ({ headers }: Read) => headers["x-bluegreen-color"];

interface Told {
  notes: string[];
  warnings: string[];
  messages: string[];
}

/** `users` in production on blue, with these settings of `compare` if it has any. */
export async function serving(settings?: object, kind: object = {}, alarms: string[] = []) {
  const trouble: Trouble = {};
  const requests = [{ path: "/users/1" }];
  const users = {
    errorAlarmPercent: 0,
    alarms,
    ...(settings && { compare: { requests, ...settings } }),
  };
  const world = calmWorld({ users, ...kind }, trouble);
  const told: Told = { notes: [], warnings: [], messages: [] };
  const { reporter, stack } = world.ports;
  reporter.note = (text) => void told.notes.push(text);
  reporter.warn = (text) => void told.warnings.push(text);
  const apply = stack.apply.bind(stack);
  stack.apply = (wanted, options) => {
    told.messages.push(options.message);
    return apply(wanted, options);
  };
  const run = () => startRun(world.ports, allRules, "ann@vm:7");
  const release = async (digit: string, forceFromBroken = false) => {
    const options = { ...at, service: ["users"], image: [image(digit)], forceFromBroken };
    const { json, ...rest } = await deploy(run(), options);
    return { ...rest, json: json as ReleaseResult };
  };
  const first = await release("1");
  expect(first.exitCode).to.equal(0);
  return { ...world, run, release, trouble, told, first };
}
