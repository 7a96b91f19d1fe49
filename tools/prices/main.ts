/**
 * `npm run prices [-- <region>...]`: asks the AWS Pricing API for the prices of these regions, by default those of the
 * snapshot, and writes automation/adapters/prices/snapshot.json again. Needs credentials that may call
 * `pricing:GetProducts`. Regions that are not asked for keep their prices.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createClients } from "../../automation/adapters/aws/clients";
import { askPrice } from "../../automation/adapters/aws/prices";
import { readSnapshot } from "../../automation/adapters/prices/snapshot";
import { refreshed } from "./refreshed";

const file = join(__dirname, "../../automation/adapters/prices/snapshot.json");

async function main(given: readonly string[]): Promise<void> {
  const before = readSnapshot();
  const regions = given.length > 0 ? given : Object.keys(before.regions);
  const aws = createClients({ region: "us-east-1" });
  const { snapshot, missing } = await refreshed(before, regions, (region, rate) =>
    askPrice(aws, region, rate),
  );
  writeFileSync(file, `${JSON.stringify(snapshot, null, 2)}\n`);
  for (const line of missing) console.error(line);
}

void main(process.argv.slice(2));
