import type { Listed } from "../../automation/adapters/aws/prices";
import type { Snapshot } from "../../automation/adapters/prices/snapshot";
import { type FixedRate, fixedRates, type RateName } from "../../automation/world/prices";

type Ask = (region: string, rate: RateName) => Promise<Listed | undefined>;
type Rates = Snapshot["everywhere"];

/** Priced alike in all regions. */
const everywhere: FixedRate = "hostedZoneMonth";

/** The snapshot with today's prices of these regions; `missing` are those that the API does not have. */
export async function refreshed(
  before: Snapshot,
  regions: readonly string[],
  ask: Ask,
): Promise<{ snapshot: Snapshot; missing: string[] }> {
  const missing: string[] = [];
  const sources: Snapshot["sources"] = {};
  const asked = async (region: string, rates: readonly RateName[]): Promise<Rates> => {
    const found: Rates = {};
    for (const rate of rates) {
      const listed = await ask(region, rate);
      if (!listed) {
        missing.push(`${region}: the Pricing API has no ${rate}`);
        continue;
      }
      const { usd, usageType, published } = listed;
      const source = `Pricing API ${published}`;
      sources[source] = { url: "AWS Pricing API, GetProducts", date: published };
      found[rate] = { usd, usageType, source };
    }
    return found;
  };
  const regional = fixedRates.filter((rate) => rate !== everywhere);
  const snapshot = { ...before, everywhere: await asked(regions[0]!, [everywhere]), sources };
  const own: Snapshot["regions"] = {};
  for (const region of regions) own[region] = await asked(region, regional);
  snapshot.regions = { ...before.regions, ...own };
  const kept = Object.values(snapshot.regions).flatMap((rates) => Object.values(rates));
  for (const { source } of kept as { source: string }[]) {
    sources[source] ??= before.sources[source]!;
  }
  return { snapshot, missing };
}
