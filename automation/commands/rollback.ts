import { isDeepStrictEqual } from "node:util";
import { list } from "../../config/problem";
import {
  type CurrentRelease,
  type Definition,
  type Fleet,
  otherColor,
  serviceState,
} from "../../release/state";
import { bluegreen } from "../course/commandLines";
import { type PastRelease, servedBefore } from "../history/releases";
import type { Update } from "../history/update";
import { refused } from "../world/errors";
import { digestOf, type Environment, environmentOf, requireServices } from "../world/environment";
import { versionOf } from "../world/versions";
import { resume, takeBack } from "../runbook/recover";
import { release } from "../runbook/release";
import type { Run } from "../runbook/run";
import { toCommandResult } from "./deploy";
import type { StackOptions } from "./options";
import { goesToOrigin, toOrigin } from "./rollbackToOrigin";
import { type TakeOver, takeOver } from "./takeOver";
import type { CommandResult } from "./result";

export interface RollbackOptions extends StackOptions {
  service: string[];
  /** A release of the history, or a tag or digest that one of them brought, in place of the one before. */
  to?: string;
}

/** What `rollback` needs besides a run. */
export interface RollbackParts {
  from?: TakeOver;
  /** The stack's last updates, newest first. */
  history: (count: number) => Promise<Update[]>;
}

/** `bluegreen rollback`: to the old fleet while it runs, otherwise by a release of an earlier version. */
export async function rollback(
  run: Run,
  options: RollbackOptions,
  { from, history }: RollbackParts,
): Promise<CommandResult> {
  const { stack, reporter } = run.ports;
  const environment = environmentOf(stack.name, await stack.read());
  const { current } = environment.release;
  if (current) {
    refuseDuringRelease(stack.name, current, options);
    if (from) takeOver(run, environment, from);
    // One that was interrupted: the same command continues it.
    if (current.phase === "returning") return toCommandResult(run, () => resume(run, environment));
    for (const line of takingBack(environment, current)) reporter.note(line);
    reporter.note(
      "both load balancers are switched to the old fleet at once; DNS follows, then the drain",
    );
    const why = "rolled back on request";
    return toCommandResult(run, () => takeBack(run, environment, current, why));
  }
  if (goesToOrigin(environment, options)) {
    if (options.service.length === 0) throw needsServices(stack.name, environment, "origin");
    return toOrigin(run, environment, options.service);
  }
  const previous = await chosen(run, environment, options, history);
  const images = Object.fromEntries(
    Object.entries(previous).map(([name, { image }]) => [name, image]),
  );
  for (const [name, definition] of Object.entries(previous)) {
    const what = takingTo(environment, name, definition);
    reporter.note(`${name}: rolling back ${what}, in the usual six steps`);
  }
  const request = { images, previous, forceFromBroken: true };
  return toCommandResult(run, () => release(run, environment, request));
}

/** Only a release that has switched, and not stopped the old fleet, can be rolled back as it is, or on. */
function refuseDuringRelease(
  stack: string,
  { id, phase, services, leaves }: CurrentRelease,
  { to }: RollbackOptions,
): void {
  const named = Object.keys(services).join(" --service ");
  if (phase === "retired") {
    throw refused(
      `release ${id} has stopped the old fleet and is not finished yet`,
      `finish it first: ${bluegreen("resume", stack)}; then roll back: ${bluegreen("rollback", stack, "--service", named)}`,
    );
  }
  if (phase !== "switched" && phase !== "returning") {
    throw refused(
      `release ${id} is in phase ${phase}: ` +
        (phase === "canary"
          ? "only a share of production is on the candidate"
          : "production is on the old fleet"),
      `to end the release: ${bluegreen("abort", stack)}`,
    );
  }
  if (to === undefined) return;
  throw refused(
    `release ${id} has not ended: it can only be rolled back to the fleet that ran before, not to ${to}`,
    `roll it back: ${bluegreen("rollback", stack)}; ` +
      (leaves
        ? `then deploy: ${bluegreen("deploy", stack, `--service ${Object.keys(services).join(" --image <reference> --service ")} --image <reference>`)}`
        : `then: ${bluegreen("rollback", stack, "--service", named, "--to", to)}`),
  );
}

/** `users: rolling back from 1.4.0 (sha256:…) to 1.3.0 (sha256:…)`, before it is done. */
function takingBack(
  { release: state }: Environment,
  { services, leaves }: CurrentRelease,
): string[] {
  return Object.entries(services).map(([name, { candidate }]) => {
    const { fleets } = serviceState(state, name);
    const [is, was] = [fleets[candidate], fleets[otherColor(candidate)]];
    if (leaves) return `${name}: back into production with ${versionOf(was)}`;
    const first = serviceState(state, name).origin
      ? "its origin"
      : "nothing: this was its first release";
    const to = was.image === null ? first : versionOf(was);
    return `${name}: rolling back from ${versionOf(is)} to ${to}`;
  });
}

function takingTo(
  { release: state }: Pick<Environment, "release">,
  name: string,
  to: Definition,
): string {
  const { activeColor, fleets } = serviceState(state, name);
  const from = activeColor ? `from ${versionOf(fleets[activeColor])} ` : "";
  return `${from}to ${versionOf(to)} with the settings it had${broughtBy(to)}`;
}

const broughtBy = ({ label }: Definition) => (label ? `, as released by ${label.release}` : "");

async function chosen(
  run: Run,
  environment: Environment,
  { service: services, to }: RollbackOptions,
  history: RollbackParts["history"],
): Promise<Record<string, Definition>> {
  const { stack } = run.ports;
  if (services.length === 0) throw needsServices(stack.name, environment, to);
  requireServices(stack, services);
  const updates = to === undefined ? [] : await history(lookBack);
  const found = services.map((name) => {
    const definition =
      to === undefined
        ? serviceState(environment.release, name).previous
        : servedBefore(updates, name).find((one) => isMeant(one, to))?.definition;
    if (!definition) throw nothingBefore(stack.name, environment, name, updates, to);
    refuseGoneCalls(run, name, definition);
    return [name, definition];
  });
  return Object.fromEntries(found) as Record<string, Definition>;
}

/** Updates to search for a release; one has three to eight. */
const lookBack = 400;

function isMeant(
  { release: { id }, definition }: { release: PastRelease; definition: Definition },
  to: string,
): boolean {
  const digest = digestOf(definition.image);
  return (
    id === to ||
    definition.label?.tag === to ||
    // As `history` and `status` shorten it, with `sha256:` or without.
    (/^(sha256:)?[0-9a-f]{7,64}$/.test(to) &&
      digest.replace(/^sha256:/, "").startsWith(to.replace(/^sha256:/, "")))
  );
}

function nothingBefore(
  stack: string,
  { release: state }: Environment,
  name: string,
  updates: readonly Update[],
  to?: string,
) {
  const deploy = `deploy another image: ${bluegreen("deploy", stack, "--service", name, "--image", "<reference>")}`;
  if (to === undefined) {
    return refused(
      `${name} has no previous version to roll back to: nothing else has served, or it was rolled back itself`,
      `choose an earlier one with ${bluegreen("history", stack)}, then: ` +
        `${bluegreen("rollback", stack, "--service", name, "--to", "<release>")}; or ${deploy}`,
    );
  }
  const { activeColor, fleets } = serviceState(state, name);
  const serving = activeColor && fleets[activeColor];
  const others = servedBefore(updates, name)
    .filter(({ definition }) => !serving || !isSame(definition, serving))
    .slice(0, 5);
  return refused(
    `${to} matches no release of ${name} that served and was not rolled back`,
    others.length === 0
      ? deploy
      : `roll back to one of these: ${bluegreen("rollback", stack, "--service", name, "--to", "<release>")}`,
    others.map(
      ({ release: { id, startedAt }, definition }) =>
        `${id}: ${versionOf(definition)}, released ${startedAt.slice(0, 16).replace("T", " ")} UTC`,
    ),
  );
}

/** Nothing would change by a release of it. */
function isSame(one: Definition, other: Fleet): boolean {
  return one.image === other.image && isDeepStrictEqual(one.settings, other.settings);
}

function needsServices(stack: string, { release }: Environment, to: string | undefined) {
  const possible = Object.entries(release.services).flatMap(([name, { previous }]) =>
    previous ? [{ name, previous }] : [],
  );
  const [only, ...others] = possible;
  const name = only && others.length === 0 ? only.name : "<name>";
  return refused(
    "no release is in progress, so `rollback` needs `--service`",
    to === undefined
      ? bluegreen("rollback", stack, "--service", name)
      : bluegreen("rollback", stack, "--service", name, "--to", to),
    possible.map(
      ({ name, previous }) => `${name} would roll back ${takingTo({ release }, name, previous)}`,
    ),
  );
}

function refuseGoneCalls(
  { ports: { stack } }: Run,
  name: string,
  { settings: kept }: Definition,
): void {
  const calls = (kept?.["calls"] ?? []) as string[];
  const { foundation, services } = stack.settings;
  const gone = foundation ? [] : calls.filter((callee) => !services[callee]);
  if (gone.length === 0) return;
  throw refused(
    `the previous version of ${name} calls ${list(gone)}, which is no longer a service of ${stack.name}`,
    `deploy another image: ${bluegreen("deploy", stack.name, "--service", name, "--image", "<reference>")}`,
  );
}
