import { isPrivate } from "../../config/isPrivate";
import { fullName } from "../../config/names";
import { list } from "../../config/problem";
import { adoptNames, describeOrigin, finishAdoption, sameOrigin } from "../../release/origin";
import { type OriginRecord, serviceState, type ServiceState } from "../../release/state";
import { bluegreen } from "../course/commandLines";
import { adoptable } from "../runbook/adoptable";
import { applyAdoption } from "../runbook/adoption";
import { refuseSecondRelease } from "../runbook/begin";
import { originProblems } from "../runbook/origin";
import type { Run } from "../runbook/run";
import { namesOf } from "../world/edges";
import {
  type Environment,
  environmentOf,
  requireDeployed,
  serviceInventory,
  serviceSettings,
} from "../world/environment";
import { DeployError, exitCodes, refused } from "../world/errors";
import type { StackOptions } from "./options";
import type { CommandResult } from "./result";

export interface AdoptOptions extends StackOptions {
  service: string;
  /** Production names, as in `hosts`. */
  record: string[];
  finish: boolean;
  dryRun: boolean;
}

/** `bluegreen adopt`: takes over production names that are served from elsewhere; nothing moves yet. */
export async function adopt(run: Run, options: AdoptOptions): Promise<CommandResult> {
  const { stack } = run.ports;
  const environment = environmentOf(stack.name, await stack.read());
  requireDeployed(stack, environment.inventory, [options.service]);
  refuseSecondRelease(stack.name, environment);
  if (options.finish) return finish(run, environment, options);
  requireApi(run, options.service);
  // First: a name that such a service gets more could not be adopted either.
  requireUnserved(run, environment, options.service);
  const names = requireOwnNames(run, environment, options);
  const records = await adoptable(run, environment, names);
  const { origin = {} } = serviceState(environment.release, options.service);
  const isKnown = names.every((name) => origin[name] && sameOrigin(origin[name], records[name]!));
  const lines = names.map((name) => `${name}: ${describeOrigin(records[name]!)}`);
  if (isKnown || options.dryRun) {
    const next = isKnown ? release(options) : "run the same command without --dry-run";
    const text = isKnown ? "already adopted, and unchanged since" : "would adopt";
    const found = `${text}: ${lines.join("; ")}`;
    return done(options, { text: found, next, origin: records, applied: false });
  }
  const again = adoption(options, names);
  const wanted = adoptNames(environment.release, options.service, records);
  const after = await applyAdoption(run, wanted, {
    message: `bluegreen: adopt ${names.join(", ")} for ${options.service}`,
    what: "the adoption",
    again,
  });
  await requireUnmoved(run, after, options);
  return done(options, {
    text: [
      `adopted, and still served from there: ${lines.join("; ")}`,
      ...slowly(records, run.ports.stack.settings.drain.ttlSeconds),
    ].join("\n"),
    next: release(options),
    origin: records,
    applied: true,
  });
}

/** `--finish`: from then on there is no way back to the origin, which may be switched off. */
async function finish(
  run: Run,
  environment: Environment,
  options: AdoptOptions,
): Promise<CommandResult> {
  const { stack, service, record, dryRun } = options;
  const again = bluegreen("adopt", stack, `--service ${service} --finish`);
  if (record.length > 0) {
    throw refused(
      "--finish forgets the origin of all adopted names of a service, and --record names some",
      `to forget all of them: ${again}`,
    );
  }
  const { origin, activeColor } = serviceState(environment.release, service);
  if (!origin) {
    throw refused(
      `${service} has no origin: none of its names was adopted, or that is finished`,
      bluegreen("status", stack),
    );
  }
  const lines = Object.entries(origin).map(([name, one]) => `${name}: ${describeOrigin(one)}`);
  const what = finished({ service, activeColor });
  if (!dryRun) {
    await applyAdoption(run, finishAdoption(environment.release, service), {
      message: `bluegreen: finish the adoption of ${Object.keys(origin).join(", ")} for ${service}`,
      what: "the end of the adoption",
      again,
    });
  }
  return done(options, {
    text: `${dryRun ? "would forget" : "forgot"} the origin ${lines.join("; ")}; ${what}`,
    next: dryRun ? "run the same command without --dry-run" : bluegreen("status", stack),
    origin: null,
    applied: !dryRun,
  });
}

function finished({
  service,
  activeColor,
}: { service: string } & Pick<ServiceState, "activeColor">) {
  return activeColor
    ? `${service} can't be rolled back to it any more, so it may be switched off`
    : "its record stays as it is in Route 53, and this environment leaves it alone";
}

function requireApi({ ports: { stack } }: Run, service: string): void {
  const settings = serviceSettings(stack, service);
  if (settings.kind === "api" && settings.public) return;
  const found = isPrivate(settings)
    ? `${service} is private (\`public: false\`), and has no names in public zones`
    : `${service} is a worker, and workers have no names`;
  throw refused(found, bluegreen("status", stack.name));
}

/** The full names; refuses one that the last `up` did not make rules and certificates for. */
function requireOwnNames(
  { ports: { stack } }: Run,
  { inventory }: Environment,
  { service, record }: AdoptOptions,
): string[] {
  const own = namesOf(serviceInventory(inventory, service))
    .filter(({ side }) => side === "public")
    .map(({ name }) => name);
  const wanted = record.length > 0 ? record : own;
  const names = [
    ...new Set(
      wanted.map((one) => fullName(one.toLowerCase().replace(/\.$/, ""), stack.settings.domain)),
    ),
  ];
  const missing = names.filter((name) => !own.includes(name));
  if (missing.length === 0) return names;
  const additions = missing.map((name) =>
    bluegreen(`host add ${name}`, stack.name, `--service ${service}`),
  );
  const [are, them] = missing.length === 1 ? ["is not a name", "it"] : ["are not names", "them"];
  throw refused(
    `${list(missing)} ${are} of ${service} yet, so its load balancers would not answer for ${them}; its names: ${list(own)}`,
    `add ${them} first: ${additions.join("; then: ")}; then run the command again`,
  );
}

function requireUnserved(
  { ports: { stack } }: Run,
  { release }: Environment,
  service: string,
): void {
  const { activeColor } = serviceState(release, service);
  if (activeColor === null) return;
  throw refused(
    `${service} already serves production from its ${activeColor} fleet, so its names move with its releases`,
    `another name is taken over by a service that does not serve yet; see: ${bluegreen("status", stack.name)}`,
  );
}

/** The `up` wrote the record that was there; this makes sure. */
async function requireUnmoved(
  run: Run,
  environment: Environment,
  { stack, service }: AdoptOptions,
): Promise<void> {
  const problems = await originProblems(run, environment, service);
  if (problems.length === 0) return;
  throw new DeployError(
    "stoppedMidway",
    `the names of ${service} are adopted, but are not answered as before by every server`,
    `look at them: ${bluegreen("verify", stack)}`,
    problems,
  );
}

/** A long TTL is how long the first release drains. */
function slowly(records: Record<string, OriginRecord>, ownSeconds: number): string[] {
  const ttls = Object.entries(records).map(([name, { ttlSeconds = 0, ipv6 }]) => ({
    name,
    ttlSeconds: Math.max(ttlSeconds, ipv6?.ttlSeconds ?? 0),
  }));
  return ttls
    .filter(({ ttlSeconds }) => ttlSeconds > Math.max(ownSeconds, 600))
    .map(
      ({ name, ttlSeconds }) =>
        `the first release waits ${ttlSeconds} s for clients to leave; for a shorter wait set the TTL of ${name} to ` +
        `60 s in Route 53, wait ${ttlSeconds} s, and adopt it again`,
    );
}

function adoption({ stack, service }: AdoptOptions, names: readonly string[]): string {
  return bluegreen("adopt", stack, `--service ${service} --record ${names.join(" --record ")}`);
}

function release({ stack, service }: AdoptOptions): string {
  return bluegreen("deploy", stack, `--service ${service} --image <reference>`);
}

function done(
  { stack, service }: AdoptOptions,
  {
    text,
    next,
    origin,
    applied,
  }: { text: string; next: string; origin: object | null; applied: boolean },
): CommandResult {
  return {
    json: { ok: true, stack, service, origin, applied, next },
    text: `${text}\nnext: ${next}`,
    exitCode: exitCodes.done,
  };
}
