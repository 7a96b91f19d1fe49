import { ipv6RangeProblem, isIpv6 } from "../ipRange";
import { counted } from "../plural";
import type { Problem } from "../problem";
import { quotas } from "../quotas";
import { admittingRules } from "../testAccess";
import type { Draft } from "./draft";
import { bitsAfterPrefix } from "./network";

export function testAccessProblems({ testAccess }: Draft): Problem[] {
  if (testAccess?.type !== "network") return [];
  const everybody = "allows everybody; if that is intended, set `type: public`";
  return rangesProblems("testAccess.cidrs", testAccess.cidrs, everybody);
}

/** Who may connect to the public load balancers. */
export function allowFromProblems(draft: Draft): Problem[] {
  const { allowFrom } = draft.loadBalancers;
  if (allowFrom === undefined) return [];
  const key = "loadBalancers.allowFrom";
  const everybody = "allows everybody; if that is intended, leave `allowFrom` out";
  const problems = rangesProblems(key, allowFrom, everybody);
  return problems.length > 0 ? problems : [...ruleProblems(key, draft), ...onlyIpv6(key, draft)];
}

/** Tests, comparisons and warm-ups go over IPv4, so no release could pass; and an `up` shuts out the clients there. */
function onlyIpv6(
  key: string,
  { loadBalancers: { allowFrom = [] }, testAccess }: Draft,
): Problem[] {
  const ofTests = testAccess?.type === "network" ? testAccess.cidrs : [];
  if (![...allowFrom, ...ofTests].every(isIpv6)) return [];
  const text =
    "has IPv6 ranges only, which shuts out every client over IPv4, and with them the tests of releases; " +
    "add the IPv4 ranges of the machines that deploy";
  return [{ key, text, reads: ["testAccess"] }];
}

/** AWS would refuse the first rule too many halfway through an `up`. */
function ruleProblems(key: string, draft: Draft): Problem[] {
  const [rules, most] = [admittingRules(draft), draft.quotas.rulesPerSecurityGroup];
  if (rules <= most) return [];
  const text =
    `needs ${counted(rules, "rule")} in a security group, two for each range (those of \`testAccess\` too) and two ` +
    `more, but AWS's quota "${quotas.rulesPerSecurityGroup.title}" is ${most} here; merge ranges, or ask AWS to raise it and ` +
    "set `quotas.rulesPerSecurityGroup` to the new value";
  return [{ key, text, reads: ["testAccess", "quotas.rulesPerSecurityGroup"] }];
}

function rangesProblems(key: string, cidrs: readonly string[], everybody: string): Problem[] {
  return cidrs.flatMap((cidr, index) => {
    const text = cidr.endsWith("/0") ? everybody : rangeProblem(cidr, cidrs.slice(0, index));
    return text === undefined ? [] : [{ key: `${key}.${index}`, text }];
  });
}

function rangeProblem(cidr: string, before: readonly string[]): string | undefined {
  if (before.includes(cidr)) return `lists ${cidr} a second time`;
  return isIpv6(cidr) ? ipv6RangeProblem(cidr) : bitsAfterPrefix(cidr);
}
