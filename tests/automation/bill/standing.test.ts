import { expect } from "chai";
import { standing, standingRates } from "../../../automation/bill/standing";
import type { PriceList } from "../../../automation/world/prices";
import { settingsSchema } from "../../../config/schema";
import { emptyState, withServices } from "../../../release/state";

const prices: PriceList = {
  ...{ region: "eu-central-1", from: "api", date: "2026-11-27", why: null },
  usd: {
    ...{ loadBalancerHour: 0.02, lcuHour: 0.01, publicIpv4Hour: 0.005, natGatewayHour: 0.05 },
    ...{ hostedZoneMonth: 0.5, fargateVcpuHourX86: 0.04, fargateGbHourX86: 0.004 },
  },
};
const users = { port: 8080, cpu: 1024, memoryMiB: 2048 };

/** An environment in which `users` serves on blue with three tasks, and `rides` was never released. */
function environment(more: object = {}, size: unknown = 3, capacity = "onDemand") {
  const services = { users: { ...users, size, capacity }, rides: { port: 8080 } };
  const settings = settingsSchema.parse({ domain: "example.com", services, ...more });
  const release = withServices(emptyState, ["users", "rides"]);
  release.services["users"]!.activeColor = "blue";
  release.services["users"]!.fleets.blue = { image: "repo@sha256:1", size: 3 };
  return { settings, release, inventory: {} };
}

const amounts = (...args: Parameters<typeof standing>) =>
  standing(...args).map(({ what, usd }) => [what, usd && [usd.low, usd.high].map(Math.round)]);

describe("what an environment costs each month", () => {
  it("is its load balancers, addresses, NAT gateways, and the fleets that serve", () => {
    expect(standing(environment(), prices)).to.deep.equal([
      {
        what: "load balancers",
        basis: "2 x 730 h x $0.02",
        usd: { low: 29.2, high: 29.2 },
      },
      {
        what: "public IPv4 addresses",
        basis: "5 x 730 h x $0.005, at least one of each load balancer in each zone",
        usd: { low: 18.25, high: 18.25 },
      },
      {
        what: "NAT gateways",
        basis: "1 x 730 h x $0.05",
        usd: { low: 36.5, high: 36.5 },
      },
      {
        what: "users on blue",
        basis: "3 x 730 h x $0.048 (Fargate 1 vCPU, 2 GB, Linux X86_64)",
        usd: { low: 3 * 730 * 0.048, high: 3 * 730 * 0.048 },
      },
    ]);
  });

  it("grows with zones, gateways, private load balancers and reserved capacity", () => {
    const network = { availabilityZones: 3, natGateways: "onePerAz" };
    const large = environment({ network, loadBalancers: { reserveLcu: 100 } });
    const inventory = { privateEdges: {} as never, privateZone: { id: "Z", name: "internal" } };
    expect(amounts({ ...large, inventory }, prices)).to.deep.equal([
      ["load balancers, 2 of them private", [58, 58]],
      ["reserved LCUs", [2920, 2920]],
      ["public IPv4 addresses", [33, 33]],
      ["NAT gateways", [110, 110]],
      ["zone of private names", [1, 1]],
      ["users on blue", [105, 105]],
    ]);
  });

  it("has no gateway in an existing VPC, and nothing of what another stack has for it", () => {
    const subnets = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"];
    const network = { vpcId: "vpc-0123456789abcdef0", publicSubnetIds: subnets };
    const existing = environment({ network: { ...network, privateSubnetIds: subnets } });
    expect(amounts(existing, prices)).to.deep.equal([
      ["load balancers", [29, 29]],
      ["public IPv4 addresses", [15, 15]],
      ["users on blue", [105, 105]],
    ]);
    expect(amounts(environment({ foundation: "base" }), prices)).to.deep.equal([
      ["users on blue", [105, 105]],
    ]);
  });

  it("is a range where AWS scales the tasks", () => {
    const size = { min: 2, max: 6, target: { cpuPercent: 60 } };
    const [fleet] = standing(environment({ foundation: "base" }, size), prices);
    expect(fleet!.basis).to.match(/^2 to 6 x 730 h x \$0\.048 /);
    expect(fleet!.usd).to.deep.equal({ low: 2 * 730 * 0.048, high: 6 * 730 * 0.048 });
  });

  it("counts Spot at the price on demand, and says so", () => {
    const [fleet] = standing(environment({ foundation: "base" }, 3, "spot"), prices);
    expect(fleet!.basis).to.equal(
      "3 x 730 h x $0.048 (Fargate 1 vCPU, 2 GB, Linux X86_64, Spot counted at the price on demand)",
    );
  });

  it("says so where a price is unknown, and asks for all that it needs", () => {
    const found = standing(environment(), { ...prices, usd: { publicIpv4Hour: 0.005 } });
    expect(found.map(({ usd }) => usd && usd.low)).to.deep.equal([null, 18.25, null, null]);
    expect(found[0]!.basis).to.equal("2 x 730 h x a price that is unknown");
    expect(standingRates(environment())).to.deep.equal(Object.keys(prices.usd));
  });
});
