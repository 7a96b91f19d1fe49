import { pendingSizes } from "../../config/fixedSizes";
import { describeAtOnce } from "../plan/describe";
import { bluegreen } from "../course/commandLines";
import { exitCodes, refused } from "../world/errors";
import { changedImages } from "../runbook/changed";
import { type Environment, environmentOf } from "../world/environment";
import type { Machine } from "../locks/liveness";
import { describeBill } from "../bill/bill";
import { describeCanary } from "../runbook/canary/result";
import { describeCompared } from "../runbook/compare/describe";
import { describeWarmed } from "../runbook/warm/describe";
import { happened } from "../runbook/longRequests";
import { release } from "../runbook/release";
import type { ReleaseResult } from "../runbook/result";
import { refusingOnlyAtFirst, type Run } from "../runbook/run";
import { type CommandResult, listed } from "./result";
import { checkImages, type DeployOptions, imagesOf } from "./options";
import { whenFree } from "./whenFree";

/** `bluegreen deploy`: one release, in the six steps. */
export async function deploy(
  run: Run,
  options: DeployOptions,
  machine?: Machine,
): Promise<CommandResult> {
  await checkImages(options);
  const { stack } = run.ports;
  const begin = async () => {
    const environment = environmentOf(stack.name, await stack.read());
    const named = await imagesOf(options, (name) => servingImage(environment, stack.name, name));
    return releaseImages(run, environment, named, options);
  };
  return options.wait ? whenFree(run, machine, begin) : begin();
}

/** A release of these images by service or, with `onlyChanged`, of those that are not in production yet. */
export async function deployImages(
  run: Run,
  named: Record<string, string>,
  options: Pick<DeployOptions, "forceFromBroken" | "onlyChanged" | "restart" | "urgent">,
): Promise<CommandResult> {
  const { stack } = run.ports;
  return releaseImages(run, environmentOf(stack.name, await stack.read()), named, options);
}

async function releaseImages(
  run: Run,
  environment: Environment,
  named: Record<string, string>,
  {
    forceFromBroken,
    onlyChanged,
    restart = false,
    urgent,
  }: Pick<DeployOptions, "forceFromBroken" | "onlyChanged" | "restart" | "urgent">,
): Promise<CommandResult> {
  const images = onlyChanged ? await changedImages(run, environment, named) : named;
  if (Object.keys(images).length === 0) return nothingToRelease(run, environment);
  const request = { images, forceFromBroken, restart, urgent };
  return toCommandResult(run, () => release(run, environment, request));
}

/** The image, by digest, that the service runs in production. Refuses a service that was never released. */
export function servingImage({ release: state }: Environment, stack: string, name: string): string {
  const { activeColor, fleets } = state.services[name] ?? { activeColor: null };
  const image = activeColor && fleets?.[activeColor].image;
  if (image) return image;
  throw refused(
    `${name} is not in production yet, so its settings can't be released without an image`,
    bluegreen("deploy", stack, "--service", name, "--image", "<reference>"),
  );
}

/** The result when every given image is already in production. `sizes` are those that wait for an `up`. */
export function nothingToRelease(
  { ports }: Run,
  { release: { services }, inventory }: Environment,
): CommandResult {
  const { name: stack, settings } = ports.stack;
  const sizes = pendingSizes({ services }, settings, inventory.services);
  const found = `nothing to release in ${stack}: every image is already in production, with these settings`;
  return {
    json: { ok: true, outcome: "unchanged", stack, services: {}, reasons: [], sizes },
    text: [found, ...describeAtOnce(stack, sizes)].join("\n"),
    exitCode: exitCodes.done,
  };
}

const describeIgnored = (name: string) =>
  `alarm ${name} has been in ALARM since before this release, so it could not stop it`;

/** Runs a release to its end and reports how it went. */
export async function toCommandResult(
  run: Run,
  action: () => Promise<ReleaseResult>,
): Promise<CommandResult> {
  const result = await refusingOnlyAtFirst(run, action);
  return {
    json: result,
    text: describeRelease(result),
    exitCode: exitCodeOf(result),
  };
}

function exitCodeOf({ ok, outcome }: ReleaseResult): number {
  if (ok) return exitCodes.done;
  if (outcome === "resting") return exitCodes.resting;
  return outcome === "done" ? exitCodes.failedAfterwards : exitCodes.rolledBack;
}

function describeRelease({
  ok,
  outcome,
  release: id,
  services,
  reasons,
  drainSeconds,
  longRequests,
  compared,
  warmed,
  canary,
  bill,
  returned,
  ignoredAlarms,
  next,
}: ReleaseResult): string {
  const serving = Object.entries(services).map(
    ([name, { color, digest }]) =>
      `${name} serves ${digest ?? "nothing yet"} on ${color ?? "no color"}`,
  );
  serving.push(...happened(longRequests));
  serving.push(...compared.map((one) => `${one.service}: ${describeCompared(one)}`));
  serving.push(...warmed.map((one) => `${one.service}: warm-up: ${describeWarmed(one)}`));
  serving.push(...canary.map(describeCanary));
  serving.push(...ignoredAlarms.map(describeIgnored));
  if (bill && (bill.tasks > 0 || bill.unknown.length > 0)) {
    serving.push(`overlap: ${describeBill(bill)}`);
  }
  const drained = drainSeconds === null ? "" : `, clients drained for ${drainSeconds.toFixed(1)} s`;
  if (ok) return [`release ${id} is done${drained}`, ...serving].join("\n");
  const why = reasons.map(listed);
  if (outcome === "resting") {
    const rests = `release ${id} is waiting; production is untouched`;
    return [rests, ...why, ...serving, `next: ${next}`].join("\n");
  }
  if (outcome === "done") {
    const done = `release ${id} is done${drained}, but a hook or a worker failed`;
    return [done, ...why, ...serving].join("\n");
  }
  const before = Object.values(services).some(({ color }) => color !== null)
    ? "production is back on the previous version"
    : "no version is serving, as before this release";
  const production = returned
    ? `${before}${drained}; the candidate may have served some requests`
    : "production is untouched";
  return [`release ${id} was rolled back; ${production}`, ...why, ...serving].join("\n");
}
