import { describeForeign, type ListedRecord } from "../../release/foreignRecords";
import { bluegreen } from "../course/commandLines";
import type { Obstruction } from "./obstruction";

/** Why the load balancers can't take over an AAAA record, and what to do about it; null: they can. */
export function withoutIpv6(
  stack: {
    name: string;
    settings: { foundation?: string | undefined; loadBalancers: { ipv6: boolean } };
  },
  inventory: { ipv6?: true | undefined },
): Obstruction | null {
  const { foundation, loadBalancers } = stack.settings;
  if (foundation !== undefined) {
    return {
      found: `the load balancers belong to ${foundation}, and names with an AAAA record can be adopted only there`,
      todo: "delete the AAAA record, and wait for its TTL",
    };
  }
  if (loadBalancers.ipv6 && inventory.ipv6 === true) return null;
  const up = bluegreen("up", stack.name);
  return {
    found: "the load balancers have no IPv6 addresses, so IPv6 clients would stay there",
    todo: loadBalancers.ipv6
      ? `give them some, as \`loadBalancers.ipv6\` already asks for: ${up}`
      : "give them some, so that both records move together: set `loadBalancers.ipv6` to true in " +
        `Pulumi.${stack.name}.yaml, then: ${up}`,
  };
}

/** A release moves an AAAA record only together with an A record, and to load balancers that have IPv6 addresses. */
export function overIpv6(
  name: string,
  leading: readonly ListedRecord[],
  noIpv6: Obstruction | null,
): Obstruction | undefined {
  const six = leading.find(({ type }) => type === "AAAA");
  if (!six) return undefined;
  const found = describeForeign(name, six);
  const hasFirst = leading.some(({ type }) => type === "A");
  if (!hasFirst) {
    return {
      found: `${found}, and no A record: a release would add one, and the way back would have to take it from clients that use it`,
      todo: "create an A record that leads to the same place, for clients that come over IPv4",
    };
  }
  return noIpv6 ? { found: `${found}: ${noIpv6.found}`, todo: noIpv6.todo } : undefined;
}
