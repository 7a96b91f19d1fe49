import type { Filter } from "@aws-sdk/client-pricing";
import { z } from "zod";
import { listIn, readSnapshot } from "../prices/snapshot";
import type { FixedRate, PriceList, Prices, RateName } from "../../world/prices";
import { translateAwsError } from "./awsFailures";
import { createClients, type Aws } from "./clients";
import type { AwsObserverOptions } from "./observer";

/** How a price is found: products of a service in the region, and the one of them by its usage type. */
interface Query {
  service: string;
  filters: Record<string, string>;
  /** Without the region's prefix. */
  usageType: string;
  /** It costs the same everywhere, and its product is in no region. */
  isGlobal?: true;
}

const vcpu = { service: "AmazonECS", filters: { cputype: "perCPU" } };
const memory = { service: "AmazonECS", filters: { memorytype: "perGB" } };
const balancer = {
  service: "AWSELB",
  filters: { productFamily: "Load Balancer-Application" },
};

const queries: Record<FixedRate, Query> = {
  fargateVcpuHourX86: { ...vcpu, usageType: "Fargate-vCPU-Hours:perCPU" },
  fargateGbHourX86: { ...memory, usageType: "Fargate-GB-Hours" },
  fargateVcpuHourArm: { ...vcpu, usageType: "Fargate-ARM-vCPU-Hours:perCPU" },
  fargateGbHourArm: { ...memory, usageType: "Fargate-ARM-GB-Hours" },
  loadBalancerHour: { ...balancer, usageType: "LoadBalancerUsage" },
  lcuHour: { ...balancer, usageType: "LCUUsage" },
  publicIpv4Hour: { service: "AmazonVPC", filters: {}, usageType: "PublicIPv4:InUseAddress" },
  natGatewayHour: {
    service: "AmazonEC2",
    filters: { productFamily: "NAT Gateway" },
    usageType: "NatGateway-Hours",
  },
  diskGbMonth: {
    service: "AmazonEC2",
    filters: { productFamily: "Storage", volumeApiName: "gp3" },
    usageType: "EBS:VolumeUsage.gp3",
  },
  hostedZoneMonth: {
    service: "AmazonRoute53",
    filters: { productFamily: "DNS Zone" },
    usageType: "HostedZone",
    isGlobal: true,
  },
};

function queryOf(rate: RateName): Query {
  if (!isInstance(rate)) return queries[rate];
  const instanceType = rate.slice("instanceHour:".length);
  return {
    service: "AmazonEC2",
    filters: {
      ...{ instanceType, operatingSystem: "Linux", tenancy: "Shared", preInstalledSw: "NA" },
      capacitystatus: "Used",
    },
    usageType: `BoxUsage:${instanceType}`,
  };
}

const isInstance = (rate: RateName): rate is `instanceHour:${string}` =>
  rate.startsWith("instanceHour:");

/** The API of another partition knows other prices, or none. */
const otherPartition = /^(cn|us-gov|us-iso|eusc)/;

const withinMs = 5000;

/** Prices from the AWS Pricing API or, if it gives none in a few seconds, from the snapshot. */
export function createAwsPrices({ signal, identity }: AwsObserverOptions): Prices {
  return {
    async list(region, wanted) {
      const instead = (why: string) => listIn(readSnapshot(), region, wanted, why);
      if (wanted.length === 0) return instead("no price is needed");
      if (otherPartition.test(region)) return instead("the Pricing API does not know its region");
      const limit = AbortSignal.timeout(withinMs);
      const until = signal ? AbortSignal.any([signal, limit]) : limit;
      try {
        return await listOf(createClients({ region, signal: until, identity }), region, wanted);
      } catch (error) {
        if (signal?.aborted) throw error;
        return instead(whyNot(error, limit.aborted));
      }
    },
  };
}

function whyNot(error: unknown, isLate: boolean): string {
  if (isLate) return `the Pricing API did not answer within ${withinMs / 1000} s`;
  const failure = translateAwsError(error);
  return failure ? `the Pricing API: ${failure.message.replace(/\.$/, "")}` : String(error);
}

/** Throws what the API does. A price that it does not have is missing. */
async function listOf(aws: Aws, region: string, wanted: readonly RateName[]): Promise<PriceList> {
  const found = await Promise.all(
    wanted.map(async (rate) => [rate, (await askPrice(aws, region, rate))?.usd] as const),
  );
  const date = new Date().toISOString().slice(0, 10);
  const usd = Object.fromEntries(found.filter(([, price]) => price !== undefined));
  return { region, usd, from: "api", date, why: null };
}

/** A price as AWS's list has it. */
export interface Listed {
  usd: number;
  /** With the region's prefix, as in `EUC1-Fargate-GB-Hours`. */
  usageType: string;
  /** `YYYY-MM-DD` */
  published: string;
}

/** Throws what the API does; undefined: it has no such price. */
export async function askPrice(
  aws: Pick<Aws, "pricing" | "callOptions">,
  region: string,
  rate: RateName,
): Promise<Listed | undefined> {
  const query = queryOf(rate);
  return priceIn(await productsOf(aws, region, query), query.usageType);
}

async function productsOf(
  aws: Pick<Aws, "pricing" | "callOptions">,
  region: string,
  { service, filters, isGlobal }: Query,
): Promise<string[]> {
  const pricing = await aws.pricing();
  const all = { ...filters, ...(!isGlobal && { regionCode: region }) };
  const wanted = {
    ServiceCode: service,
    FormatVersion: "aws_v1",
    Filters: Object.entries(all).map(([Field, Value]): Filter => ({
      Type: "TERM_MATCH",
      Field,
      Value,
    })),
  };
  const products: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await pricing.getProducts({ ...wanted, NextToken }, aws.callOptions);
    products.push(...((page.PriceList ?? []) as readonly string[]));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return products;
}

const product = z.object({
  product: z.object({ attributes: z.object({ usagetype: z.string() }) }),
  publicationDate: z.string(),
  terms: z.object({
    OnDemand: z
      .record(
        z.string(),
        z.object({
          priceDimensions: z.record(
            z.string(),
            z.object({
              beginRange: z.string().default("0"),
              pricePerUnit: z.object({ USD: z.string() }).partial(),
            }),
          ),
        }),
      )
      .default({}),
  }),
});

/**
 * Price of the first unit of the one product with this usage type, which has its region's prefix in the list;
 * undefined if there is none, or several with different prices.
 */
export function priceIn(products: readonly string[], usageType: string): Listed | undefined {
  const found = products.flatMap((text) => {
    const { data } = product.safeParse(JSON.parse(text));
    const listed = data?.product.attributes.usagetype;
    if (!data || listed?.replace(/^[A-Z]{2,4}\d*-/, "") !== usageType) return [];
    const published = data.publicationDate.slice(0, 10);
    return firstPrices(data).map((usd) => ({ usd, usageType: listed, published }));
  });
  const different = new Set(found.map(({ usd }) => usd));
  return different.size === 1 ? found[0] : undefined;
}

function firstPrices({ terms: { OnDemand } }: z.output<typeof product>): number[] {
  const all = Object.values(OnDemand).flatMap((term) => Object.values(term.priceDimensions));
  const first = all.filter(({ beginRange }) => Number(beginRange) === 0);
  return first.map(({ pricePerUnit: { USD } }) => Number(USD)).filter((usd) => usd > 0);
}
