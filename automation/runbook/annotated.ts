import { isDeepStrictEqual } from "node:util";
import { withoutFreeze } from "../../release/freeze";
import { type ReleaseState, serviceState } from "../../release/state";

/**
 * Whether people have only added to the record what they may add while a deployer runs: an end of a canary's step, a
 * decision on an approval, a freeze. The release, its owner and its shares are the same. Such an `up` may have changed the
 * size of services that are not being released, if their settings were edited.
 */
export function isOnlyAnnotated(before: ReleaseState, now: ReleaseState): boolean {
  const [was, is] = [split(before), split(now)];
  return !isDeepStrictEqual(was.added, is.added) && isDeepStrictEqual(was.rest, is.rest);
}

/** What people have added in the meantime, on what a deployer is about to record. */
export function withAnnotationsOf(now: ReleaseState, wanted: ReleaseState): ReleaseState {
  const { freeze } = now;
  const approval = now.current?.approval;
  const current = wanted.current && { ...wanted.current, ...(approval && { approval }) };
  return { ...withoutFreeze(wanted), current, revision: now.revision, ...(freeze && { freeze }) };
}

function split({ current, services, freeze }: ReleaseState) {
  const { promoted, approval, ...rest } = current ?? {};
  const { decided, ...asked } = approval ?? {};
  const released = Object.keys(current?.services ?? services).map((name) =>
    serviceState({ services } as ReleaseState, name),
  );
  return { added: [promoted, decided, freeze], rest: [rest, approval && asked, released] };
}
