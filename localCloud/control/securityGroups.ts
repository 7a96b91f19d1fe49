import type { Cloud } from "../cloud";
import { inRanges } from "../ranges";

/** The other side of a connection. */
export interface Peer {
  /** Its security groups; none: it is outside the VPC. */
  groups: readonly string[];
  /** Undefined for one inside, whose address may be any. */
  address?: string;
}

/** Whether a rule of the `own` groups allows a TCP connection to, or from, the peer. */
export function allowed(
  cloud: Cloud,
  direction: "Egress" | "Ingress",
  own: readonly string[],
  peer: Peer,
  port: number,
): boolean {
  const type = `aws:vpc/securityGroup${direction}Rule:SecurityGroup${direction}Rule`;
  return cloud.resources.all(type).some(({ inputs }) => {
    const { securityGroupId, ipProtocol, fromPort, toPort } = inputs;
    return (
      own.includes(String(securityGroupId)) &&
      (ipProtocol === "tcp" || ipProtocol === "-1") &&
      port >= Number(fromPort ?? 0) &&
      port <= Number(toPort ?? 65535) &&
      isPeer(inputs, peer)
    );
  });
}

/** It names one of these. */
type Named = Partial<Record<"referencedSecurityGroupId" | "cidrIpv4" | "cidrIpv6", string>>;

function isPeer(rule: Named, { groups, address }: Peer): boolean {
  const { referencedSecurityGroupId: group, cidrIpv4, cidrIpv6 } = rule;
  if (group !== undefined) return groups.includes(group);
  const range = cidrIpv4 ?? cidrIpv6;
  if (address === undefined) return range === "0.0.0.0/0";
  return range !== undefined && inRanges([range])(address);
}
