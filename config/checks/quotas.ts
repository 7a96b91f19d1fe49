import type { Problem } from "../problem";
import { type Counted, countedServices, type Quota, quotas, settingsQuotas } from "../quotas";
import type { Draft } from "./draft";

/**
 * Catches an environment that needs more than the account's quotas allow, before AWS rejects it halfway
 * through an `up`.
 */
export function quotaProblems(draft: Draft): Problem[] {
  const all = countedServices(draft.services ?? {});
  return settingsQuotas.flatMap((name) => {
    const quota: Quota = quotas[name];
    const takes = (some: readonly Counted[]) => quota.takes(some, draft.domain ?? "");
    const [found, limit] = [takes(all), draft.quotas[name]];
    if (found <= limit) return [];
    const fits = fitting(all, takes, limit);
    return [
      {
        key: "services",
        text:
          `need ${found} ${quota.what}, but AWS's quota "${quota.title}" is ${limit} ` +
          `here: only ${fits} of the ${all.length} fit; ${remedy(name, quota)}`,
        reads: [`quotas.${name}`],
      },
    ];
  });
}

/** How many of the services, in order, fit within a quota. */
function fitting(
  all: readonly Counted[],
  takes: (some: readonly Counted[]) => number,
  limit: number,
): number {
  const refused = all.findIndex((_, last) => takes(all.slice(0, last + 1)) > limit);
  return refused === -1 ? all.length : refused;
}

/** What to do about a quota that is too small. */
function remedy(name: string, { adjustable }: Quota): string {
  return adjustable
    ? `ask AWS to raise it and set \`quotas.${name}\` to the new value, or split ` +
        "the environment"
    : "AWS does not raise it, so split the environment";
}
