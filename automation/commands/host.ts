import { list } from "../../config/problem";
import { isPrivate } from "../../config/isPrivate";
import { fullName, productionNames } from "../../config/names";
import { bluegreen } from "../course/commandLines";
import { withHost, withoutHost } from "../edit/hosts";
import { doneBy, drainName, forgetName, type Going, lookAgain } from "../runbook/removeName";
import { namesOf } from "../world/edges";
import { type Environment, environmentOf, serviceSettings } from "../world/environment";
import { exitCodes, refused } from "../world/errors";
import { noSettingsFile } from "../world/noSettingsFile";
import { refuseSecondRelease } from "../runbook/begin";
import { since } from "../runbook/since";
import { serviceState } from "../../release/state";
import { readEdited } from "./editedSettings";
import type { CommandResult } from "./result";
import { carryOut, type EditOptions } from "./service";
import type { ProjectSession, Session } from "./session";
import { upWritten } from "./upWritten";

export interface HostOptions extends EditOptions {
  service: string;
}

/** `bluegreen host add`: one more production name, served as soon as it answers. */
export async function addHost(
  project: ProjectSession,
  host: string,
  options: HostOptions,
): Promise<CommandResult> {
  const { stack, service } = options;
  const { stack: before } = await project.open(stack);
  requireApi(before, service);
  const place = { project: project.project.name, service, domain: before.settings.domain };
  const name = fullName(host, before.settings.domain);
  if (productionNames(before.settings, service).includes(name)) {
    throw refused(`${service} already has the name ${name}`, bluegreen("up", stack));
  }
  const edited = await readEdited(project, stack, (text) => withHost(text, place, host));
  return carryOut(project, options, edited, {
    what: `add ${name} to ${service}`,
    next: bluegreen("status", stack),
  });
}

/** `bluegreen host remove`: a name's record, then its rules, without a failed request. */
export async function removeHost(
  project: ProjectSession,
  host: string,
  options: HostOptions,
): Promise<CommandResult> {
  const { stack, service, dryRun } = options;
  const before = await project.open(stack);
  requireApi(before.stack, service);
  const { settings } = before.stack;
  const going: Going = { service, name: fullName(host, settings.domain) };
  const environment = await deployedNow(project, before);
  requireRemovable(before, environment, going);
  const place = { project: project.project.name, service, domain: settings.domain };
  const edit = (text: string) => withoutHost(text, place, going.name);
  const text = await textOf(project, stack);
  // Throws with every problem of the edited settings, before anything is changed.
  await project.open(stack, edit(text));
  const drains = environment !== null && mustDrain(environment, going);
  if (dryRun) return done(options, going, { drains, removed: false });
  if (drains) await drainName(before.run(), environment, going);
  const again = bluegreen(`host remove ${going.name}`, stack, `--service ${service}`);
  const isGone = drains ? `${going.name} ${doneBy.gone}` : null;
  await since(isGone, again, async () => {
    if (drains) await lookAgain(before.run());
    await project.files.write(stack, edit(await textOf(project, stack)));
    const after = await project.open(stack);
    const isKept = environment !== null && isAtOrigin(environment, going);
    if (drains || isKept) await forgetName(after.run(), await lookAgain(after.run()), going);
    else if (environment) await upWritten(after);
  });
  return done(options, going, { drains, removed: true });
}

function requireApi(stack: Session["stack"], service: string): void {
  const settings = serviceSettings(stack, service);
  if (settings.kind === "api" && settings.public) return;
  const found = isPrivate(settings)
    ? `${service} is private (\`public: false\`), and has no names in public zones`
    : `${service} is a worker, and workers have no host names`;
  throw refused(found, bluegreen("status", stack.name));
}

async function textOf({ files }: ProjectSession, stack: string): Promise<string> {
  const text = await files.read(stack);
  if (text === undefined) throw noSettingsFile(stack, await files.names());
  return text;
}

/** Null if there is no environment yet. Refuses while a release is in progress. */
async function deployedNow(
  { stacks }: ProjectSession,
  { stack }: Session,
): Promise<Environment | null> {
  const known = (await stacks.list()).some(({ name }) => name === stack.name);
  const deployed = known ? await stack.read() : null;
  if (!deployed?.release) return null;
  const environment = environmentOf(stack.name, deployed);
  refuseSecondRelease(stack.name, environment);
  return environment;
}

/** A name that clients may know: it serves, or an earlier run of this command has begun. */
function mustDrain({ release, inventory }: Environment, { service, name }: Going): boolean {
  const { activeColor, removedNames } = serviceState(release, service);
  if (removedNames?.[name]) return true;
  const known = inventory.services[service];
  return activeColor !== null && known !== undefined && knows(known, name);
}

/** An adopted name that its origin still serves has no clients here, but the state keeps its origin. */
function isAtOrigin({ release }: Environment, { service, name }: Going): boolean {
  const { activeColor, origin } = serviceState(release, service);
  return activeColor === null && origin?.[name] !== undefined;
}

function knows(known: Parameters<typeof namesOf>[0], name: string): boolean {
  return namesOf(known).some((one) => one.side === "public" && one.name === name);
}

function requireRemovable(
  { stack: { name: stack, settings } }: Session,
  environment: Environment | null,
  { service, name }: Going,
): void {
  const removed = (environment && serviceState(environment.release, service).removedNames) ?? {};
  const listed = productionNames(settings, service);
  const others = listed.filter((one) => one !== name && !removed[one]);
  const known = environment?.inventory.services[service];
  const isBegun =
    removed[name] !== undefined ||
    (environment !== null && isAtOrigin(environment, { service, name }));
  if (!listed.includes(name) && !isBegun && known && knows(known, name)) {
    throw refused(
      `${name} is not in the settings any more, but still a name of ${service}`,
      `add it to \`services.${service}.hosts\` in Pulumi.${stack}.yaml again, then: ` +
        bluegreen(`host remove ${name}`, stack, `--service ${service}`),
    );
  }
  if (!listed.includes(name) && !isBegun) {
    throw refused(
      `${service} has no production name ${name}; its names: ${list(listed)}`,
      bluegreen("status", stack),
    );
  }
  if (others.length === 0) {
    throw refused(
      `${name} is the only name of ${service}; without it, clients could not reach the service`,
      `add another name first: ${bluegreen("host add <name>", stack, `--service ${service}`)}; ` +
        `to delete the service: ${bluegreen(`service remove ${service}`, stack)}`,
    );
  }
  const served = others.filter((one) => known && knows(known, one));
  const isServing = environment && serviceState(environment.release, service).activeColor !== null;
  if (isServing && served.length === 0) {
    throw refused(
      `${list(others)} of ${service} is in the settings, but is not serving yet`,
      `apply the settings first: ${bluegreen("up", stack)}`,
    );
  }
}

function done(
  { stack, dryRun }: HostOptions,
  { service, name }: Going,
  { drains, removed }: { drains: boolean; removed: boolean },
): CommandResult {
  const next = dryRun ? "run the same command without --dry-run" : bluegreen("status", stack);
  const how = drains ? "its record first, its rules once clients have left" : "it has no clients";
  const text = removed
    ? `${name} is no longer a name of ${service}`
    : `would remove ${name} from ${service}: ${how}`;
  return {
    json: { ok: true, stack, service, name, drained: drains && removed, removed, next },
    text: `${text}\nnext: ${next}`,
    exitCode: exitCodes.done,
  };
}
