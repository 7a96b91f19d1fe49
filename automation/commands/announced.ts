import type { Announcer } from "../events/announcer";
import type { Said } from "../events/event";
import { exitCodes } from "../world/errors";
import type { CommandResult } from "./result";

/** Runs a command; it ends once every receiver was notified, or has had its time. */
export async function announced(
  announcers: () => readonly Pick<Announcer, "ended">[],
  command: () => Promise<CommandResult>,
): Promise<CommandResult> {
  const ended = (error?: unknown, rest?: Said) =>
    Promise.all(announcers().map((one) => one.ended(error, rest)));
  let result: CommandResult;
  try {
    result = await command();
  } catch (error) {
    await ended(error);
    throw error;
  }
  await ended(undefined, restIn(result));
  return result;
}

/** Why a release may not go on for now, if that is how the command ended. */
export function restIn({ json, exitCode }: CommandResult): Said | undefined {
  const { reasons, next } = json as Said;
  return exitCode === exitCodes.resting ? { reasons, next } : undefined;
}
