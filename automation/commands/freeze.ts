import { activeFreeze, withFreeze, withoutFreeze } from "../../release/freeze";
import type { ReleaseState } from "../../release/state";
import { bluegreen } from "../course/commandLines";
import type { Run } from "../runbook/run";
import { exitCodes, refused } from "../world/errors";
import { callingPerson, describeFreeze } from "../world/person";
import type { StackOptions } from "./options";
import { recordState } from "./recordState";
import type { CommandResult } from "./result";

/** A point in time, or a number of seconds from now. */
export type TimeAhead = { atMs: number } | { inSeconds: number };

export interface FreezeOptions extends StackOptions {
  until: TimeAhead;
  reason: string;
}

/** `bluegreen freeze`: until then no release begins, and none switches. */
export async function freeze(
  run: Run,
  { until: given, reason }: Pick<FreezeOptions, "until" | "reason">,
): Promise<CommandResult> {
  const { stack, clock, inspector } = run.ports;
  const nowMs = clock.nowMs();
  const untilMs = "atMs" in given ? given.atMs : nowMs + given.inSeconds * 1000;
  const until = new Date(untilMs).toISOString();
  if (untilMs <= nowMs) {
    throw refused(
      `--until ${until} is in the past: it is ${new Date(nowMs).toISOString()} now`,
      bluegreen("freeze", stack.name, "--until 2h", "--reason <reason>"),
    );
  }
  const by = await callingPerson(inspector, run.owner);
  const at = new Date(nowMs).toISOString();
  const frozen = { until, reason, by, at };
  const { release } = await recordState(
    run,
    (before) => withFreeze(before.release, frozen),
    `bluegreen: freeze until ${until}: ${reason}`,
  );
  return resultOf(stack.name, release, {
    json: { freeze: frozen },
    text: `${describeFreeze(stack.name, frozen)}: no release begins or switches; rolling back is still possible`,
    next: bluegreen("unfreeze", stack.name),
  });
}

/** `bluegreen unfreeze`: ends a freeze before its time. */
export async function unfreeze(run: Run): Promise<CommandResult> {
  const { stack, clock } = run.ports;
  const { release } = await recordState(
    run,
    (before) => {
      if (!activeFreeze(before.release, clock.nowMs())) {
        throw refused(`${stack.name} is not frozen`, bluegreen("status", stack.name));
      }
      return withoutFreeze(before.release);
    },
    "bluegreen: unfreeze",
  );
  return resultOf(stack.name, release, {
    json: { freeze: null },
    text: `${stack.name} is not frozen any more`,
    next: bluegreen("status", stack.name),
  });
}

function resultOf(
  stack: string,
  { current }: ReleaseState,
  { json, text, next }: { json: object; text: string; next: string },
): CommandResult {
  const isHeld = "freeze" in json && json.freeze === null && current?.phase === "staged";
  const then = isHeld ? bluegreen("resume", stack) : next;
  return {
    json: { ok: true, stack, ...json, next: then },
    text: [text, `next: ${then}`].join("\n"),
    exitCode: exitCodes.done,
  };
}
