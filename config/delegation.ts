/** What is wrong with a zone's delegation, and how to fix it. */
export interface DelegationProblem {
  found: string;
  todo: string;
}

/**
 * Compares a zone's NS records in the parent zone with its own name servers; null if resolvers find the zone.
 *
 * @param delegated name servers in the parent zone
 */
export function delegationProblem(
  zone: string,
  delegated: readonly string[],
  nameServers: readonly string[],
): DelegationProblem | null {
  const own = comparable(nameServers);
  const parent = comparable(delegated);
  const todo = `in the parent zone (or at the registrar), set the NS record of ${zone} to exactly ${own.join(", ")}`;
  if (parent.length === 0) {
    return { found: "the zone is not delegated: the parent zone has no NS record for it", todo };
  }
  const strangers = parent.filter((server) => !own.includes(server));
  if (strangers.length === 0) return null;
  const found = `the parent zone delegates to ${strangers.join(", ")}, which are not name servers of this zone`;
  return { found, todo };
}

function comparable(servers: readonly string[]): string[] {
  return servers.map((server) => server.toLowerCase().replace(/\.$/, "")).sort();
}
