import type { Problem } from "../problem";
import type { Draft } from "./draft";
import { bitsAfterPrefix } from "./network";

export function testAccessProblems({ testAccess }: Draft): Problem[] {
  if (testAccess?.type !== "network") return [];
  const everybody = "allows everybody; if that is intended, set `type: public`";
  return rangesProblems("testAccess.cidrs", testAccess.cidrs, everybody);
}

/** Who may connect to the public load balancers. */
export function allowFromProblems({ loadBalancers: { allowFrom = [] } }: Draft): Problem[] {
  const everybody = "allows everybody; if that is intended, leave `allowFrom` out";
  return rangesProblems("loadBalancers.allowFrom", allowFrom, everybody);
}

function rangesProblems(key: string, cidrs: readonly string[], everybody: string): Problem[] {
  return cidrs.flatMap((cidr, index) => {
    const text = cidr.endsWith("/0") ? everybody : rangeProblem(cidr, cidrs.slice(0, index));
    return text === undefined ? [] : [{ key: `${key}.${index}`, text }];
  });
}

function rangeProblem(cidr: string, before: readonly string[]): string | undefined {
  if (before.includes(cidr)) return `lists ${cidr} a second time`;
  return bitsAfterPrefix(cidr);
}
