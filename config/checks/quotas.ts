import type { Problem } from "../problem";
import { type Quota, quotas, settingsQuotas } from "../quotas";
import type { ServiceSettings } from "../schema";
import { type Draft, services } from "./draft";

/** An environment that AWS would refuse halfway, because it asks for more than an account may have. */
export function quotaProblems(draft: Draft): Problem[] {
  const all = services(draft).map(([, service]) => service);
  return settingsQuotas.flatMap((name) => {
    const quota: Quota = quotas[name];
    const [found, limit] = [quota.takes(all), draft.quotas[name]];
    if (found <= limit) return [];
    const fits = fitting(all, quota, limit);
    return [
      {
        key: "services",
        text:
          `need ${found} ${quota.what}, and AWS's quota "${quota.title}" is ${limit} here: ` +
          `${fits} of the ${all.length} fit; ${remedy(name, quota)}`,
        reads: [`quotas.${name}`],
      },
    ];
  });
}

/** How many of the services, in their order, a quota has room for. */
function fitting(all: readonly ServiceSettings[], { takes }: Quota, limit: number): number {
  const refused = all.findIndex((_, last) => takes(all.slice(0, last + 1)) > limit);
  return refused === -1 ? all.length : refused;
}

/** What helps against a quota that is too small. */
function remedy(name: string, { adjustable }: Quota): string {
  return adjustable
    ? `have AWS raise it and write it as \`bluegreen:quotas.${name}\`, or split the environment`
    : "AWS does not raise it, so split the environment";
}
