import { counted } from "../../config/plural";
import { keysOf, waitingSettings } from "../../config/definition";
import { bluegreen } from "../course/commandLines";
import { describeWaiting } from "../course/waiting";
import type { Announcer } from "../events/announcer";
import { refuseWhileOthersNeed } from "./dependents";
import { describeForgotten } from "./forgotten";
import type { CommandResult } from "./result";
import { isCalled, unregisteredServices } from "../../config/registered";
import { recordedNames } from "../../config/recordedNames";
import { DeployError, exitCodes, QuestionFailed, refused, StepFailed } from "../world/errors";
import { plainUp, upAgain } from "../adapters/pulumi/engineRun";
import { isEmptyState } from "../adapters/pulumi/engineState";
import { deployedFrom } from "../adapters/pulumi/stack";
import type { PulumiStackOptions } from "../adapters/pulumi/options";
import { assessSettled, type Production } from "../runbook/assess";
import { keepImages } from "../runbook/keepImages";
import type { Run } from "../runbook/run";
import { since } from "../runbook/since";
import { raiseQuotas, roomProblems } from "../world/accountRoom";
import { environmentOf } from "../world/environment";
import type { Inspector } from "../world/inspector";
import type { ServiceInventory } from "../../release/inventory";
import { inProgress } from "../../release/nextState";
import type { ReleaseState } from "../../release/state";
import type { Deployed, Stack } from "../world/ports";
import { printedState } from "../world/variables";
import type { Stacks } from "../world/stacks";

/** `bluegreen up`: what a plain `pulumi up` does, without needing the Node language host. */
export async function up(
  options: PulumiStackOptions,
  stack: Stack,
  run: () => Run,
  stacks: Stacks,
  announcer?: Pick<Announcer, "waiting">,
): Promise<CommandResult> {
  const { outputs, ecsServices, before } = await applied(options, stack, stacks, run);
  const deployed = deployedFrom(outputs);
  const { release, inventory } = deployed;
  const names = Object.values(inventory?.services ?? {}).flatMap(recordedNames);
  const urls = names.map((name) => `  https://${name}`);
  const shapes = inventory?.services ?? {};
  const unregistered = release ? unregisteredServices(options.settings, release, shapes) : [];
  const waiting = release ? waitingSettings(options.settings, release, unregistered) : {};
  if (release) announcer?.waiting(release, settingsIn(waiting));
  const tasks = await since<Record<string, number>>(
    `the settings of ${options.name} are applied, but production was not checked`,
    bluegreen("verify", options.name),
    async () => (release ? settledTasks(run(), deployed, ecsServices) : {}),
  );
  return {
    json: {
      ...{ ok: true, stack: options.name, inventory, waiting: keysOf(waiting), tasks },
      release: release && printedState(release),
    },
    text: [
      `${options.name} is up, revision ${release?.revision}`,
      ...urls,
      ...Object.entries(tasks).map(
        ([name, count]) => `${name}: ECS has applied the change; ${counted(count, "task")} running`,
      ),
      ...describeWaiting(options.name, waiting),
      ...(release ? describeForgotten(options.name, before, release) : []),
      ...(release ? describeUncalled(options, release, shapes) : []),
    ].join("\n"),
    exitCode: exitCodes.done,
  };
}

/** As `users.cpu`. */
function settingsIn(waiting: ReturnType<typeof waitingSettings>): string[] {
  return Object.entries(keysOf(waiting)).flatMap(([service, keys]) =>
    keys.map((key) => `${service}.${key}`),
  );
}

/** Private names that nothing needs any more. An `up` can't remove them: ECS would replace the tasks. */
function describeUncalled(
  { name: stack, settings }: PulumiStackOptions,
  release: ReleaseState,
  services: Record<string, ServiceInventory>,
): string[] {
  return Object.entries(services).flatMap(([name, { privateName }]) => {
    const isInUse = isCalled(name, settings, release) || !release.services[name]?.activeColor;
    if (privateName === undefined || isInUse) return [];
    const next = bluegreen("deploy", stack, "--service", name, "--restart");
    return [
      `${name}: no service calls it any more; its next release removes ${privateName}: ${next}`,
    ];
  });
}

async function applied(
  options: PulumiStackOptions,
  stack: Stack,
  stacks: Stacks,
  run: () => Run,
): Promise<Awaited<ReturnType<typeof plainUp>> & { before: ReleaseState | undefined }> {
  const mayRemove = (service: string) => refuseWhileOthersNeed(stacks, stack.name, service);
  const room = () => run().ports.inspector.accountRoom();
  let before: ReleaseState | undefined;
  try {
    const done = await plainUp(options, async () => {
      before = await refuseDisturbing(stack, mayRemove, room);
    });
    return { ...done, before };
  } catch (error) {
    if (!(error instanceof StepFailed) || error instanceof QuestionFailed) throw error;
    const next = `fix the cause, then ${upAgain}`;
    throw new DeployError("stoppedMidway", error.what, next, error.reasons, { cause: error });
  }
}

/**
 * Refuses an `up` during a release: the program does so as well, but by then Pulumi has locked the stack, and the
 * deployer of that release may need it. Also one that deletes a service which another environment needs, and the first
 * one where AWS's quotas have no room for it. Returns the release state before it, if there is one.
 *
 * @param mayRemove throws if another environment needs the service
 * @param room see Inspector
 */
export async function refuseDisturbing(
  stack: Pick<Stack, "name" | "look" | "settings">,
  mayRemove: (service: string) => Promise<void>,
  room: Inspector["accountRoom"],
): Promise<ReleaseState | undefined> {
  const looked = await stack.look().catch((error: unknown) => {
    // There is no such stack yet; any other reason is reported by the operation itself.
    if (error instanceof DeployError || error instanceof StepFailed) return null;
    throw error;
  });
  const { release, inventory } = looked?.deployed ?? {};
  if (release?.current) {
    const { found, next } = inProgress(stack.name, release.current);
    throw refused(found, next);
  }
  const isKept = (service: string) => service in stack.settings.services;
  for (const service of Object.keys(inventory?.services ?? {})) {
    if (!isKept(service)) await mayRemove(service);
  }
  if (looked === null || isEmptyState(looked.engine)) await refuseFull(stack, room);
  return release;
}

/** What AWS does not answer is left to the `up`. */
async function refuseFull(
  { name, settings }: Pick<Stack, "name" | "settings">,
  room: Inspector["accountRoom"],
): Promise<void> {
  const answer = await room().catch((error: unknown) => {
    if (error instanceof DeployError) return null;
    throw error;
  });
  const problems = answer && "value" in answer ? roomProblems(settings, answer.value) : [];
  if (problems.length === 0) return;
  const next = `${raiseQuotas}; then: ${bluegreen("up", name)}`;
  throw refused("the account's quotas have no room for this environment", next, problems);
}

/**
 * Keeps the images that are needed now, then waits for ECS where this `up` changed a service that
 * serves: its number of tasks, or something that makes ECS replace them by others of the same
 * definition. The stack's lock is free by then. Returns how many tasks
 * are running, by service.
 */
export async function settledTasks(
  run: Run,
  deployed: Deployed,
  ecsServices: readonly string[],
): Promise<Record<string, number>> {
  const { name: stackName } = run.ports.stack;
  const { services } = deployed.release!;
  await keepImages(run.ports, { services });
  const serving = Object.entries(services).flatMap(([name, { activeColor }]) =>
    activeColor && ecsServices.includes(`${name}-${activeColor}`) ? [name] : [],
  );
  if (serving.length === 0) return {};
  const environment = environmentOf(stackName, deployed);
  const found = await Promise.all(
    serving.map(async (name) => {
      const production = await assessSettled(run, environment, name, { atRest: true });
      return [name, production] as const;
    }),
  );
  refuseUnsettled(stackName, found);
  return Object.fromEntries(found.map(([name, { tasks }]) => [name, tasks]));
}

function refuseUnsettled(stackName: string, found: (readonly [string, Production])[]): void {
  const reasons = found.flatMap(([name, { problems }]) =>
    problems.map((problem) => `${name}: ${problem}`),
  );
  if (reasons.length === 0) return;
  throw new DeployError(
    "stoppedMidway",
    "the settings are applied, but production is not as recorded",
    `fix the cause, then check again: ${bluegreen("verify", stackName)}`,
    reasons,
  );
}
