import { about, list, part, problemIf, type Resource, type Rule } from "./rule";

const world = new Set(["0.0.0.0/0", "::/0"]);
const edgePorts = new Set([80, 443]);

function fromWorld(inputs: Resource["inputs"]): boolean {
  return world.has(String(inputs["cidrIpv4"])) || world.has(String(inputs["cidrIpv6"]));
}

/** Logical names of the load balancers' security groups; the mocks make ids of them. */
const edgeGroups = new Set(["edge-blue-id", "edge-green-id"]);

export const networkRules: Rule[] = [
  about("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", {
    name: "only the load balancers are open to the internet, on ports 80 and 443",
    problems: (inputs) => {
      const { securityGroupId, fromPort, toPort, ipProtocol } = inputs;
      const isEdge = edgeGroups.has(String(securityGroupId));
      const isPort = fromPort === toPort && edgePorts.has(Number(fromPort));
      const open = fromWorld(inputs) && !(isEdge && isPort && ipProtocol === "tcp");
      return problemIf(open, "it is open to the internet");
    },
    broken: [
      {
        securityGroupId: "edge-blue-id",
        cidrIpv4: "0.0.0.0/0",
        ipProtocol: "tcp",
        fromPort: 22,
        toPort: 22,
      },
      {
        securityGroupId: "edge-blue-id",
        cidrIpv6: "::/0",
        ipProtocol: "tcp",
        fromPort: 80,
        toPort: 443,
      },
      { securityGroupId: "edge-blue-id", cidrIpv4: "0.0.0.0/0", ipProtocol: "-1" },
      {
        securityGroupId: "tasks-id",
        cidrIpv4: "0.0.0.0/0",
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
      },
    ],
  }),
  about("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", {
    name: "all inbound traffic but that to public load balancers is allowed by security group, not by address",
    problems: (inputs) => {
      const { securityGroupId, referencedSecurityGroupId: group, fromPort, toPort } = inputs;
      const isPort = fromPort === toPort && edgePorts.has(Number(fromPort));
      const isEdge = edgeGroups.has(String(securityGroupId)) && isPort;
      return problemIf(!fromWorld(inputs) && group === undefined && !isEdge, "it names addresses");
    },
    broken: [
      { securityGroupId: "tasks-id", cidrIpv4: "10.0.0.0/8", fromPort: 443, toPort: 443 },
      { securityGroupId: "edge-blue-id", cidrIpv4: "10.0.0.0/8", fromPort: 22, toPort: 22 },
    ],
  }),
  about("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", {
    name: "outbound rules allow one TCP port each",
    problems: ({ ipProtocol, fromPort, toPort }) =>
      problemIf(ipProtocol !== "tcp" || fromPort !== toPort, "it opens more than one port"),
    broken: [{ ipProtocol: "-1" }, { ipProtocol: "tcp", fromPort: 0, toPort: 65535 }],
  }),
  about("aws:ec2/securityGroup:SecurityGroup", {
    name: "a security group has no inline rules, which the other policies would not see",
    problems: (inputs) =>
      problemIf("ingress" in inputs || "egress" in inputs, "it has inline rules"),
    broken: [{ ingress: [] }, { egress: [] }],
  }),
  {
    name: "rules of security groups are of the types that these policies check",
    problems: ({ type }) =>
      problemIf(type === "aws:ec2/securityGroupRule:SecurityGroupRule", "it is of the older type"),
    broken: [{ type: "aws:ec2/securityGroupRule:SecurityGroupRule", name: "old", inputs: {} }],
  },
  about("aws:ecs/service:Service", {
    name: "a task has no public address, and nobody logs in to it",
    problems: ({ networkConfiguration, enableExecuteCommand }) => [
      ...problemIf(part(networkConfiguration, "assignPublicIp") !== false, "public address"),
      ...problemIf(enableExecuteCommand !== false, "ECS Exec is on"),
    ],
    broken: [
      { networkConfiguration: { assignPublicIp: true }, enableExecuteCommand: false },
      { networkConfiguration: { assignPublicIp: false } },
    ],
  }),
  about("aws:ec2/launchTemplate:LaunchTemplate", {
    name: "an instance has no public address, and nobody logs in to it",
    problems: ({ keyName, networkInterfaces }) => [
      ...problemIf(keyName !== undefined, "key pair"),
      ...problemIf(
        list(networkInterfaces).some((one) => part(one, "associatePublicIpAddress") !== "false"),
        "public address",
      ),
    ],
    broken: [{ keyName: "admin" }, { networkInterfaces: [{ associatePublicIpAddress: "true" }] }],
  }),
];
