import type { Properties } from "../../localCloud/control/resource";
import type { EcsService } from "../../localCloud/dataplane/ecsService";
import { Fixture, until } from "./fixture";

export const serving = (text: string, health = 200) => `
  const server = require("node:http").createServer((request, response) => {
    response.writeHead(request.url === "/health" ? ${health} : 200).end(${JSON.stringify(text)});
  });
  server.listen(Number(process.env.PORT), "127.0.0.1");
  process.once("SIGTERM", () => process.exit(0));
`;

export const completed = (service: EcsService) =>
  until("it is completed", () => service.describe().rollout.state === "COMPLETED");

/** A local cloud with all that an ECS service of `users` needs. */
export class EcsRig {
  private constructor(
    readonly fixture: Fixture,
    readonly cluster: Properties,
    readonly group: Properties,
    readonly subnets: string[],
    readonly repositoryUrl: string,
  ) {}

  static async open(): Promise<EcsRig> {
    const fixture = await Fixture.open();
    const vpc = await fixture.create("aws:ec2/vpc:Vpc", "vpc", { cidrBlock: "10.0.0.0/16" });
    const subnet = { vpcId: vpc.id, cidrBlock: "10.0.0.0/20", availabilityZone: "a" };
    const first = await fixture.create("aws:ec2/subnet:Subnet", "first", subnet);
    const other = { ...subnet, cidrBlock: "10.0.16.0/20", availabilityZone: "b" };
    const second = await fixture.create("aws:ec2/subnet:Subnet", "second", other);
    const subnets = [String(first.id), String(second.id)];
    const cluster = await fixture.create("aws:ecs/cluster:Cluster", "main", {});
    const repository = { name: "users", imageTagMutability: "IMMUTABLE" };
    const created = await fixture.create("aws:ecr/repository:Repository", "users", repository);
    const group = await fixture.create("aws:lb/targetGroup:TargetGroup", "users", {
      vpcId: vpc.id,
      targetType: "ip",
      protocol: "HTTP",
      port: 8080,
      deregistrationDelay: 5,
      healthCheck: { path: "/health", interval: 5, timeout: 2 },
    });
    return new EcsRig(fixture, cluster, group, subnets, String(created.repositoryUrl));
  }

  close(): void {
    this.fixture.close();
  }

  /** Puts a load balancer before the target group. */
  async attach(): Promise<void> {
    const { fixture, subnets, group } = this;
    const edge = await fixture.create("aws:lb/loadBalancer:LoadBalancer", "edge", { subnets });
    await fixture.create("aws:lb/listener:Listener", "http", {
      loadBalancerArn: edge.arn,
      port: 80,
      protocol: "HTTP",
      defaultActions: [{ type: "forward", targetGroupArn: group.arn }],
    });
  }

  push(tag: string, source: string): string {
    return this.fixture.cloud.images.push("users", tag, this.fixture.image(tag, source)).uri;
  }

  define(
    image: string,
    compatibility = "FARGATE",
    { taskRoleArn, ...more }: Properties = {},
  ): Promise<Properties> {
    const container = {
      name: "users",
      image,
      portMappings: [{ containerPort: 8080 }],
      stopTimeout: 5,
    };
    return this.fixture.create("aws:ecs/taskDefinition:TaskDefinition", "users", {
      family: "users",
      requiresCompatibilities: [compatibility],
      networkMode: "awsvpc",
      cpu: "256",
      memory: "512",
      containerDefinitions: JSON.stringify([{ ...container, ...more }]),
      ...(taskRoleArn !== undefined && { taskRoleArn }),
    });
  }

  async run(
    image: string,
    more: Properties = {},
    defined: Properties = {},
  ): Promise<[Properties, EcsService]> {
    const { fixture, cluster, group, subnets } = this;
    const definition = await this.define(image, "FARGATE", defined);
    const state = await fixture.create("aws:ecs/service:Service", "users", {
      cluster: cluster.arn,
      taskDefinition: definition.arn,
      desiredCount: 2,
      ...("capacityProviderStrategies" in more ? {} : { launchType: "FARGATE" }),
      networkConfiguration: { subnets },
      // Five seconds here: a process on a busy machine may take a while to listen.
      healthCheckGracePeriodSeconds: 250,
      loadBalancers: [{ targetGroupArn: group.arn, containerName: "users", containerPort: 8080 }],
      ...more,
    });
    const [service] = fixture.cloud.services.values();
    if (!service) throw new Error("no service");
    return [state, service];
  }
}
