import type { ReadAnswer } from "../../world/reads";
import { differing } from "./differing";
import type { Role } from "./schedule";

/** What one pair showed. */
export interface Sample {
  /** Index of the request that is compared. */
  request: number;
  /** Null: the answers are not alike enough to compare how long they took. */
  seconds: Record<Role, number> | null;
  /** Status of the old version's answer and of the new one's. */
  statuses: { old: string; new: string };
  /** Where the new version's answer differs from the old one's: JSON pointers, or `status`. */
  newDiffers: string[];
  /** Where two answers of the old version differ. */
  oldDiffers: string[];
}

export type Answers = Record<Role, ReadAnswer>;

export function sampleOf(request: number, answers: Answers, ignore: readonly string[]): Sample {
  const { old, again } = answers;
  return {
    request,
    seconds: secondsOf(answers),
    statuses: { old: statusOf(old), new: statusOf(answers.new) },
    newDiffers: differences(old, answers.new, ignore),
    oldDiffers: differences(old, again, ignore),
  };
}

function differences(one: ReadAnswer, other: ReadAnswer, ignore: readonly string[]): string[] {
  if (statusOf(one) !== statusOf(other)) return ["status"];
  return "error" in one || "error" in other ? [] : differing(one.body, other.body, ignore);
}

export function statusOf(answer: ReadAnswer): string {
  return "error" in answer ? "no answer" : String(answer.status);
}

/** An error is often returned faster than a regular answer. */
function secondsOf({ old, new: candidate, again }: Answers): Sample["seconds"] {
  if ("error" in old || "error" in candidate || "error" in again) return null;
  const alike = old.status === candidate.status && old.status === again.status;
  if (!alike || old.status >= 500) return null;
  return { old: old.seconds, new: candidate.seconds, again: again.seconds };
}
