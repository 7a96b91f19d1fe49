import { z } from "zod";

const form = "must be a range such as `203.0.113.0/24` or `2001:db8::/32`";

/** Of clients, as security groups and rules of load balancers take it. */
export const clientRange = z.union([z.cidrv4(form), z.cidrv6(form)]);

export const isIpv6 = (range: string) => range.includes(":");

/** What is wrong with an IPv6 range that is not written as AWS writes it: it would find the same range twice. */
export function ipv6RangeProblem(range: string): string | undefined {
  const [address = "", prefix] = range.split("/");
  const shortest = written(address);
  if (shortest !== address) return `must be written as AWS writes it, \`${shortest}/${prefix}\``;
  const hostBits = 128n - BigInt(prefix ?? 128);
  const number = numberOf(shortest);
  const base = (number >> hostBits) << hostBits;
  if (base === number) return undefined;
  const groups = Array.from({ length: 8 }, (_, group) =>
    ((base >> BigInt(16 * (7 - group))) & 0xffffn).toString(16),
  );
  return (
    `has bits set after its first ${prefix}, so ${address} is an address inside the range; ` +
    `the range is ${written(groups.join(":"))}/${prefix}`
  );
}

/** In lower case, without leading zeros, with the longest run of zeros left out (RFC 5952). */
function written(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}

function numberOf(address: string): bigint {
  const [head = "", tail] = address.split("::");
  const groupsOf = (text = "") => (text === "" ? [] : text.split(":"));
  const [before, after] = [groupsOf(head), groupsOf(tail)];
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => "0");
  const groups = [...before, ...zeros, ...after];
  return groups.reduce((sum, group) => (sum << 16n) + BigInt(`0x${group}`), 0n);
}
