import { mockClient } from "aws-sdk-client-mock";
import { PricingClient, GetProductsCommand } from "@aws-sdk/client-pricing";
import { expect } from "chai";
import { createAwsPrices, priceIn } from "../../../../automation/adapters/aws/prices";
import { readSnapshot } from "../../../../automation/adapters/prices/snapshot";
import { fixedRates } from "../../../../automation/world/prices";

interface Dimension {
  usd: string;
  beginRange?: string;
}

/** As the API answers, with what is read of it. */
const product = (usagetype: string, ...dimensions: Dimension[]) =>
  JSON.stringify({
    product: { productFamily: "Compute", attributes: { usagetype, regionCode: "eu-central-1" } },
    serviceCode: "AmazonECS",
    terms: {
      OnDemand: {
        "SKU.JRTCKXETXF": {
          priceDimensions: Object.fromEntries(
            dimensions.map(({ usd, beginRange = "0" }, index) => [
              `SKU.JRTCKXETXF.${index}`,
              { unit: "hours", beginRange, endRange: "Inf", pricePerUnit: { USD: usd } },
            ]),
          ),
        },
      },
    },
    publicationDate: "2026-09-11T12:44:25Z",
  });

const fargate = [
  product("EUC1-Fargate-ARM-vCPU-Hours:perCPU", { usd: "0.03" }),
  product("EUC1-SpotUsage-Fargate-vCPU-Hours:perCPU", { usd: "0.01" }),
  product("EUC1-Fargate-vCPU-Hours:perCPU", { usd: "0.0404800000" }),
  product("EUC1-Fargate-Windows-vCPU-Hours:perCPU", { usd: "0.05" }),
];

describe("a price in what the Pricing API answers", () => {
  it("is that of the exact usage type, whatever the region's prefix", () => {
    expect(priceIn(fargate, "Fargate-vCPU-Hours:perCPU")).to.deep.equal({
      ...{ usd: 0.04048, usageType: "EUC1-Fargate-vCPU-Hours:perCPU", published: "2026-09-11" },
    });
    expect(priceIn(fargate, "Fargate-ARM-vCPU-Hours:perCPU")?.usd).to.equal(0.03);
    expect(priceIn([product("LCUUsage", { usd: "0.008" })], "LCUUsage")?.usd).to.equal(0.008);
    expect(priceIn([product("EU-LCUUsage", { usd: "0.0084" })], "LCUUsage")?.usd).to.equal(0.0084);
  });

  it("is that of the first unit where the price falls with the amount", () => {
    const tiers = product(
      "HostedZone",
      { usd: "0.1", beginRange: "25" },
      { usd: "0.5", beginRange: "0" },
    );
    expect(priceIn([tiers], "HostedZone")?.usd).to.equal(0.5);
  });

  it("is unknown if no product has it, several disagree, or the answer is of another form", () => {
    expect(priceIn([], "LCUUsage")).to.equal(undefined);
    const two = [product("LCUUsage", { usd: "1" }), product("EU-LCUUsage", { usd: "2" })];
    expect(priceIn(two, "LCUUsage")).to.equal(undefined);
    expect(priceIn(["{}", '{"product":null}'], "LCUUsage")).to.equal(undefined);
    expect(priceIn([product("LCUUsage", { usd: "0.0" })], "LCUUsage")).to.equal(undefined);
  });
});

describe("prices on AWS", () => {
  const pricing = mockClient(PricingClient);
  beforeEach(() => pricing.reset());
  after(() => pricing.restore());
  const list = (region: string) =>
    createAwsPrices({}).list(region, ["fargateVcpuHourX86", "fargateGbHourX86"]);

  it("are asked for by region, page by page, and dated today", async () => {
    pricing
      .on(GetProductsCommand)
      .resolvesOnce({ PriceList: fargate.slice(0, 2) as never, NextToken: "more" })
      .resolves({ PriceList: fargate.slice(2) as never });
    const found = await createAwsPrices({}).list("eu-central-1", ["fargateVcpuHourX86"]);
    expect(found).to.deep.equal({
      ...{ region: "eu-central-1", usd: { fargateVcpuHourX86: 0.04048 }, from: "api", why: null },
      date: new Date().toISOString().slice(0, 10),
    });
    const [first, second] = pricing
      .commandCalls(GetProductsCommand)
      .map(({ args }) => args[0].input);
    expect(first).to.deep.equal({
      ...{ ServiceCode: "AmazonECS", FormatVersion: "aws_v1", NextToken: undefined },
      Filters: [
        { Type: "TERM_MATCH", Field: "cputype", Value: "perCPU" },
        { Type: "TERM_MATCH", Field: "regionCode", Value: "eu-central-1" },
      ],
    });
    expect(second!.NextToken).to.equal("more");
  });

  it("come from the snapshot where the caller may not ask, which says why", async () => {
    const denied = Object.assign(
      new Error(
        "User: arn:aws:iam::1:user/me is not authorized to perform: pricing:GetProducts because no identity-based policy allows it",
      ),
      { name: "AccessDeniedException", $metadata: { httpStatusCode: 400 }, $fault: "client" },
    );
    pricing.on(GetProductsCommand).rejects(denied);
    const found = await list("eu-central-1");
    expect(found).to.deep.equal({
      ...{ region: "eu-central-1", from: "snapshot", date: "2026-08-05" },
      usd: { fargateVcpuHourX86: 0.04656, fargateGbHourX86: 0.00511 },
      why: found.why,
    });
    expect(found.why).to.match(/^the Pricing API: .*pricing:GetProducts/);
  });

  it("are none for a region that the snapshot lacks", async () => {
    pricing.on(GetProductsCommand).rejects(new Error("socket hang up"));
    const { usd, date } = await list("eu-north-1");
    expect({ usd, date }).to.deep.equal({ usd: {}, date: null });
  });

  it("are not asked for in partitions whose prices the API does not know", async () => {
    const { from, why } = await list("cn-north-1");
    expect([from, why]).to.deep.equal(["snapshot", "the Pricing API does not know its region"]);
    expect(pricing.calls()).to.have.length(0);
  });
});

describe("the snapshot of prices", () => {
  it("has a source and its date for each price, and no price that nobody asks for", () => {
    const { sources, regions, everywhere } = readSnapshot();
    const all = [everywhere, ...Object.values(regions)].flatMap((rates) => Object.entries(rates));
    expect(all.length).to.be.greaterThan(15);
    for (const [name, one] of all) {
      expect(sources, name).to.have.property(one!.source);
      expect(name.startsWith("instanceHour:") || fixedRates.includes(name as never), name).to.equal(
        true,
      );
    }
    const used = new Set(all.map(([, one]) => one!.source));
    expect(Object.keys(sources).filter((source) => !used.has(source))).to.deep.equal([]);
  });
});
