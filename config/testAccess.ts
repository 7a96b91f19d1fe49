import { createHmac } from "node:crypto";
import { z } from "zod";
import { clientRange, isIpv6 } from "./ipRange";
import type { LoadBalancerSettings } from "./loadBalancers";
import type { RestrictedAccess, RunningShape } from "../release/inventory";

/** A rule of an AWS load balancer has at most five values, and the test name is one. */
const maxCidrs = 4;

/** Who reaches a candidate by its test name, besides the deployer. */
export const testAccess = z.discriminatedUnion("type", [
  z.strictObject({
    /** Everybody. */
    type: z.literal("public"),
  }),
  z.strictObject({
    /** Whoever opens the link that `bluegreen link --stack <stack> --service <name>` prints. */
    type: z.literal("link"),
    /** Raise it to make the links so far invalid. */
    generation: z.number().int().min(1).max(1_000_000).default(1),
  }),
  z.strictObject({
    /** Clients in the networks named here. */
    type: z.literal("network"),
    /**
     * Public addresses: behind NAT or a VPN, those that the internet sees. With `loadBalancers.ipv6` clients come over
     * IPv6 too, if they can.
     */
    cidrs: z.array(clientRange).min(1).max(maxCidrs),
  }),
]);

type TestAccess = z.output<typeof testAccess>;

const byLink: RestrictedAccess = { type: "link", generation: 1 };

/**
 * How test names are restricted; undefined: they are public. Without a setting they stay as they are, which in an
 * environment that an older program made is public. A new one begins with links; one that is built on another
 * environment does as that one.
 *
 * @param foundation the environment that this one is built on
 * @param deployed its services as of the last `up`
 */
export function testAccessOf(
  { testAccess }: { testAccess?: TestAccess | undefined },
  foundation: { testAccess?: RestrictedAccess | undefined } | undefined,
  deployed: Readonly<Record<string, RunningShape>>,
): RestrictedAccess | undefined {
  if (testAccess) return testAccess.type === "public" ? undefined : testAccess;
  if (foundation) return foundation.testAccess;
  const apis = Object.values(deployed).filter(
    ({ kind = "api", public: isPublic = true }) => kind === "api" && isPublic,
  );
  return apis.every(({ testAccess }) => testAccess) ? (apis[0]?.testAccess ?? byLink) : undefined;
}

interface Admitting {
  loadBalancers: Pick<LoadBalancerSettings, "allowFrom">;
  testAccess?: TestAccess | undefined;
}

/**
 * Ranges that may connect to the public load balancers; null: everybody. Whoever may reach a candidate by its test
 * name has to reach them.
 */
export function admittedRanges({
  loadBalancers: { allowFrom },
  testAccess,
}: Admitting): string[] | null {
  if (allowFrom === undefined) return null;
  const ofTests = testAccess?.type === "network" ? testAccess.cidrs : [];
  return [...new Set([...allowFrom, ...ofTests])];
}

/**
 * Inbound rules of such a load balancer's security group, for HTTP and HTTPS each: those of the ranges, and one more.
 * AWS counts rules of IPv4 and of IPv6 by themselves (Amazon VPC User Guide, "Amazon VPC quotas").
 */
export function admittingRules(settings: Admitting): number {
  const ranges = admittedRanges(settings) ?? [];
  const ofIpv6 = ranges.filter(isIpv6).length;
  return 2 * (Math.max(ranges.length - ofIpv6, ofIpv6) + 1);
}

/** The cookie that opens a test name by `link`. */
export const accessCookie = "bluegreen-access";

/** Its value: one for each service, from which nobody can derive the environment's secret. */
export function accessSecret(colorSecret: string, service: string, generation: number): string {
  return createHmac("sha256", colorSecret).update(`${service} test ${generation}`).digest("hex");
}
