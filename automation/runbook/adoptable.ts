import { type ListedRecord, describeForeign } from "../../release/foreignRecords";
import { originRecordOf } from "../../release/origin";
import { type Color, colors, type OriginRecord } from "../../release/state";
import { edgeOf, publicZoneOf } from "../world/edges";
import type { Environment } from "../world/environment";
import { refused } from "../world/errors";
import { sameName } from "../world/nameLook";
import { overIpv6, withoutIpv6 } from "./adoptableIpv6";
import type { Obstruction } from "./obstruction";
import type { Run } from "./run";

type Judged = { origin: OriginRecord } | Obstruction;

/** What these names lead to now. Refuses, with every reason, those that can't be taken over without a lost request. */
export async function adoptable(
  { ports: { inspector, stack } }: Run,
  { inventory }: Environment,
  names: readonly string[],
): Promise<Record<string, OriginRecord>> {
  const edges = {
    blue: edgeOf(inventory, "blue").dnsName,
    green: edgeOf(inventory, "green").dnsName,
  };
  const noIpv6 = withoutIpv6(stack, inventory);
  const judged = await Promise.all(
    names.map(async (name): Promise<{ name: string } & Judged> => {
      const answer = await inspector.records(inventory, name);
      if ("notHere" in answer) {
        const todo = "give the deployer the permission to list them";
        return { name, found: `the records of ${name} can't be read: ${answer.notHere}`, todo };
      }
      const zone = publicZoneOf(inventory, name).name;
      return {
        name,
        ...judgeRecords(name, answer.value, { zone, edges, noIpv6 }),
      };
    }),
  );
  const obstructions = judged.flatMap((one): Obstruction[] => ("found" in one ? [one] : []));
  const [first, ...others] = obstructions;
  if (first) {
    throw refused(
      first.found,
      `${first.todo}; then run the command again`,
      others.map(({ found, todo }) => `${found}: ${todo}`),
    );
  }
  return Object.fromEntries(
    judged.flatMap((one) => ("origin" in one ? [[one.name, one.origin] as const] : [])),
  );
}

/** Records that may exist beside the one that leads clients, and do not lead them anywhere. */
const beside = ["TXT", "MX", "CAA", "SRV", "SPF", "NAPTR", "DS", "SSHFP", "TLSA", "PTR", "SOA"];

export interface Surroundings {
  /** Name of the hosted zone. */
  zone: string;
  /** DNS names of the load balancers. */
  edges: Record<Color, string>;
  /** Why no AAAA record can be taken over; null: they have IPv6 addresses, and names AAAA records. */
  noIpv6: Obstruction | null;
}

/** The record that the name is taken over with, or both: its A and its AAAA record. */
export function judgeRecords(
  name: string,
  listed: readonly ListedRecord[],
  { zone, edges, noIpv6 }: Surroundings,
): Judged {
  // At the zone's own name NS records delegate nothing.
  const leading = listed.filter(
    ({ type }) => !beside.includes(type) && !(type === "NS" && name === zone),
  );
  const [first] = leading;
  if (!first) return nothing(name, zone);
  const found =
    delegated(name, leading) ??
    routed(name, leading) ??
    own(name, leading, edges) ??
    service(name, leading) ??
    overIpv6(name, leading, noIpv6);
  if (found) return found;
  const origin = originRecordOf(leading);
  const [one, ...more] = leading.filter(({ type }) => type !== "AAAA");
  return origin && one && more.length === 0 ? { origin } : several(name, leading);
}

function nothing(name: string, zone: string): Obstruction {
  return {
    found: `${name} has no record of its own in the hosted zone ${zone}: nothing is served there, or a wildcard or another DNS provider answers for it`,
    todo: `if nobody uses it, it needs no adoption: deploy; otherwise create the record with what ${name} leads to now, in the zone that clients ask, and wait for the TTL of the old answers`,
  };
}

function delegated(name: string, leading: readonly ListedRecord[]): Obstruction | undefined {
  const servers = leading.find(({ type }) => type === "NS");
  return (
    servers && {
      found: `${name} is delegated to other name servers: ${servers.values.join(", ")}`,
      todo: "adopt the record in that zone: move it into this account's Route 53, or replace the delegation by the record that it has there",
    }
  );
}

const policies: Record<string, string> = {
  Weight: "weighted",
  Region: "latency",
  GeoLocation: "geolocation",
  GeoProximityLocation: "geoproximity",
  CidrRoutingConfig: "IP-based",
  Failover: "failover",
  MultiValueAnswer: "multivalue answer",
};

function routed(name: string, leading: readonly ListedRecord[]): Obstruction | undefined {
  const checked = leading.find(({ healthCheckId }) => healthCheckId !== undefined);
  const one = leading.find(({ routing }) => routing !== undefined);
  if (one) {
    const policy = policies[one.routing!] ?? one.routing!;
    return {
      found: `${name} has ${leading.length} records with ${policy} routing, and Route 53 has no simple record beside those`,
      todo: "in one change, replace them by a single simple record that leads to where all clients may go, and wait for the TTL",
    };
  }
  return (
    checked && {
      found: `the record of ${name} has the health check ${checked.healthCheckId!}`,
      todo: "remove the health check from the record: with a single record there is nothing to fail over to",
    }
  );
}

function service(name: string, leading: readonly ListedRecord[]): Obstruction | undefined {
  const found = leading.find(({ type }) => type === "HTTPS" || type === "SVCB");
  return (
    found && {
      found: `${describeForeign(name, found)}, which would keep leading clients there after the switch`,
      todo: `delete the ${found.type} record, and wait for its TTL`,
    }
  );
}

function own(
  name: string,
  leading: readonly ListedRecord[],
  edges: Record<Color, string>,
): Obstruction | undefined {
  const found = leading.map(({ alias, values }) =>
    colors.find((one) => sameName(edges[one], alias ?? values[0])),
  );
  const color = found.find((one) => one !== undefined);
  if (color === undefined) return undefined;
  const elsewhere = leading.filter((_, index) => found[index] === undefined);
  if (elsewhere.length > 0) {
    const others = elsewhere.map((one) => describeForeign(name, one)).join("; ");
    return {
      found: `${name} leads to the ${color} load balancer of this environment by one record only: ${others}`,
      todo: "delete the other records, and wait for their TTL: nothing has to be adopted then",
    };
  }
  return {
    found: `${name} already leads to the ${color} load balancer of this environment`,
    todo: "nothing has to be adopted: deploy",
  };
}

function several(name: string, leading: readonly ListedRecord[]): Obstruction {
  return {
    found: `${leading.map((one) => describeForeign(name, one)).join("; ")}: only one record can be taken over, or an A and an AAAA record`,
    todo: "leave those that clients need",
  };
}
