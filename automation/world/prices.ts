/** What AWS charges for and an environment has, in US dollars; on demand, without discounts or free tiers. */
export const fixedRates = [
  "fargateVcpuHourX86",
  "fargateGbHourX86",
  "fargateVcpuHourArm",
  "fargateGbHourArm",
  "loadBalancerHour",
  "lcuHour",
  "publicIpv4Hour",
  "natGatewayHour",
  "diskGbMonth",
  "hostedZoneMonth",
] as const;
export type FixedRate = (typeof fixedRates)[number];

/** An hour of an instance type, such as `instanceHour:m7i.large`, or one of the others. */
export type RateName = FixedRate | `instanceHour:${string}`;

export interface PriceList {
  region: string;
  /** Those that are known. */
  usd: Readonly<Partial<Record<RateName, number>>>;
  /** `snapshot`: the one that comes with this program. */
  from: "api" | "snapshot";
  /** `YYYY-MM-DD`: when AWS was asked, or of the oldest price in the snapshot; null: it has no price. */
  date: string | null;
  /** Why AWS was not asked, or what became of it; null: it answered. */
  why: string | null;
}

export interface Prices {
  /** Never fails, and takes a few seconds at most: without AWS's answer the snapshot has to do. */
  list(region: string, rates: readonly RateName[]): Promise<PriceList>;
}
