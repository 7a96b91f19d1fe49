import { BlockList, isIPv4 } from "node:net";

const familyOf = (address: string) => (isIPv4(address) ? "ipv4" : "ipv6");

/** Whether an address, of IPv4 or IPv6, is in one of the ranges. They are read once. */
export function inRanges(cidrs: readonly string[]): (address: string) => boolean {
  // One list for each: `::/0` of Node.js's has every IPv4 address too.
  const ranges = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const cidr of cidrs) {
    const [address = "", prefix] = cidr.split("/");
    const family = familyOf(address);
    ranges[family].addSubnet(address, Number(prefix), family);
  }
  return (address) => ranges[familyOf(address)].check(address, familyOf(address));
}
