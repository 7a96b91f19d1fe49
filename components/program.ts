import * as pulumi from "@pulumi/pulumi";
import { readDerived, type ReleaseConfig } from "../config/derived";
import { addressesOf, privateZone } from "../config/calls";
import { ofNamespace, splitDerived } from "../config/raw";
import { environmentShape } from "../config/environmentShape";
import { servingChanges } from "../config/servingChanges";
import type { Settings } from "../config/schema";
import { readSettings } from "../config/settings";
import { linesOnAwsDocs } from "../config/awsDocs";
import { stackProblems } from "../config/checks/stack";
import { withCallsOf } from "../config/definition";
import { uncalledServices } from "../config/registered";
import { sizedByUp } from "../config/fixedSizes";
import { fromDerivedConfig } from "../release/derivedConfig";
import { nextState } from "../release/nextState";
import { withKeptSettings } from "../config/upgrade";
import type { Inventory } from "../release/inventory";
import { isLegacy, type ReleaseState } from "../release/state";
import { type Deployed, readDeployed, readDeployedFrom, readOutputs } from "./stack/deployed";
import type { EnvironmentOutputs } from "./environment";
import { type Beside, besides, withSecrets } from "./stack/beside";
import { type Foreign, readForeign } from "./stack/foreign";
import { registeredServices } from "./stack/kept";
import type { ClusterPlace } from "./stack/foundation";
import type { Delegation } from "./stack/nameZones";
import type { Certificates } from "./stack/presented";
import type { InventoryOutput } from "./stack/inventory";
import { privateBase } from "./stack/privateBase";
import { Refusal } from "./refusal";
import { tagging } from "./tags";
import { skipPromiseTraces } from "./sdk/promiseTraces";
import { skipSourcePositions } from "./sdk/sourcePositions";
import { randomBytes } from "node:crypto";

skipPromiseTraces();
skipSourcePositions();

/** The stack's outputs. (A type, because the Automation API needs an index signature.) */
export type Outputs = {
  /** The release state that this `up` made true; the only record of it. */
  release: pulumi.Output<ReleaseState>;
  inventory: InventoryOutput;
  foundation: EnvironmentOutputs["foundation"];
  repositories: EnvironmentOutputs["repositories"];
  /** Secret: value of the header `x-bluegreen-secret`. */
  colorSecret: pulumi.Output<string>;
  /** Production URL of each API. */
  urls: Record<string, string>;
  /** ARN of the role that the code of each service has, to name in the policies of queues and buckets. */
  taskRoleArns: pulumi.Output<Record<string, string>>;
};

export interface ProgramOptions {
  /**
   * Services to register, for an `up` that targets only these; the outputs of all others stay as they
   * were. Null: all.
   */
  only?: readonly string[] | null;
  /**
   * The settings last applied to the environment: requested if fleets have kept none, in a state that an
   * older program wrote. Absent: such a state is refused. Null: they are unknown.
   */
  deployedSettings?: () => Promise<Settings | null>;
  /** Environments that are built on this one; absent: there may be some. */
  dependents?: () => Promise<readonly string[]>;
  /** Absent: nobody is asked whether the zones of new names are delegated. */
  delegation?: Delegation;
  /** Absent: ACM is not asked about the certificates in the settings. */
  certificates?: Certificates;
  /** Milliseconds since the epoch: decides which scheduled bounds of a `size` hold. */
  nowMs: number;
  /** Registers a team's own resources after those of the environment; returns their outputs. Null: there are none. */
  beside?: Beside | null;
}

/** An `up` of the deployer that records something, and registers no resource: Pulumi keeps those that are not targeted. */
export async function recordOnly(): Promise<Record<string, unknown>> {
  const derived = readDerived(
    splitDerived(ofNamespace(pulumi.runtime.allConfig(), pulumi.getProject())).derived,
  );
  if (!derived.ok) throw configRefusal(derived.problems);
  const outputs = await readOutputs();
  const { release: deployed } = readDeployedFrom(outputs);
  const next = nextState({
    deployed,
    ...derived.value,
    services: Object.keys(deployed?.services ?? {}),
    stack: pulumi.getStack(),
  });
  if (next.kind === "refuse") throw new Refusal({ ...next, problems: [] });
  return { ...withSecrets(outputs), release: next.state };
}

/**
 * The Pulumi program, for the plain CLI and for the deployer. If the config is invalid or the release
 * has moved on, it throws RunError before it registers anything, and before it loads the AWS SDK.
 */
export async function program({
  only = null,
  deployedSettings,
  delegation,
  certificates,
  dependents,
  beside = null,
  nowMs,
}: ProgramOptions): Promise<Outputs> {
  requireWhole(only, beside);
  const { settings, releaseConfig } = readConfig();
  const deployed = await readDeployed();
  if (deployedSettings) await completeOldRecord(deployed, settings, deployedSettings);
  const next = nextState({
    deployed: deployed.release,
    ...releaseConfig,
    services: Object.keys(settings.services),
    stack: pulumi.getStack(),
  });
  if (next.kind === "refuse") throw new Refusal({ ...next, problems: [] });
  refuseServingChanges(settings, deployed, releaseConfig);
  await refuseWrongPlace(settings, deployed);
  const foreign = await readForeign(settings);
  const certificateArns = await presented(settings, foreign, deployed, certificates);
  const { readNameZones, refuseUnusableZone } =
    require("./stack/nameZones") as typeof import("./stack/nameZones");
  await refuseUnusableZone(settings, deployed.zone, delegation);
  const nameZones = await readNameZones(settings, deployed.services, delegation);
  const { refuseForeignNames } =
    require("./stack/foreignNames") as typeof import("./stack/foreignNames");
  const withIpv6 = foreign.foundation?.ipv6 ?? settings.loadBalancers.ipv6;
  await refuseForeignNames(settings, next.state, deployed, nameZones, withIpv6);
  const { environment } = require("./environment") as typeof import("./environment");
  const registered = registeredServices(settings, next.state, only);
  const { keptRepositories } = require("./images/kept") as typeof import("./images/kept");
  const own = foreign.repositories ? [] : registered;
  const kept = await keptRepositories(own, deployed.entries.repositories);
  const release = sizedByUp(next.state, settings, registered, deployed.release);
  const needed = withCallsOf(settings, release);
  const uncalled = uncalledServices(settings, release, deployed.services);
  const secret = colorSecret(deployed.colorSecret);
  const called = privateZone(needed) !== null;
  const args = {
    ...{ settings: needed, release, foreign, nameZones, only, deployed, uncalled, nowMs },
    certificateArns,
    cluster: settings.cluster === undefined ? null : await existing(settings.cluster),
    keptRepositories: kept,
    colorSecret: secret,
    privateBase: await privateBase(settings, { called, uncalled }, deployed, dependents),
  };
  const { released, forBeside, ...made } = tagging(settings.tags, () => environment(args));
  const outputs = {
    // Pulumi records outputs as soon as they resolve, even if the `up` then fails.
    release: released.apply(() => release),
    ...made,
    colorSecret: secret,
    urls: urls(settings),
    taskRoleArns: made.inventory.apply((inventory) => taskRoleArns(inventory, settings)),
  };
  return beside ? { ...(await besides(beside, forBeside, outputs)), ...outputs } : outputs;
}

/** See stack/presented.ts. */
async function presented(
  settings: Settings,
  foreign: Foreign,
  deployed: Deployed,
  ask: Certificates | undefined,
): Promise<readonly string[] | null> {
  const { presentedAlone, refuseUnpresentable } =
    require("./stack/presented") as typeof import("./stack/presented");
  const alone = presentedAlone(settings, foreign, deployed);
  await refuseUnpresentable(settings, alone, ask);
  return alone;
}

function existing(cluster: string): Promise<ClusterPlace> {
  return (
    require("./stack/existingCluster") as typeof import("./stack/existingCluster")
  ).existingCluster(cluster);
}

/** Pulumi would delete what depends on a service and is not registered with it. */
function requireWhole(only: ProgramOptions["only"], beside: ProgramOptions["beside"]): void {
  if (only && beside) throw new Error("an `up` with resources of a team's own covers everything");
}

function readConfig(): { settings: Settings; releaseConfig: ReleaseConfig } {
  const raw = splitDerived(ofNamespace(pulumi.runtime.allConfig(), pulumi.getProject()));
  const settings = readSettings(raw.settings);
  const releaseConfig = readDerived(raw.derived);
  const [project, stack] = [pulumi.getProject(), pulumi.getStack()];
  const named = settings.ok ? stackProblems(project, stack, settings.value) : [];
  if (settings.ok && releaseConfig.ok && named.length === 0) {
    return { settings: settings.value, releaseConfig: releaseConfig.value };
  }
  const read = [settings, releaseConfig].flatMap((reading) => (reading.ok ? [] : reading.problems));
  const problems = [...named, ...read];
  throw configRefusal(problems);
}

function refuseServingChanges(
  settings: Settings,
  deployed: Deployed,
  { derived }: ReleaseConfig,
): void {
  const wanted = derived && fromDerivedConfig(derived);
  const changes = servingChanges(pulumi.getStack(), settings, deployed, wanted);
  if (changes) throw new Refusal(changes);
}

async function refuseWrongPlace({ logKmsKeyArn }: Settings, { place }: Deployed): Promise<void> {
  const { logKeyProblems, placeProblems } =
    require("./stack/place") as typeof import("./stack/place");
  const elsewhere = await placeProblems(place);
  if (elsewhere.length > 0) throw refusal("This stack is deployed elsewhere", elsewhere);
  const unusable = await logKeyProblems(logKmsKeyArn);
  if (unusable.length > 0) throw configRefusal(unusable);
}

function configRefusal(problems: string[]): pulumi.RunError {
  return refusal(`The config of stack ${pulumi.getStack()} has problems`, [
    ...problems,
    ...linesOnAwsDocs(problems),
  ]);
}

/** What an older program did not record is taken from the settings that it last applied. */
async function completeOldRecord(
  deployed: Deployed,
  settings: Settings,
  deployedSettings: NonNullable<ProgramOptions["deployedSettings"]>,
): Promise<void> {
  const { release, environment } = deployed;
  if (!release || (environment && !isLegacy(release))) return;
  const before = await deployedSettings();
  deployed.environment ??= before ? environmentShape(before) : undefined;
  if (isLegacy(release)) deployed.release = withKeptSettings(release, before ?? settings);
}

function refusal(what: string, problems: string[]): pulumi.RunError {
  return new pulumi.RunError(`${what}:\n${problems.map((problem) => `- ${problem}`).join("\n")}`);
}

function urls(settings: Settings): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings.services).flatMap(([name, { kind }]) =>
      kind === "api" ? [[name, addressesOf(settings, name).production]] : [],
    ),
  );
}

function taskRoleArns({ services }: Inventory, settings: Settings): Record<string, string> {
  const roles = Object.entries(services).map(([name, { taskRoleArn }]) => [
    name,
    settings.services[name]?.roleArn ?? taskRoleArn,
  ]);
  return Object.fromEntries(roles.filter(([, arn]) => arn !== undefined)) as Record<string, string>;
}

/**
 * Value of the header `x-bluegreen-secret` that allows choosing a fleet by color. It is created once per
 * stack, 32 random bytes in hex, and carried from `up` to `up` as a secret output.
 */
function colorSecret(deployed: string | undefined): pulumi.Output<string> {
  return pulumi.secret(deployed ?? randomBytes(32).toString("hex"));
}
