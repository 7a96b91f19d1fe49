import { expect } from "chai";
import type { Properties } from "../../../localCloud/control/resource";
import { Fixture, refusal } from "../fixture";

const group = "aws:lb/targetGroup:TargetGroup";
const listener = "aws:lb/listener:Listener";
const rule = "aws:lb/listenerRule:ListenerRule";
const record = "aws:route53/record:Record";
const balancer = "aws:lb/loadBalancer:LoadBalancer";

describe("the local cloud refuses", () => {
  let fixture: Fixture;
  let edge: Properties;
  let http: Properties;
  let users: Properties;

  before(async () => {
    fixture = await Fixture.open();
    const vpc = await fixture.create("aws:ec2/vpc:Vpc", "vpc", { cidrBlock: "10.0.0.0/16" });
    const subnet = { vpcId: vpc.id, cidrBlock: "10.0.0.0/20", availabilityZone: "a" };
    const { id } = await fixture.create("aws:ec2/subnet:Subnet", "subnet", subnet);
    const second = { vpcId: vpc.id, cidrBlock: "10.0.32.0/20", availabilityZone: "c" };
    const { id: other } = await fixture.create("aws:ec2/subnet:Subnet", "second", second);
    edge = await fixture.create(balancer, "edge", {
      subnets: [id, other],
      enableDeletionProtection: true,
    });
    users = await fixture.create(group, "users", { vpcId: vpc.id, protocol: "HTTP", port: 80 });
    http = await fixture.create(listener, "http", {
      loadBalancerArn: edge.arn,
      port: 80,
      protocol: "HTTP",
      defaultActions: forward(),
    });
    await fixture.create(rule, "first", ruleInputs(1));
    await fixture.create(record, "users", alias());
  });
  after(() => fixture.close());

  const forward = () => [{ type: "forward", targetGroupArn: users.arn }];
  const ruleInputs = (priority: number) => ({
    listenerArn: http.arn,
    priority,
    conditions: [{ hostHeader: { values: ["users.rehearsal.test"] } }],
    actions: forward(),
  });
  const alias = (changes: Properties = {}) => ({
    zoneId: fixture.cloud.zone.id,
    name: "users.rehearsal.test",
    type: "A",
    aliases: [{ name: edge.dnsName, zoneId: edge.zoneId, evaluateTargetHealth: true, ...changes }],
  });

  it("a third decrease of reserved capacity within a day", async () => {
    const reserve = (capacityUnits: number) =>
      fixture.update(balancer, "edge", edge, { minimumLoadBalancerCapacity: { capacityUnits } });
    await reserve(300);
    await reserve(200);
    await reserve(150);
    await reserve(400);
    expect(await refusal(reserve(399))).to.equal(
      "CapacityDecreaseRequestLimitExceeded: The reserved capacity of a load balancer can be decreased twice a day",
    );
    await reserve(400);
  });

  it("a gateway endpoint for route tables of another VPC, or that have its route", async () => {
    const endpoint = "aws:ec2/vpcEndpoint:VpcEndpoint";
    const made = (name: string, vpcId: unknown, ...routeTableIds: unknown[]) => {
      const serviceName = "com.amazonaws.eu-central-1.s3";
      const inputs = { vpcId, serviceName, vpcEndpointType: "Gateway", routeTableIds };
      return fixture.create(endpoint, name, inputs);
    };
    const vpcOf = async (name: string, cidrBlock: string) => {
      const vpc = await fixture.create("aws:ec2/vpc:Vpc", name, { cidrBlock });
      const vpcId = vpc.id as string;
      const table = await fixture.create("aws:ec2/routeTable:RouteTable", name, { vpcId });
      return { vpcId, table: table.id as string };
    };
    const one = await vpcOf("one", "10.1.0.0/16");
    const other = await vpcOf("other", "10.2.0.0/16");
    expect(await refusal(made("foreign", one.vpcId, other.table))).to.equal(
      `InvalidParameter: route table ${other.table} and the endpoint belong to different networks`,
    );
    await made("first", one.vpcId, one.table);
    expect(await refusal(made("second", one.vpcId, one.table))).to.equal(
      `RouteAlreadyExists: route table ${one.table} already has a route to com.amazonaws.eu-central-1.s3`,
    );
  });

  it("more managed policies on a role than IAM attaches", async () => {
    const assumeRolePolicy = "{}";
    const role = await fixture.create("aws:iam/role:Role", "attached", { assumeRolePolicy });
    const attach = (one: number) =>
      fixture.create("aws:iam/rolePolicyAttachment:RolePolicyAttachment", `policy-${one}`, {
        ...{ role: role.name, policyArn: `arn:aws:iam::aws:policy/P${one}` },
      });
    for (let one = 1; one <= 10; one++) await attach(one);
    expect(await refusal(attach(11))).to.equal(
      "LimitExceeded: Cannot exceed quota for PoliciesPerRole: 10",
    );
  });

  it("inline policies of a role that together are larger than its quota", async () => {
    const { name } = await fixture.create("aws:iam/role:Role", "full", { assumeRolePolicy: "{}" });
    const policyOf = (length: number) => ({
      role: name,
      policy: `{ "a": "${"p".repeat(length - '{"a":""}'.length)}" }`,
    });
    const type = "aws:iam/rolePolicy:RolePolicy";
    const policy = (logical: string, length: number) =>
      fixture.create(type, logical, policyOf(length));
    const tooMuch = `LimitExceeded: Maximum policy size of 10240 bytes exceeded for role ${String(name)}`;
    expect(await refusal(policy("alone", 10_241))).to.equal(tooMuch);
    const first = await policy("first", 10_000);
    expect(await refusal(policy("second", 241))).to.equal(tooMuch);
    await policy("third", 240);
    const change = (length: number) => fixture.update(type, "first", first, policyOf(length));
    expect(await refusal(change(10_001))).to.equal(tooMuch);
    expect(await refusal(change(10_000))).to.equal("was not refused");
  });

  it("a priority that is taken", async () => {
    expect(await refusal(fixture.create(rule, "second", ruleInputs(1)))).to.equal(
      "PriorityInUse: Priority '1' is currently in use",
    );
  });

  it("subnets of another VPC for a load balancer, which it otherwise changes in place", async () => {
    const subnetIn = async (name: string, vpcId: unknown, cidrBlock: string) => {
      const inputs = { vpcId, cidrBlock, availabilityZone: "b" };
      return (await fixture.create("aws:ec2/subnet:Subnet", name, inputs)).id;
    };
    const [old] = edge.subnets as string[];
    const { vpcId } = fixture.cloud.resources.get("aws:ec2/subnet:Subnet", old!)!.inputs;
    const more = { subnets: [old, await subnetIn("more", vpcId, "10.0.16.0/20")] };
    expect(await refusal(fixture.update(balancer, "edge", edge, more))).to.equal("was not refused");
    const other = await fixture.create("aws:ec2/vpc:Vpc", "other", { cidrBlock: "10.20.0.0/16" });
    const away = { subnets: [old, await subnetIn("away", other.id, "10.20.0.0/20")] };
    expect(await refusal(fixture.update(balancer, "edge", edge, away))).to.equal(
      "InvalidConfigurationRequest: The subnets of a load balancer must be in its VPC",
    );
  });

  it("subnets that AWS would not give a load balancer or a VPC", async () => {
    const { id: vpcId } = await fixture.create("aws:ec2/vpc:Vpc", "third", {
      cidrBlock: "10.30.0.0/16",
    });
    const subnetIn = (name: string, cidrBlock: string, availabilityZone: string) =>
      fixture.create("aws:ec2/subnet:Subnet", name, { vpcId, cidrBlock, availabilityZone });
    const a = await subnetIn("a", "10.30.0.0/27", "a");
    const sameZone = await subnetIn("a2", "10.30.0.32/27", "a");
    const small = await subnetIn("b", "10.30.0.64/28", "b");
    const withSubnets = (...all: Properties[]) =>
      refusal(fixture.create(balancer, "another", { subnets: all.map(({ id }) => id) }));
    expect(await withSubnets(a, sameZone)).to.equal(
      "InvalidConfigurationRequest: A load balancer cannot be attached to multiple subnets in the same " +
        "Availability Zone",
    );
    expect(await withSubnets(a, a)).to.include("multiple subnets in the same Availability Zone");
    expect(await withSubnets(a, small)).to.equal(
      `InvalidConfigurationRequest: Subnet '${String(small.id)}' must have a netmask of /27 or larger`,
    );
    expect(await withSubnets(a, await subnetIn("c", "10.30.0.96/27", "c"))).to.equal(
      "was not refused",
    );
    expect(await refusal(subnetIn("d", "10.30.0.0/26", "d"))).to.equal(
      "InvalidSubnet.Conflict: The CIDR '10.30.0.0/26' conflicts with another subnet",
    );
    expect(await refusal(subnetIn("e", "10.31.0.0/27", "e"))).to.equal(
      "InvalidSubnet.Range: The CIDR '10.31.0.0/27' is invalid.",
    );
  });

  it("a rule that a security group has already", async () => {
    const { id: vpcId } = await fixture.create("aws:ec2/vpc:Vpc", "fourth", {
      cidrBlock: "10.40.0.0/16",
    });
    const { id } = await fixture.create("aws:ec2/securityGroup:SecurityGroup", "tasks", { vpcId });
    const out = (name: string, port: number) =>
      fixture.create("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", name, {
        ...{ securityGroupId: id, cidrIpv4: "0.0.0.0/0", ipProtocol: "tcp" },
        ...{ fromPort: port, toPort: port },
      });
    await out("one", 443);
    expect(await refusal(out("two", 443))).to.equal(
      "InvalidPermission.Duplicate: the specified rule already exists: ports 443 to 443",
    );
    expect(await refusal(out("three", 444))).to.equal("was not refused");
  });

  it("to delete a target group in use", async () => {
    expect(await refusal(fixture.delete(group, "users", users))).to.include("ResourceInUse");
  });

  it("to delete a protected load balancer", async () => {
    expect(await refusal(fixture.delete(balancer, "edge", edge))).to.include(
      "OperationNotPermitted",
    );
  });

  it("a record that already exists", async () => {
    expect(await refusal(fixture.create(record, "again", alias()))).to.include(
      "but it already exists",
    );
  });

  it("an alias to something that is not a load balancer, or with another's zone", async () => {
    for (const changes of [{ name: "elsewhere.test" }, { zoneId: "Z0" }]) {
      const inputs = { ...alias(changes), name: "other.rehearsal.test" };
      expect(await refusal(fixture.create(record, "other", inputs))).to.include(
        "does not lie within the target zone",
      );
    }
  });

  it("an HTTPS listener whose certificate is not issued", async () => {
    const certificate = await fixture.create("aws:acm/certificate:Certificate", "wildcard", {
      domainName: "*.rehearsal.test",
      validationMethod: "DNS",
    });
    const inputs = {
      loadBalancerArn: edge.arn,
      port: 443,
      protocol: "HTTPS",
      certificateArn: certificate.arn,
      defaultActions: forward(),
    };
    expect(await refusal(fixture.create(listener, "https", inputs))).to.include(
      "UnsupportedCertificate",
    );
    const [option] = certificate.domainValidationOptions as Record<string, string>[];
    const proof = await fixture.create(record, "proof", {
      zoneId: fixture.cloud.zone.id,
      name: option?.resourceRecordName,
      type: option?.resourceRecordType,
      records: [option?.resourceRecordValue],
      ttl: 60,
    });
    await fixture.create("aws:acm/certificateValidation:CertificateValidation", "wildcard", {
      certificateArn: certificate.arn,
      validationRecordFqdns: [proof.fqdn],
    });
    expect(await fixture.create(listener, "https", inputs)).to.have.property("arn");
  });
});
