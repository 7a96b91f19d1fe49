import type { Inventory } from "../../../../release/inventory";

const account = "123456789012";
export const region = "eu-central-1";
export const repositoryUri = `${account}.dkr.ecr.${region}.amazonaws.com/prod/users`;
export const clusterName = "prod";

export function digest(hexDigit: string): string {
  return `sha256:${hexDigit.repeat(64)}`;
}

export function taskArn(id: string): string {
  return `arn:aws:ecs:${region}:${account}:task/prod/${id}`;
}

export function taskDefinitionArn(revision: number): string {
  return `arn:aws:ecs:${region}:${account}:task-definition/users-green:${revision}`;
}

export function targetGroupArn(name: string): string {
  return `arn:aws:elasticloadbalancing:${region}:${account}:targetgroup/${name}/0123456789abcdef`;
}

function fleet(color: string) {
  return {
    serviceName: `users-${color}`,
    taskDefinitionArn: null,
    targetGroupArns: {
      blue: targetGroupArn(`users-${color}-on-blue`),
      green: targetGroupArn(`users-${color}-on-green`),
    },
    autoScalingGroup: `users-${color}`,
    capacityProvider: `users-${color}`,
  };
}

function edge(color: string) {
  return {
    arn: `arn:aws:elasticloadbalancing:${region}:${account}:loadbalancer/app/prod-${color}/50dc6c495c0c9188`,
    dnsName: `prod-${color}-1.${region}.elb.amazonaws.com`,
  };
}

export const users = {
  productionName: "users.example.com",
  testName: "users-test.example.com",
  repositoryUri,
  containerName: "users",
  logGroup: "/bluegreen/prod/users",
  securityGroupId: "sg-0123456789abcdef0",
  fleets: { blue: fleet("blue"), green: fleet("green") },
};

export const inventory: Inventory = {
  region,
  clusterName,
  taskSubnetIds: ["subnet-1", "subnet-2"],
  hostedZone: {
    id: "Z1",
    name: "example.com",
    nameServers: ["ns-1.awsdns-00.com.", "ns-2.awsdns-00.org."],
  },
  edges: { blue: edge("blue"), green: edge("green") },
  services: { users },
};

/** Name and input of every command that a mocked client received, in order. */
export function inputsOf(mock: { calls(): { args: readonly unknown[] }[] }): unknown[] {
  return mock.calls().map(({ args: [command] }) => {
    const { constructor, input } = command as { constructor: { name: string }; input: unknown };
    return [constructor.name, input];
  });
}
