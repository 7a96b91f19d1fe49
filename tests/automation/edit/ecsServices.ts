import { expect } from "chai";
import { settingsFromEcs } from "../../../automation/edit/fromEcs/fromEcs";
import type { EcsContainer, EcsService } from "../../../automation/world/ecsService";
import { problemsOf } from "../../config/samples";

export const own: EcsContainer = {
  name: "web",
  image: "123456789012.dkr.ecr.eu-central-1.amazonaws.com/shop/web:1.4.0",
  essential: true,
  portMappings: [{ containerPort: 8080 }],
  readonlyRootFilesystem: true,
  linuxParameters: { initProcessEnabled: true },
};
export const balanced = { targetGroupArn: "arn:tg", containerName: "web", containerPort: 8080 };
export const plain: EcsService = {
  service: { desiredCount: 3, launchType: "FARGATE", loadBalancers: [balanced] },
  taskDefinition: { cpu: "512", memory: "1024", containerDefinitions: [own] },
  targetGroup: {
    ...{ Protocol: "HTTP", ProtocolVersion: "HTTP1", HealthCheckProtocol: "HTTP" },
    ...{
      HealthCheckPath: "/healthz",
      HealthCheckPort: "traffic-port",
      Matcher: { HttpCode: "200" },
    },
    ...{ HealthCheckIntervalSeconds: 30, HealthCheckTimeoutSeconds: 5 },
    ...{ HealthyThresholdCount: 5, UnhealthyThresholdCount: 2 },
    attributes: { "deregistration_delay.timeout_seconds": "30", "stickiness.enabled": "false" },
  },
};

export const container = (
  more: Partial<EcsContainer>,
  others: EcsContainer[] = [],
): EcsService => ({
  ...plain,
  taskDefinition: {
    ...plain.taskDefinition,
    containerDefinitions: [{ ...own, ...more }, ...others],
  },
});
const always = [
  "scaling: set `size` to `{ min, max, target }` if Application Auto Scaling sets the number of tasks",
  "security groups: tasks may connect to port 443 only; add others, such as a database's, to `outboundPorts`, and " +
    "let the new tasks in there",
];

/** What was left beside what a person always has to look at; the settings are valid. */
export function taken(found: EcsService) {
  const { value, left, image } = settingsFromEcs(found);
  expect(problemsOf({ domain: "dev.example.com", services: { web: value } })).to.deep.equal([]);
  expect(left).to.include.members(always);
  return { value, image, left: left.filter((line) => !always.includes(line)) };
}
