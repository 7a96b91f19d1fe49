import type { Problem } from "../problem";
import type { Draft } from "./draft";
import { bitsAfterPrefix } from "./network";

export function testAccessProblems({ testAccess }: Draft): Problem[] {
  if (testAccess?.type !== "network") return [];
  const { cidrs } = testAccess;
  return cidrs.flatMap((cidr, index) => {
    const text = rangeProblem(cidr, cidrs.slice(0, index));
    return text === undefined ? [] : [{ key: `testAccess.cidrs.${index}`, text }];
  });
}

function rangeProblem(cidr: string, before: readonly string[]): string | undefined {
  if (cidr.endsWith("/0")) return "allows everybody; if that is intended, set `type: public`";
  if (before.includes(cidr)) return `lists ${cidr} a second time`;
  return bitsAfterPrefix(cidr);
}
