import { bluegreen } from "../course/commandLines";
import { type ToCompare, toCompare } from "../course/compared";
import { atOnce, compareVersions } from "../runbook/compare/compare";
import { type Compared, passes } from "../runbook/compare/compared";
import { describeCompared } from "../runbook/compare/describe";
import type { Run } from "../runbook/run";
import { type ComparedPart, comparedPart, servedBy, withoutBaseline } from "../world/baseline";
import {
  apisOf,
  type Environment,
  environmentOf,
  partsOf,
  requireServices,
} from "../world/environment";
import { DeployError, exitCodes, refused } from "../world/errors";
import type { StackOptions } from "./options";
import type { CommandResult } from "./result";

export interface CompareOptions extends StackOptions {
  /** If empty: every service of the release that has `compare`. */
  service: string[];
}

/** `bluegreen compare`: how the candidates of a staged release compare with production. Changes nothing. */
export async function compare(run: Run, { service }: CompareOptions): Promise<CommandResult> {
  const { stack } = run.ports;
  requireServices(stack, service);
  for (const name of service) requireSettings(run, name);
  const environment = environmentOf(stack.name, await stack.read());
  const parts = stagedParts(run, environment, service);
  for (const { part, wanted } of parts) await requireBaseline(run, environment, part, wanted);
  const found = await atOnce(parts, ({ part, wanted }, stopping) =>
    // It ends no release, so every verdict is worth its time.
    compareVersions(run, environment, part, { ...wanted.settings, gate: false }, stopping),
  );
  await requireStillStaged(run, environment);
  return resultOf(stack.name, environment.release.current!.id, found.flat());
}

function requireSettings({ ports: { stack } }: Run, name: string): void {
  const settings = stack.settings.services[name]!;
  if (settings.kind === "api" && settings.compare) return;
  const again = bluegreen("compare", stack.name, "--service", name);
  throw settings.kind === "worker"
    ? refused(
        `${name} is a worker: it answers no requests that could be compared`,
        bluegreen("status", stack.name),
      )
    : refused(
        `${name} has no \`compare\` in its settings, so there are no requests to compare`,
        `add \`compare: { requests: [{ path: / }] }\` to \`${name}\` in Pulumi.${stack.name}.yaml, then: ${again}`,
      );
}

interface Staged {
  part: ComparedPart;
  wanted: ToCompare;
}

function stagedParts(
  { ports }: Run,
  environment: Environment,
  asked: readonly string[],
): [Staged, ...Staged[]] {
  const { stack } = ports;
  const { current } = environment.release;
  const deploy = (name: string) =>
    bluegreen("deploy", stack.name, `--service ${name} --image <reference>`);
  if (!current || current.phase !== "staged" || current.leaves) {
    const found = current
      ? `release ${current.id} is in phase ${current.phase}`
      : "there is no release";
    throw refused(
      `${found}; only a staged candidate can be compared with production`,
      current
        ? bluegreen("status", stack.name)
        : `to compare a new version, deploy it: ${deploy(asked[0] ?? "<name>")}`,
    );
  }
  const all = toCompare(stack.settings, environment.release);
  const wanted = all.filter(
    ({ service, against }) => against !== null && (asked.length === 0 || asked.includes(service)),
  );
  const left = asked.filter((name) => !wanted.some(({ service }) => service === name));
  const parts = apisOf(partsOf(ports, environment, current));
  const [first, ...rest] = wanted.map((one) => ({
    wanted: one,
    part: comparedPart(
      environment,
      parts.find(({ name }) => name === one.service)!,
    ),
  }));
  if (first && left.length === 0) return [first, ...rest];
  const why = current.rollsBack
    ? "is a rollback, and rollbacks are not compared"
    : left.length > 0
      ? `can't compare ${left.join(", ")}: not part of it, or first released by it`
      : "has no service that has both `compare` in its settings and a version in production";
  throw refused(`release ${current.id} ${why}`, bluegreen("status", stack.name));
}

async function requireBaseline(
  { ports }: Run,
  environment: Environment,
  part: ComparedPart,
  { settings }: ToCompare,
): Promise<void> {
  const missing = await withoutBaseline(ports, environment, part, settings);
  if (missing.length === 0) return;
  const again = bluegreen("compare", ports.stack.name, "--service", part.name);
  throw refused(
    `${part.name}: ${servedBy(part)} fails requests that \`compare\` sends`,
    `correct \`services.${part.name}.compare.requests\`, or fix ${part.adopted ? "the origin" : "production"}; then: ${again}`,
    missing,
  );
}

/** Otherwise the requests may have reached other fleets. */
async function requireStillStaged(
  { ports: { stack } }: Run,
  { release: { revision } }: Environment,
): Promise<void> {
  const { release } = environmentOf(stack.name, await stack.read());
  if (release.revision === revision) return;
  throw new DeployError(
    "held",
    "the release moved on during the comparison, so its results are discarded",
    bluegreen("status", stack.name),
  );
}

function resultOf(stack: string, release: string, compared: Compared[]): CommandResult {
  const ok = compared.every(passes);
  return {
    json: { ok, stack, release, compared },
    text: compared.map((one) => `${one.service}: ${describeCompared(one)}`).join("\n"),
    exitCode: ok ? exitCodes.done : exitCodes.refused,
  };
}
