import { bluegreen } from "../course/commandLines";
import { releasesOf } from "../history/releases";
import { inHistory, recordFromHistory } from "../record/fromHistory";
import { clockTime, type Glance, glanceOf } from "../record/glance";
import { withoutSecrets } from "../record/redact";
import type { ReleaseRecord } from "../record/schema";
import { iso } from "../record/ups";
import { credentialsIn } from "../world/credentialNames";
import { exitCodes, refused } from "../world/errors";
import type { StackOptions } from "./options";
import { type CommandResult, listed } from "./result";
import type { Session } from "./session";

export interface ReportOptions extends StackOptions {
  /** Absent: the last one. */
  release?: string;
}

/** How many updates to search for a release; the oldest ones of a long life are not found. */
const lookBack = 400;

/** `bluegreen report`: what happened in a release, as far as Pulumi's history knows it. */
export async function report(
  { history, stack, machine }: Pick<Session, "history" | "stack" | "machine">,
  { release }: Pick<ReportOptions, "release">,
  command: string,
): Promise<CommandResult> {
  const updates = await history(lookBack);
  const { deployed } = await stack.look();
  const current = deployed.release?.current?.id ?? null;
  const releases = releasesOf(updates, current);
  const id = release ?? releases.find((one) => one.id !== null)?.id ?? undefined;
  const found = id === undefined ? undefined : inHistory(updates, id, current);
  if (!found) throw notFound(stack.name, release);
  const { name, settings } = stack;
  const made = { at: iso(machine.nowMs()), command };
  const record = recordFromHistory(found, { stack: name, settings, made });
  const shown = withoutSecrets(record, credentialsIn(process.env));
  return { json: shown, text: textOf(shown, glanceOf(shown)), exitCode: exitCodes.done };
}

function notFound(stack: string, release: string | undefined) {
  return release === undefined
    ? refused(`${stack} has no releases yet`, bluegreen("status", stack))
    : refused(
        `${release} is not among the last releases of ${stack}`,
        bluegreen("history", stack, "--limit", "50"),
      );
}

function textOf(record: ReleaseRecord, glance: Glance): string {
  const { startedAt, endedAt, deployers, reasons, drain } = record;
  const { headline, noticed, changed, faster, running } = glance;
  const section = (title: string, lines: readonly string[]) =>
    lines.length > 0 ? [title, ...lines.map(listed)] : [];
  const until = endedAt === null ? "" : ` to ${clockTime(endedAt)}`;
  const owners = deployers.map(({ owner }) => owner).join(", then ");
  const drained = drain.seconds === null ? "" : `, drain ${Math.round(drain.seconds)} s`;
  return [
    headline,
    `${startedAt.slice(0, 10)} ${clockTime(startedAt)}${until}${drained}, by ${owners || "an unknown deployer"}`,
    `did anybody notice? ${noticed}`,
    ...section("what changed:", changed),
    ...section("is it faster or slower?", faster),
    ...section("what is running now:", running),
    ...section("why:", reasons),
  ].join("\n");
}
