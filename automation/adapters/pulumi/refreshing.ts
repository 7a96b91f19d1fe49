import { isStale } from "../../../release/nextState";
import { DeployError, QuestionFailed, StepFailed } from "../../world/errors";

/** Tries once more after a refresh: some may be gone already, and AWS would refuse to delete them every time. */
export async function refreshingIfFailed(
  onNote: (note: string) => void,
  attempt: (refresh: boolean) => Promise<unknown>,
): Promise<void> {
  await refreshingAfter(
    () => true,
    "some resources could not be deleted; refreshing from AWS, then retrying",
    onNote,
    attempt,
  );
}

/**
 * Tries once more after a refresh if an `up` met something that was deleted by hand: Pulumi then creates it again, or
 * forgets what is to be deleted anyway. Without a refresh the `up` would fail the same way every time.
 */
export function refreshingIfGone<T>(
  onNote: (note: string) => void,
  attempt: (refresh: boolean) => Promise<T>,
): Promise<T> {
  const found = "something that Pulumi knows no longer exists; refreshing from AWS, then retrying";
  return refreshingAfter(({ reasons }) => reasons.some(isGone), found, onNote, attempt);
}

async function refreshingAfter<T>(
  helps: (error: StepFailed) => boolean,
  found: string,
  onNote: (note: string) => void,
  attempt: (refresh: boolean) => Promise<T>,
): Promise<T> {
  try {
    return await attempt(false);
  } catch (error) {
    if (!(error instanceof StepFailed) || error instanceof QuestionFailed) throw error;
    if (!helps(error)) throw error;
    onNote(found);
    for (const reason of error.reasons) onNote(reason);
    return await attempt(true).catch((again: unknown) => {
      throw sinceChanged(error, again);
    });
  }
}

/**
 * A refusal says that nothing was changed, but the first attempt may have changed something. It was stale if only its
 * deletions failed: then it has recorded the release that it was to make true, and the run goes on from that.
 */
function sinceChanged(first: StepFailed, again: unknown): unknown {
  if (!(again instanceof DeployError)) return again;
  if (isStale(again.found)) return first;
  if (again.kind !== "refused") return again;
  const reasons = [...first.reasons, `after that: ${again.found}`, again.next, ...again.reasons];
  return new StepFailed(first.what, reasons, { cause: again });
}

/**
 * AWS's error codes for what does not exist, such as `ServiceNotFoundException`, `NoSuchHostedZone`, `InvalidGroup.NotFound`
 * and, for an ECS service that was deleted a moment ago, `ServiceNotActiveException`; and where it has only words.
 */
const gone: readonly RegExp[] = [
  /NotFound|\bNoSuch[A-Z]|ServiceNotActive|ClusterNotActive/i,
  /\b(does not|doesn't) exist\b|\b(was|is|were|name) not found\b/i,
  // ECS of a cluster that was deleted within the last hour or so.
  /\bcluster (was|is) inactive\b/i,
  // The provider, where AWS lists nothing.
  /\b(couldn't|could not) find resource\b|\bempty result\b/i,
  // Consequences: of a deleted load balancer, in ECS and in Route 53.
  /does not have an associated load balancer|alias target name does not lie within the target zone/i,
];

const isGone = (reason: string) => gone.some((pattern) => pattern.test(reason));
