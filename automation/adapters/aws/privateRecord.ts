import type { ResourceRecordSet } from "@aws-sdk/client-route-53";
import type { AuthoritativeAnswer } from "../../world/ports";
import type { Aws } from "./clients";
import { type DnsAccess, loadBalancerAddresses } from "./dns";

/** TTL of an alias to a load balancer, which can't be changed (see `aws_route53_record`). */
const aliasTtlSeconds = 60;

/**
 * Route 53's record of a name in a private zone. Its servers can't be asked from outside the VPC (TestDNSAnswer
 * supports public zones only), so this is the record as accepted. That every server has it is ensured by the
 * `up`, whose provider polls GetChange until INSYNC.
 */
export async function readPrivateRecord(
  aws: Aws,
  dns: DnsAccess,
  zone: { id: string; name: string },
  name: string,
): Promise<AuthoritativeAnswer[]> {
  const record = await findRecord(aws, zone.id, name);
  const server = `Route 53, private zone ${zone.id}`;
  const alias = record?.AliasTarget?.DNSName;
  if (alias === undefined) return [{ server, addresses: [], ttlSeconds: null, error: null }];
  const addresses = await loadBalancerAddresses(dns, alias.replace(/^dualstack\./, ""));
  return [{ server, addresses, ttlSeconds: aliasTtlSeconds, error: null }];
}

/** Record sets are listed in order, starting at the requested one. */
async function findRecord(
  aws: Aws,
  zoneId: string,
  name: string,
): Promise<ResourceRecordSet | undefined> {
  const route53 = await aws.route53();
  const { ResourceRecordSets = [] } = await route53.listResourceRecordSets(
    { HostedZoneId: zoneId, StartRecordName: name, StartRecordType: "A", MaxItems: 1 },
    aws.callOptions,
  );
  return ResourceRecordSets.find(
    (record) => record.Type === "A" && record.Name?.toLowerCase() === `${name.toLowerCase()}.`,
  );
}
