import { z } from "zod";
import { fixedRates, type PriceList, type Prices, type RateName } from "../../world/prices";

const price = z.strictObject({
  usd: z.number().positive(),
  /** As AWS's price list has it. */
  usageType: z.string(),
  /** Key of `sources`. */
  source: z.string(),
});
const rates = z.partialRecord(
  z.union([z.enum(fixedRates), z.templateLiteral(["instanceHour:", z.string()])]),
  price,
);

export const snapshotSchema = z.strictObject({
  currency: z.literal("USD"),
  about: z.string(),
  sources: z.record(z.string(), z.strictObject({ url: z.string(), date: z.iso.date() })),
  /** Prices that no region differs in. */
  everywhere: rates,
  regions: z.record(z.string(), rates),
});
export type Snapshot = z.output<typeof snapshotSchema>;

export function readSnapshot(): Snapshot {
  return snapshotSchema.parse(require("./snapshot.json"));
}

/** The prices of a snapshot, with the date of the oldest. */
export function listIn(
  snapshot: Snapshot,
  region: string,
  wanted: readonly RateName[],
  why: string,
): PriceList {
  const known = { ...snapshot.everywhere, ...snapshot.regions[region] };
  const found = wanted.flatMap((name) => {
    const one = known[name];
    return one ? [{ name, usd: one.usd, date: snapshot.sources[one.source]!.date }] : [];
  });
  const dates = found.map(({ date }) => date).sort();
  return {
    region,
    usd: Object.fromEntries(found.map(({ name, usd }) => [name, usd])),
    ...{ from: "snapshot", date: dates[0] ?? null, why },
  };
}

/** Where no Pricing API can be asked. */
export function snapshotPrices(why: string): Prices {
  return {
    list: (region, wanted) => Promise.resolve(listIn(readSnapshot(), region, wanted, why)),
  };
}
