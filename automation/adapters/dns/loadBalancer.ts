import type { AuthoritativeAnswer } from "../../world/ports";

/** An answer lists at most this many of a load balancer's addresses, picked anew each time. */
export const addressesInAnswer = 8;

/** With 100 nodes, one round of queries to 4 servers shows 28 addresses at most. */
const mostLooks = 12;

/**
 * A load balancer's addresses: its name servers are queried until two rounds in a row return no
 * new one. One round is enough if no answer is full.
 */
export async function collectAddresses(
  look: () => Promise<Pick<AuthoritativeAnswer, "addresses">[]>,
): Promise<string[]> {
  const found = new Set<string>();
  let fruitless = 0;
  for (let looks = 0; looks < mostLooks && fruitless < 2; looks++) {
    const answers = await look();
    const before = found.size;
    for (const { addresses } of answers) for (const address of addresses) found.add(address);
    if (answers.every(({ addresses }) => addresses.length < addressesInAnswer)) break;
    fruitless = found.size === before ? fruitless + 1 : 0;
  }
  return [...found].sort();
}
