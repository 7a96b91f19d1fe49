import type { AuthoritativeAnswer } from "../../world/ports";

/** An answer has at most this many addresses of a load balancer, chosen anew each time. */
export const addressesInAnswer = 8;

/** Of 100 nodes, a look at 4 servers shows 28 at most. */
const mostLooks = 12;

/**
 * A load balancer's addresses, by looks at the servers of its name until two in a row show none that is new. One
 * is enough if no answer is full.
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
