import { connect } from "node:net";
import { expect } from "chai";
import { Client } from "undici";
import { askServers } from "../../automation/adapters/dns/authoritative";
import type { Properties } from "../../localCloud/control/resource";
import { addresses, edges, info } from "../../localCloud/views/info";
import { Fixture, refusal } from "./fixture";

const vpcType = "aws:ec2/vpc:Vpc";
const subnetType = "aws:ec2/subnet:Subnet";
const balancerType = "aws:lb/loadBalancer:LoadBalancer";
const tableType = "aws:ec2/routeTable:RouteTable";
const gatewayType = "aws:ec2/internetGateway:InternetGateway";
const routeType = "aws:ec2/route:Route";
const groupType = "aws:ec2/securityGroup:SecurityGroup";
const ruleType = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const name = "users.rehearsal.test";

describe("IPv6 in the local cloud", () => {
  let fixture: Fixture;
  let vpc: Properties;
  let subnets: Properties[];
  let edge: Properties;

  beforeEach(async () => {
    fixture = await Fixture.open();
    vpc = await fixture.create(vpcType, "vpc", { cidrBlock: "10.0.0.0/16" });
    subnets = [];
    for (const [index, zone] of ["a", "b"].entries()) {
      const inputs = { cidrBlock: `10.0.${32 * index}.0/20`, availabilityZone: zone };
      subnets.push(await fixture.create(subnetType, zone, { vpcId: vpc.id, ...inputs }));
    }
    edge = await fixture.create(balancerType, "edge", { subnets: subnets.map(({ id }) => id) });
    await fixture.create("aws:lb/listener:Listener", "http", {
      loadBalancerArn: edge.arn,
      port: 80,
      protocol: "HTTP",
      defaultActions: [
        {
          type: "fixed-response",
          fixedResponse: { contentType: "text/plain", messageBody: "here", statusCode: "404" },
        },
      ],
    });
  });
  afterEach(() => fixture.close());

  const turnOn = () =>
    fixture.update(vpcType, "vpc", vpc, { assignGeneratedIpv6CidrBlock: true }).then(() => {
      const { outputs } = fixture.cloud.resources.get(vpcType, String(vpc.id))!;
      return String(outputs.ipv6CidrBlock);
    });
  const rangeOf = (ofVpc: string, index: number) => ofVpc.replace(/100::\/56$/, `10${index}::/64`);
  const give = (zone: "a" | "b", ipv6CidrBlock: string) =>
    fixture.update(subnetType, zone, subnets[zone === "a" ? 0 : 1]!, {
      ...{ ipv6CidrBlock, assignIpv6AddressOnCreation: true },
    });
  const dualstack = () =>
    fixture.update(balancerType, "edge", edge, { ipAddressType: "dualstack" });
  const everything = async () => {
    const range = await turnOn();
    await give("a", rangeOf(range, 0));
    await give("b", rangeOf(range, 1));
    await dualstack();
  };

  it("is refused to a load balancer until each of its subnets has a range", async () => {
    expect(await refusal(dualstack())).to.match(/^InvalidConfigurationRequest: You must specify/);
    const range = await turnOn();
    await give("a", rangeOf(range, 0));
    expect(await refusal(dualstack())).to.match(/^InvalidConfigurationRequest: You must specify/);
    await give("b", rangeOf(range, 1));
    await dualstack();
    expect(edges(fixture.cloud)[0]!.ipv6Addresses).to.have.length(2);
  });

  it("has ranges of the VPC alone, each for one subnet", async () => {
    const foreign = await refusal(give("a", "2001:db8:ffff:100::/64"));
    expect(foreign).to.equal("InvalidSubnet.Range: The CIDR '2001:db8:ffff:100::/64' is invalid.");
    const range = await turnOn();
    await give("a", rangeOf(range, 0));
    expect(await refusal(give("b", rangeOf(range, 0)))).to.match(/^InvalidSubnet.Conflict/);
    const bare = { assignIpv6AddressOnCreation: true };
    expect(
      await refusal(
        fixture.create(subnetType, "c", {
          ...{ vpcId: vpc.id, cidrBlock: "10.0.64.0/20", availabilityZone: "c", ...bare },
        }),
      ),
    ).to.contain("a subnet without an IPv6 range can't assign IPv6 addresses");
  });

  it("is not taken from a subnet or VPC that uses it", async () => {
    await everything();
    const less = { ipv6CidrBlock: undefined, assignIpv6AddressOnCreation: false };
    expect(await refusal(fixture.update(subnetType, "a", subnets[0]!, less))).to.match(
      /^InvalidCidrBlock.InUse/,
    );
    const none = { assignGeneratedIpv6CidrBlock: false };
    expect(await refusal(fixture.update(vpcType, "vpc", vpc, none))).to.match(
      /^InvalidCidrBlock.InUse/,
    );
  });

  it("is answered for by AAAA aliases once the load balancer has addresses, and served on ::1", async () => {
    const alias = (type: "A" | "AAAA") => ({
      ...{ zoneId: fixture.cloud.zone.id, name, type },
      aliases: [{ name: edge.dnsName, zoneId: edge.zoneId, evaluateTargetHealth: false }],
    });
    await fixture.create("aws:route53/record:Record", "users", alias("A"));
    await fixture.create("aws:route53/record:Record", "users-ipv6", alias("AAAA"));
    const { nameServers } = info(fixture.cloud);
    const ask = async (type: "A" | "AAAA") =>
      (await askServers(nameServers, name, undefined, type)).map((one) => one.addresses);
    expect(await ask("AAAA")).to.deep.equal([[], [], [], []]);
    await everything();
    const [edgeView] = edges(fixture.cloud);
    const { ipv6Addresses } = edgeView!;
    expect(await ask("AAAA")).to.deep.equal(nameServers.map(() => ipv6Addresses));
    expect(await ask("A")).to.deep.equal(nameServers.map(() => edgeView!.addresses));
    const balancer = [...fixture.cloud.edges.values()][0]!;
    const client = new Client(`http://[::1]:${balancer.localIpv6Port(80)}`);
    const answer = await client.request({ path: "/", method: "GET" });
    expect([answer.statusCode, await answer.body.text()]).to.deep.equal([404, "here"]);
    await client.destroy();
  });

  it("ends with the load balancer's addresses: nothing listens there any more", async () => {
    await everything();
    const port = [...fixture.cloud.edges.values()][0]!.localIpv6Port(80)!;
    await fixture.update(balancerType, "edge", edge, { ipAddressType: "ipv4" });
    const error = await new Promise<string>((resolve) => {
      connect(port, "::1").on("error", ({ message }) => resolve(message));
    });
    expect(error).to.contain("ECONNREFUSED");
    expect(edges(fixture.cloud)[0]!.ipv6Addresses).to.deep.equal([]);
    expect(addresses(fixture.cloud)).to.not.have.property("2001:db8:77:2::1");
  });

  it("has a route for each table, to a gateway of the same VPC that has a range", async () => {
    const table = await fixture.create(tableType, "table", { vpcId: vpc.id });
    const gateway = await fixture.create(gatewayType, "gateway", { vpcId: vpc.id });
    const way = {
      ...{ routeTableId: table.id, destinationIpv6CidrBlock: "::/0", gatewayId: gateway.id },
    };
    expect(await refusal(fixture.create(routeType, "out", way))).to.contain("no IPv6 CIDR block");
    await turnOn();
    await fixture.create(routeType, "out", way);
    expect(await refusal(fixture.create(routeType, "again", way))).to.match(/^RouteAlreadyExists/);
    expect(await refusal(fixture.create(gatewayType, "more", { vpcId: vpc.id }))).to.match(
      /^Resource.AlreadyAssociated/,
    );
    const other = await fixture.create(vpcType, "other", { cidrBlock: "10.1.0.0/16" });
    const away = await fixture.create(tableType, "away", { vpcId: other.id });
    const crossing = { ...way, routeTableId: away.id };
    expect(await refusal(fixture.create(routeType, "crossing", crossing))).to.contain(
      "belong to different networks",
    );
  });

  it("has rules of its own in security groups, each once", async () => {
    const { id } = await fixture.create(groupType, "group", { vpcId: vpc.id });
    const open = { securityGroupId: id, ipProtocol: "tcp", fromPort: 443, toPort: 443 };
    await fixture.create(ruleType, "four", { ...open, cidrIpv4: "0.0.0.0/0" });
    await fixture.create(ruleType, "six", { ...open, cidrIpv6: "::/0" });
    expect(
      await refusal(fixture.create(ruleType, "seven", { ...open, cidrIpv6: "::/0" })),
    ).to.match(/^InvalidPermission.Duplicate/);
    const both = { ...open, cidrIpv4: "10.0.0.0/8", cidrIpv6: "::/0" };
    expect(await refusal(fixture.create(ruleType, "both", both))).to.contain("exclude each other");
  });
});
