import { connect as connectHttp2 } from "node:http2";
import { expect } from "chai";
import { Client } from "undici";
import { importCertificate } from "../../localCloud/control/acm";
import type { Properties } from "../../localCloud/control/resource";
import type { Edge } from "../../localCloud/dataplane/edge";
import type { CloudOptions } from "../../localCloud/options";
import { Fixture, refusal } from "./fixture";

const groupType = "aws:ec2/securityGroup:SecurityGroup";
const ruleType = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const certificateArn =
  "arn:aws:acm:eu-central-1:123456789012:certificate/00000000-0000-0000-0000-000000000000";
const host = "users.rehearsal.test";

type Family = "IPv4" | "IPv6";

/** A load balancer that answers on both ports over both families, if its security group lets clients in. */
class PublicEdge {
  private constructor(
    readonly fixture: Fixture,
    readonly groupId: unknown,
    private readonly edge: Edge,
  ) {}

  static async open(options: Partial<CloudOptions> = {}, internal = false): Promise<PublicEdge> {
    const fixture = await Fixture.open(options);
    const vpc = await fixture.create("aws:ec2/vpc:Vpc", "vpc", {
      ...{ cidrBlock: "10.0.0.0/16", assignGeneratedIpv6CidrBlock: true },
    });
    const subnets = [];
    for (const [index, zone] of ["a", "b"].entries()) {
      const subnet = await fixture.create("aws:ec2/subnet:Subnet", zone, {
        ...{ vpcId: vpc.id, cidrBlock: `10.0.${32 * index}.0/20`, availabilityZone: zone },
        ipv6CidrBlock: String(vpc.ipv6CidrBlock).replace(/100::\/56$/, `10${index}::/64`),
      });
      subnets.push(subnet.id);
    }
    const group = await fixture.create(groupType, "edge", {
      vpcId: vpc.id,
    });
    const balancer = await fixture.create("aws:lb/loadBalancer:LoadBalancer", "edge", {
      ...{ internal, ipAddressType: "dualstack", subnets, securityGroups: [group.id] },
    });
    await importCertificate(fixture.cloud, certificateArn, [host]);
    await listeners(fixture, balancer.arn);
    return new PublicEdge(fixture, group.id, fixture.cloud.edges.get(String(balancer.arn))!);
  }

  /** An ingress rule of its group, for HTTP unless `more` says otherwise. */
  admit(more: Properties): Promise<Properties> {
    const http = { ipProtocol: "tcp", fromPort: 80, toPort: 80 };
    const rule = { securityGroupId: this.groupId, ...http, ...more };
    return this.fixture.create(ruleType, "rule", rule);
  }

  removeRule(rule: Properties): Promise<void> {
    return this.fixture.delete(ruleType, "rule", rule);
  }

  /** A rule of the HTTP listener that answers clients from this range. */
  async answer(range: string, messageBody: string): Promise<void> {
    const [listener] = [...this.edge.listeners.values()].filter(({ port }) => port === 80);
    const fixedResponse = { contentType: "text/plain", messageBody, statusCode: "200" };
    await this.fixture.create("aws:lb/listenerRule:ListenerRule", messageBody, {
      listenerArn: listener!.arn,
      priority: listener!.rules.size + 1,
      conditions: [{ sourceIp: { values: [range] } }],
      actions: [{ type: "fixed-response", fixedResponse }],
    });
  }

  client(port: 80 | 443 = 80, family: Family = "IPv4"): Client {
    const [scheme, local] = [port === 80 ? "http" : "https", this.localPort(port, family)];
    return new Client(`${scheme}://${family === "IPv4" ? "127.0.0.1" : "[::1]"}:${local}`, {
      connect: { servername: host, ca: this.fixture.cloud.authority.root.cert },
    });
  }

  localPort(port: 80 | 443, family: Family): number {
    return (family === "IPv4" ? this.edge.localPort(port) : this.edge.localIpv6Port(port))!;
  }

  /** Whether a new connection gets an answer; a client that is kept out gets none. */
  async letsIn(port: 80 | 443 = 80, family: Family = "IPv4"): Promise<boolean> {
    const client = this.client(port, family);
    try {
      return (await answerOf(client)) === "here";
    } catch (error) {
      expect((error as { code?: string }).code).to.be.oneOf(["UND_ERR_SOCKET", "ECONNRESET"]);
      return false;
    } finally {
      await client.destroy();
    }
  }
}

async function listeners(fixture: Fixture, loadBalancerArn: unknown): Promise<void> {
  const fixedResponse = { contentType: "text/plain", messageBody: "here", statusCode: "200" };
  const common = { loadBalancerArn, defaultActions: [{ type: "fixed-response", fixedResponse }] };
  await fixture.create("aws:lb/listener:Listener", "http", {
    ...{ ...common, port: 80, protocol: "HTTP" },
  });
  await fixture.create("aws:lb/listener:Listener", "https", {
    ...{ ...common, port: 443, protocol: "HTTPS", certificateArn },
  });
}

async function answerOf(client: Client): Promise<string> {
  const { body } = await client.request({ path: "/", method: "GET", headers: { host } });
  return body.text();
}

describe("clients of the local cloud's public load balancers", () => {
  let edge: PublicEdge;
  const open = async (...args: Parameters<typeof PublicEdge.open>) =>
    (edge = await PublicEdge.open(...args));
  afterEach(() => edge.fixture.close());

  it("get no answer until a rule of a security group admits them", async () => {
    await open();
    expect(await edge.letsIn()).to.equal(false);
    expect(await edge.letsIn(443)).to.equal(false);
    await edge.admit({ cidrIpv4: "203.0.113.0/24" });
    expect(await edge.letsIn()).to.equal(true);
  });

  it("get none by a rule for others, another port, protocol or family, or for a group", async () => {
    for (const rule of [
      { cidrIpv4: "192.0.2.0/24" },
      { cidrIpv4: "127.0.0.1/32" },
      { cidrIpv4: "203.0.113.11/32" },
      { cidrIpv4: "203.0.113.10/32", fromPort: 81, toPort: 443 },
      { cidrIpv4: "203.0.113.10/32", ipProtocol: "udp" },
      { cidrIpv6: "::/0" },
    ]) {
      await open();
      await edge.admit(rule);
      expect(await edge.letsIn(), JSON.stringify(rule)).to.equal(false);
      edge.fixture.close();
    }
    await open();
    await edge.admit({ referencedSecurityGroupId: edge.groupId });
    expect(await edge.letsIn()).to.equal(false);
  });

  it("get none by a rule of another group than the load balancer's", async () => {
    await open();
    const { vpcId } = edge.fixture.cloud.resources.all(groupType)[0]!.inputs;
    const other = await edge.fixture.create(groupType, "other", { vpcId });
    await edge.admit({ cidrIpv4: "0.0.0.0/0", securityGroupId: other.id });
    expect(await edge.letsIn()).to.equal(false);
  });

  it("come over IPv6 from another address, which has rules of its own", async () => {
    await open();
    await edge.admit({ cidrIpv4: "0.0.0.0/0" });
    expect(await edge.letsIn(80, "IPv6")).to.equal(false);
    const others = await edge.admit({ cidrIpv6: "2001:db8:1::/48" });
    expect(await edge.letsIn(80, "IPv6")).to.equal(false);
    await edge.removeRule(others);
    await edge.admit({ cidrIpv6: "2001:db8::/64" });
    expect(await edge.letsIn(80, "IPv6")).to.equal(true);
    expect(await edge.letsIn(443, "IPv6")).to.equal(false);
  });

  it("lose new connections as soon as the rule is gone, and keep open ones", async () => {
    await open();
    const rule = await edge.admit({ cidrIpv4: "0.0.0.0/0" });
    const client = edge.client();
    expect(await answerOf(client)).to.equal("here");
    await edge.removeRule(rule);
    expect(await edge.letsIn()).to.equal(false);
    expect(await answerOf(client)).to.equal("here");
    await client.destroy();
  });

  it("are elsewhere if the cloud's options say so", async () => {
    await open({ clientAddresses: ["192.0.2.1", "2001:db8:1::1"] });
    await edge.admit({ cidrIpv4: "192.0.2.0/24" });
    await edge.admit({ cidrIpv6: "2001:db8:1::/48" });
    expect([await edge.letsIn(80), await edge.letsIn(80, "IPv6")]).to.deep.equal([true, true]);
  });

  it("have that address in rules of listeners too", async () => {
    await open({ clientAddresses: ["192.0.2.1", "2001:db8:1::1"] });
    await edge.admit({ cidrIpv4: "0.0.0.0/0" });
    await edge.admit({ cidrIpv6: "::/0" });
    await edge.answer("192.0.2.1/32", "IPv4");
    await edge.answer("2001:db8:1::1/128", "IPv6");
    for (const family of ["IPv4", "IPv6"] as const) {
      const client = edge.client(80, family);
      expect(await answerOf(client)).to.equal(family);
      await client.destroy();
    }
  });

  it("speak TLS and HTTP/2 if everybody may connect", async () => {
    await open();
    await edge.admit({
      cidrIpv4: "0.0.0.0/0",
      ipProtocol: "-1",
      fromPort: undefined,
      toPort: undefined,
    });
    expect(await edge.letsIn(443)).to.equal(true);
    const session = connectHttp2(`https://127.0.0.1:${edge.localPort(443, "IPv4")}`, {
      ...{ servername: host, ca: edge.fixture.cloud.authority.root.cert },
    });
    const status = await new Promise((resolve, reject) => {
      session.on("error", reject);
      session.request({ ":path": "/", ":authority": host }).on("response", (headers) => {
        resolve(headers[":status"]);
      });
    });
    session.destroy();
    expect(status).to.equal(200);
  });

  it("are tasks if the load balancer is private, which are admitted when they connect", async () => {
    await open({}, true);
    expect(await edge.letsIn()).to.equal(true);
  });

  it("can't be admitted by a range that is none", async () => {
    await open();
    expect(await refusal(edge.admit({ cidrIpv4: "203.0.113.0/33" }))).to.contain("IPv4 CIDR block");
    expect(await refusal(edge.admit({ cidrIpv6: "2001::db8::/32" }))).to.contain("IPv6 CIDR block");
  });
});
