/** A record of a hosted zone, as Route 53 lists it. */
export interface ListedRecord {
  /** With or without the final dot. */
  name: string;
  type: string;
  /** DNS name that an alias leads to; null for a record of another kind. */
  alias: string | null;
  values: string[];
  /** Of an alias: the hosted zone of its target, and whether Route 53 asks for the target's health. */
  aliasZoneId?: string;
  evaluateTargetHealth?: boolean;
  /** Absent for an alias. */
  ttlSeconds?: number;
  /** The parameter of its routing policy, such as `Weight`; absent: it is the only answer. */
  routing?: string;
  healthCheckId?: string;
}

/**
 * The types that decide where a client of a name goes; others, such as MX and TXT, may coexist with
 * them.
 */
const leading = ["A", "AAAA", "CNAME", "HTTPS"];

/**
 * Records of the name that lead clients elsewhere than to the environment's own load balancers. One that
 * leads to these was made by an `up` that died before it could record it.
 *
 * @param own DNS names of the load balancers
 */
export function foreignRecords(
  name: string,
  found: readonly ListedRecord[],
  own: readonly string[],
): ListedRecord[] {
  return found.filter(
    (record) =>
      plain(record.name) === plain(name) &&
      leading.includes(record.type) &&
      !own.some((one) => record.alias !== null && plain(one) === plain(record.alias)),
  );
}

/** Such as `users.example.com has a CNAME record: old.example.com`. */
export function describeForeign(name: string, { type, alias, values }: ListedRecord): string {
  const where = alias === null ? values.join(", ") : `alias of ${alias.replace(/\.$/, "")}`;
  return `${name} has ${/^[AH]/.test(type) ? "an" : "a"} ${type} record: ${where}`;
}

/** AWS writes names in either case, with or without a final dot, and aliases with `dualstack.`. */
function plain(name: string): string {
  return name.toLowerCase().replace(/^dualstack\.|\.$/g, "");
}
