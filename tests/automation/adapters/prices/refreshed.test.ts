import { expect } from "chai";
import type { Listed } from "../../../../automation/adapters/aws/prices";
import { type Snapshot, snapshotSchema } from "../../../../automation/adapters/prices/snapshot";
import { refreshed } from "../../../../tools/prices/refreshed";

const before: Snapshot = {
  ...{ currency: "USD", about: "prices" },
  sources: {
    old: { url: "https://example.com/old", date: "2026-01-01" },
    used: { url: "https://example.com/used", date: "2026-02-02" },
  },
  everywhere: { hostedZoneMonth: { usd: 0.4, usageType: "HostedZone", source: "old" } },
  regions: {
    "eu-central-1": { lcuHour: { usd: 1, usageType: "EUC1-LCUUsage", source: "old" } },
    "eu-west-2": { lcuHour: { usd: 2, usageType: "EUW2-LCUUsage", source: "used" } },
  },
};

describe("a refreshed snapshot of prices", () => {
  it("has what the API says of the regions asked for, and what it had of the others", async () => {
    const asked: string[] = [];
    const answer = (region: string, rate: string): Promise<Listed | undefined> => {
      asked.push(`${region} ${rate}`);
      const known = ["lcuHour", "hostedZoneMonth"].includes(rate);
      const listed = { usd: 0.5, usageType: rate, published: "2026-11-20" };
      return Promise.resolve(known ? listed : undefined);
    };
    const { snapshot, missing } = await refreshed(before, ["eu-central-1"], answer);
    const source = "Pricing API 2026-11-20";
    expect(snapshotSchema.parse(snapshot)).to.deep.equal({
      ...{ currency: "USD", about: "prices" },
      sources: {
        [source]: { url: "AWS Pricing API, GetProducts", date: "2026-11-20" },
        used: before.sources["used"],
      },
      everywhere: { hostedZoneMonth: { usd: 0.5, usageType: "hostedZoneMonth", source } },
      regions: {
        "eu-central-1": { lcuHour: { usd: 0.5, usageType: "lcuHour", source } },
        "eu-west-2": before.regions["eu-west-2"],
      },
    });
    expect(asked).to.have.length(10);
    expect(asked[0]).to.equal("eu-central-1 hostedZoneMonth");
    expect(missing).to.have.length(8);
    expect(missing[0]).to.equal("eu-central-1: the Pricing API has no fargateVcpuHourX86");
  });
});
