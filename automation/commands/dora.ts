import { ecrLocation } from "../../config/ecr";
import { counted } from "../../config/plural";
import { type DeployedImage, deploymentsSince, type Dora, doraOf } from "../history/dora";
import type { Update } from "../history/update";
import { exitCodes } from "../world/errors";
import type { Inspector } from "../world/inspector";
import type { Clock } from "../world/ports";
import type { StackOptions } from "./options";
import type { CommandResult } from "./result";
import type { Session } from "./session";

export interface DoraOptions extends StackOptions {
  /** How far back to look. */
  days: number;
}

export interface DoraParts {
  stack: { name: string };
  /** The last updates of the stack, newest first. */
  history: (count: number) => Promise<Update[]>;
  inspector: Pick<Inspector, "pushes">;
  clock: Pick<Clock, "nowMs">;
}

export function doraParts(session: Session): DoraParts {
  const { inspector, clock } = session.verifyParts().ports;
  const { stack, history } = session;
  return { stack, history: (count) => history(count), inspector, clock };
}

const dayMs = 86_400_000;
const firstUpdates = 200;

/** `bluegreen history --dora`: the four keys of DORA, from Pulumi's history and the pushes that ECR knows. */
export async function dora(
  { stack, history, inspector, clock }: DoraParts,
  { days }: Pick<DoraOptions, "days">,
): Promise<CommandResult> {
  const sinceMs = clock.nowMs() - days * dayMs;
  const deployments = deploymentsSince(await readSince(history, sinceMs), sinceMs);
  const images = deployments.flatMap((one) => one.images);
  const found = doraOf(deployments, days, await pushesOf(inspector, images));
  return {
    json: { ok: true, stack: stack.name, ...found, definitions },
    text: describe(stack.name, found),
    exitCode: exitCodes.done,
  };
}

/** A release that began before may have reached users since: one more is read than asked for. */
export async function readSince(history: DoraParts["history"], sinceMs: number): Promise<Update[]> {
  for (let count = firstUpdates; ; count *= 4) {
    const updates = await history(count);
    const oldest = updates.at(-1);
    if (updates.length < count || oldest!.startedMs < sinceMs - dayMs) return updates;
  }
}

/** By image; those that ECR no longer has, and those of other registries, are missing. */
async function pushesOf(
  inspector: DoraParts["inspector"],
  images: readonly DeployedImage[],
): Promise<Record<string, number>> {
  const repositories = [...new Set(images.map(({ image }) => image.split("@")[0]!))];
  const known = await Promise.all(
    repositories.filter(ecrLocation).map(async (repository) => {
      const answer = await inspector.pushes(repository);
      const pushes = "value" in answer ? Object.entries(answer.value) : [];
      return pushes.map(([digest, ms]) => [`${repository}@${digest}`, ms]);
    }),
  );
  return Object.fromEntries(known.flat()) as Record<string, number>;
}

/** What each number counts; printed with them. */
const definitions = {
  deployment:
    "a release of a new version whose canary or switch reached users; rollbacks don't count",
  leadTime: "median time from the push of an image to ECR until it served users",
  changeFailureRate: "deployments that were rolled back, during their release or later",
  timeToRestore: "median time from the first users on a failed version until all were rolled back",
} as const;

function describe(stack: string, found: Dora): string {
  const { days, deployments, deploymentsPerDay, leadTime, failed, changeFailurePercent, restore } =
    found;
  const rows = [
    ["deployments", `${counted(deployments, "deployment")}, ${perTime(deploymentsPerDay)}`],
    [
      "lead time",
      `${time(leadTime.medianSeconds)} (${leadTime.known} of ${counted(leadTime.of, "image")})`,
    ],
    [
      "change failure rate",
      changeFailurePercent === null
        ? "-"
        : `${changeFailurePercent.toFixed(1)} % (${failed} of ${deployments})`,
    ],
    [
      "time to restore",
      `${time(restore.medianSeconds)} (${restore.known} of ${counted(restore.of, "failure")})`,
    ],
  ];
  return [
    `${stack}, the last ${counted(days, "day")}`,
    ...rows.map(([name, value]) => `  ${name!.padEnd(21)}${value}`),
    "",
    `deployment: ${definitions.deployment}`,
    `lead time: ${definitions.leadTime}`,
    `change failure rate: ${definitions.changeFailureRate}`,
    `time to restore: ${definitions.timeToRestore}`,
  ].join("\n");
}

function perTime(perDay: number): string {
  return perDay >= 1 ? `${perDay.toFixed(1)} a day` : `${(perDay * 7).toFixed(1)} a week`;
}

function time(seconds: number | null): string {
  if (seconds === null) return "-";
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800
    ? `${Math.round(seconds / 3600)} h`
    : `${Math.round(seconds / 86_400)} days`;
}
