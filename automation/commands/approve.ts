import { candidatesDigest, decide, hasExpired } from "../../release/approval";
import type { CurrentRelease, Person, ReleaseState } from "../../release/state";
import { bluegreen } from "../course/commandLines";
import { messageOf } from "../history/update";
import { resume } from "../runbook/recover";
import type { Run } from "../runbook/run";
import { since } from "../runbook/since";
import { exitCodes, refused } from "../world/errors";
import { callingPerson, describePerson, samePerson } from "../world/person";
import { toCommandResult } from "./deploy";
import type { StackOptions } from "./options";
import { recordState } from "./recordState";
import type { CommandResult } from "./result";

export interface ApproveOptions extends StackOptions {
  /** Id of the release that is meant. */
  release: string;
}

/** `bluegreen approve`: records that production may reach exactly these candidates; `resume` then goes on. */
export async function approve(
  run: Run,
  { release: id }: Pick<ApproveOptions, "release">,
): Promise<CommandResult> {
  const { release, by } = await decided(run, id, "approved");
  const { stack } = run.ports;
  const { definition } = release.current!.approval!.decided!;
  const next = bluegreen("resume", stack.name);
  const names = Object.keys(release.current!.services).join(", ");
  return {
    json: { ok: true, stack: stack.name, release: id, definition, by, next },
    text: [
      `release ${id} of ${names} is approved by ${describePerson(by)}: definition ${definition}`,
      `next: ${next}`,
    ].join("\n"),
    exitCode: exitCodes.done,
  };
}

/** `bluegreen reject`: records that it may not, and takes the release back. */
export async function reject(
  run: Run,
  { release: id }: Pick<ApproveOptions, "release">,
): Promise<CommandResult> {
  const environment = await decided(run, id, "rejected");
  const { name } = run.ports.stack;
  const done = `release ${id} is rejected, but not rolled back yet`;
  return since(done, bluegreen("resume", name), () =>
    toCommandResult(run, () => resume(run, environment)),
  );
}

async function decided(run: Run, id: string, is: "approved" | "rejected") {
  const { stack, clock, inspector } = run.ports;
  const by = await callingPerson(inspector, run.owner);
  const environment = await recordState(
    run,
    ({ release }) => {
      const nowMs = clock.nowMs();
      requireDecidable(stack.name, release, { id, is, by, nowMs });
      return decide(release, is, { by, nowMs });
    },
    messageOf(is === "approved" ? "approve" : "reject", id, `by ${describePerson(by)}`),
  );
  return { ...environment, by };
}

interface Decision {
  id: string;
  is: "approved" | "rejected";
  by: Person;
  nowMs: number;
}

/** Throws unless this release waits for an answer, and the caller may give it. */
function requireDecidable(stack: string, state: ReleaseState, decision: Decision): void {
  const { current } = state;
  const { id } = decision;
  const status = bluegreen("status", stack);
  if (!current) throw refused(`no release is in progress: ${id} can't be decided on`, status);
  if (current.id !== id) throw refused(`release ${current.id} is in progress, not ${id}`, status);
  const { approval } = current;
  if (!approval) throw refused(`release ${id} began without the need for approval`, status);
  const { asked, decided: before } = approval;
  if (before) {
    throw refused(
      `release ${id} was ${before.is} already, by ${describePerson(before.by)} at ${before.at}`,
      bluegreen("resume", stack),
    );
  }
  if (!asked) {
    throw refused(
      `release ${id} has not asked for approval yet: its candidate has not passed everything that comes before`,
      status,
    );
  }
  if (hasExpired(current, decision.nowMs)) {
    throw refused(
      `the request of release ${id} expired at ${asked.expiresAt}`,
      `roll it back: ${bluegreen("resume", stack)}`,
    );
  }
  const definition = candidatesDigest(state);
  if (definition !== asked.definition) {
    throw refused(
      `release ${id} asked for approval of definition ${asked.definition}, but its candidates have ${definition}`,
      bluegreen("abort", stack),
    );
  }
  if (decision.is === "approved") refuseOwner(stack, current, decision.by);
}

/** Two people can only be distinguished by names that come from the same place. */
function refuseOwner(stack: string, { id, approval }: CurrentRelease, by: Person): void {
  const { notByOwner, begunBy } = approval!;
  if (!notByOwner) return;
  const next = `let somebody else run: ${bluegreen("approve", stack, "--release", id)}`;
  if (samePerson(begunBy, by)) {
    throw refused(
      `release ${id} was begun by ${describePerson(begunBy)}, who may not approve it (\`approval.notByOwner\`)`,
      next,
    );
  }
  if (begunBy.known !== by.known) {
    throw refused(
      `release ${id} was begun by ${describePerson(begunBy)}, and nobody can tell whether ${describePerson(by)} is somebody else`,
      next,
    );
  }
}
