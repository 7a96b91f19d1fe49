import { expect } from "chai";
import { askServers } from "../../automation/adapters/dns/authoritative";
import { Calls } from "../../localCloud/dataplane/calls";
import { connect } from "../../localCloud/control/connect";
import type { Properties } from "../../localCloud/control/resource";
import { Fixture, refusal, until } from "./fixture";

const port = 10_000;

describe("the network between a task and a load balancer of the local cloud", () => {
  let fixture: Fixture;
  let vpc: Properties;
  let edge: Properties;
  let tasks: Properties;
  let edgeGroup: Properties;
  let taskId: string;

  beforeEach(async () => {
    fixture = await Fixture.open();
    vpc = await fixture.create("aws:ec2/vpc:Vpc", "vpc", { cidrBlock: "10.0.0.0/16" });
    const ids = [];
    for (const [name, cidrBlock] of [
      ["a", "10.0.0.0/20"],
      ["b", "10.0.16.0/20"],
    ] as const) {
      const subnet = { vpcId: vpc.id, cidrBlock, availabilityZone: name };
      ids.push((await fixture.create("aws:ec2/subnet:Subnet", name, subnet)).id);
    }
    const group = (name: string) =>
      fixture.create("aws:ec2/securityGroup:SecurityGroup", name, { vpcId: vpc.id });
    [tasks, edgeGroup] = [await group("tasks"), await group("edge")];
    edge = await fixture.create("aws:lb/loadBalancer:LoadBalancer", "edge", {
      internal: true,
      subnets: ids,
      securityGroups: [edgeGroup.id],
    });
    await fixture.create("aws:lb/listener:Listener", "users", {
      loadBalancerArn: edge.arn,
      port,
      protocol: "HTTP",
      defaultActions: [
        { type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode: "404" } },
      ],
    });
    taskId = await startTask(ids);
  });
  afterEach(() => fixture.close());

  async function startTask(subnets: unknown[]): Promise<string> {
    const { cloud } = fixture;
    const cluster = await fixture.create("aws:ecs/cluster:Cluster", "main", {});
    await fixture.create("aws:ecr/repository:Repository", "users", { name: "users" });
    const image = fixture.image("v1", "setInterval(() => {}, 1000)");
    const { uri } = cloud.images.push("users", "v1", image);
    const definition = await fixture.create("aws:ecs/taskDefinition:TaskDefinition", "users", {
      family: "users",
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      cpu: "256",
      memory: "512",
      containerDefinitions: JSON.stringify([
        { name: "users", image: uri, portMappings: [{ containerPort: 8080 }] },
      ]),
    });
    await fixture.create("aws:ecs/service:Service", "users", {
      cluster: cluster.arn,
      taskDefinition: definition.arn,
      desiredCount: 1,
      launchType: "FARGATE",
      networkConfiguration: { subnets, securityGroups: [tasks.id] },
    });
    const [service] = cloud.services.values();
    await until("it runs", () => service!.describe().running.length === 1);
    return service!.tasks[0]!.id;
  }

  const rule = (direction: "Egress" | "Ingress", own: Properties, other: Properties, at = port) =>
    fixture.create(
      `aws:vpc/securityGroup${direction}Rule:SecurityGroup${direction}Rule`,
      `${direction}-${at}`,
      {
        securityGroupId: own.id,
        referencedSecurityGroupId: other.id,
        ipProtocol: "tcp",
        fromPort: at,
        toPort: at,
      },
    );
  const address = () => fixture.cloud.edges.get(String(edge.arn))!.addresses[0]!;
  const tryTo = (wanted: Partial<{ address: string; port: number }> = {}) =>
    Promise.resolve().then(() =>
      connect(fixture.cloud, { taskId, address: address(), port, ...wanted }),
    );

  it("allows what both security groups allow", async () => {
    await rule("Egress", tasks, edgeGroup);
    await rule("Ingress", edgeGroup, tasks);
    const { host, port: local } = await tryTo();
    expect((await fetch(`http://${host}:${local}/`)).status).to.equal(404);
  });

  it("lets nothing out that the task's group does not allow", async () => {
    await rule("Ingress", edgeGroup, tasks);
    await rule("Egress", tasks, edgeGroup, 443);
    expect(await refusal(tryTo())).to.match(
      /^ConnectTimeout: .*: no security group rule lets it out$/,
    );
  });

  it("lets nothing in that the load balancer's group does not allow", async () => {
    await rule("Egress", tasks, edgeGroup);
    await rule("Ingress", edgeGroup, edgeGroup);
    expect(await refusal(tryTo())).to.match(
      /^ConnectTimeout: .*: no security group rule lets it in$/,
    );
  });

  it("leads nowhere else", async () => {
    await rule("Egress", tasks, edgeGroup, 443);
    await rule("Ingress", edgeGroup, tasks, 443);
    expect(await refusal(tryTo({ port: 443 }))).to.match(/: nothing listens on that port$/);
    expect(await refusal(tryTo({ address: "127.77.99.1" }))).to.match(
      /: no load balancer has that address$/,
    );
  });

  it("has private zones that only their own servers know", async () => {
    const zone = await fixture.create("aws:route53/zone:Zone", "private", {
      name: "internal.rehearsal.test",
      vpcs: [{ vpcId: vpc.id }],
    });
    const record = await fixture.create("aws:route53/record:Record", "users", {
      zoneId: zone.zoneId,
      name: "users.internal.rehearsal.test",
      type: "A",
      aliases: [{ name: edge.dnsName, zoneId: edge.zoneId, evaluateTargetHealth: false }],
    });
    const inside = fixture.cloud.privateZones.get(String(zone.id))!;
    const ask = async (servers: typeof inside.servers) =>
      (await askServers(servers, "users.internal.rehearsal.test")).map((one) => one.addresses);
    const { addresses } = fixture.cloud.edges.get(String(edge.arn))!;
    expect(await ask(inside.servers)).to.deep.equal([addresses, addresses]);
    expect(await ask(fixture.cloud.zone.servers)).to.deep.equal([[], [], [], []]);
    expect(await refusal(fixture.delete("aws:route53/zone:Zone", "private", zone))).to.match(
      /^HostedZoneNotEmpty/,
    );
    await fixture.delete("aws:route53/record:Record", "users", record);
    await fixture.delete("aws:route53/zone:Zone", "private", zone);
    expect(fixture.cloud.privateZones.size).to.equal(0);
  });
});

describe("calls as counted by their callers", () => {
  it("are the latest totals of every task, with why the last ones failed", () => {
    const calls = new Calls();
    calls.tell("t1", { requests: 5, failed: 0 }, []);
    calls.tell("t2", { requests: 3, failed: 1 }, ["refused"]);
    calls.tell("t1", { requests: 9, failed: 1 }, ["too slow"]);
    expect(calls.summary()).to.deep.equal({
      requests: 12,
      failed: 2,
      reasons: ["too slow", "refused"],
    });
  });
});
