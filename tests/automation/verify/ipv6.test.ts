import { expect } from "chai";
import { nothingToInspect } from "../../../automation/adapters/nothingToInspect";
import type { Verification } from "../../../automation/verify/check";
import { ipv6 } from "../../../automation/verify/checks/ipv6";
import type { Ipv6SubnetView } from "../../../automation/world/inspector";
import { config, settingsOf } from "../../config/samples";
import { told } from "./told";

const network = {
  vpcId: "vpc-0000000a",
  publicSubnetIds: ["subnet-00000001", "subnet-00000002"],
  privateSubnetIds: ["subnet-00000003", "subnet-00000004"],
};

const view = (id: string, hasRange = true, hasRoute = true): Ipv6SubnetView => ({
  ...{ id, hasRange, hasRoute },
});
const [one, two] = network.publicSubnetIds as [string, string];

async function ipv6Told(found: Ipv6SubnetView[], raw: object = {}): Promise<string[]> {
  const settings = settingsOf({
    ...{ ...config(), network, loadBalancers: { ipv6: true } },
    ...raw,
  });
  const inspector = {
    ...nothingToInspect("not here"),
    ipv6Subnets: (ids: readonly string[]) => {
      expect(ids).to.deep.equal(network.publicSubnetIds);
      return Promise.resolve({ value: found });
    },
  };
  return told(await ipv6.look({ stack: { settings }, inspector } as unknown as Verification));
}

describe("verify, for IPv6 in an existing VPC,", () => {
  it("is content with a range and a route for each public subnet", async () => {
    expect(await ipv6Told([view(one), view(two)])).to.deep.equal([
      "ok: IPv6 ranges and routes to an internet gateway",
    ]);
  });

  it("finds subnets without a range, and says what follows", async () => {
    expect(await ipv6Told([view(one, false, false), view(two, false)])).to.deep.equal([
      `error: ${one} and ${two} have no IPv6 range, so no load balancer can have IPv6 addresses there`,
    ]);
  });

  it("finds subnets without a route", async () => {
    expect(await ipv6Told([view(one), view(two, true, false)])).to.deep.equal([
      `error: ${two} has no route for ::/0 to an internet gateway: clients would connect over IPv6 and get no answer`,
    ]);
  });

  it("asks nothing without IPv6, or of a VPC that the program makes", async () => {
    expect(await ipv6Told([], { loadBalancers: {} })).to.deep.equal([]);
    expect(await ipv6Told([], { network: { cidr: "10.0.0.0/16" } })).to.deep.equal([]);
  });
});
