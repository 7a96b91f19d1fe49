import { expect } from "chai";
import type { Registered, Run } from "./engine";
import { all, find } from "./find";
import { programAt } from "./phases";

/** Every rule open to the internet, as `<security group> <port>`. */
function openToTheWorld(resources: Registered[]): string[] {
  return resources
    .filter(({ type }) => /ingress/i.test(type))
    .filter(({ inputs }) => !("referencedSecurityGroupId" in inputs))
    .map(({ inputs: { securityGroupId, fromPort, toPort } }) => {
      const ports = fromPort === toPort ? fromPort : `${String(fromPort)}-${String(toPort)}`;
      return `${String(securityGroupId)} ${String(ports)}`;
    })
    .sort();
}

describe("the open ports and rights", () => {
  let run: Run;
  before(async () => (run = await programAt("staged")));

  it("to the internet are HTTP and HTTPS on the load balancers, and nothing else", () => {
    expect(openToTheWorld(run.resources)).to.deep.equal([
      "edge-blue-id 443",
      "edge-blue-id 80",
      "edge-green-id 443",
      "edge-green-id 80",
    ]);
  });

  it("would be noticed if there were more", () => {
    const door: Registered = {
      type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
      name: "ssh",
      inputs: {
        securityGroupId: "users-tasks-id",
        cidrIpv4: "0.0.0.0/0",
        fromPort: 22,
        toPort: 22,
      },
      dependsOn: [],
      parent: undefined,
      ignoreChanges: [],
      protect: false,
    };
    expect(openToTheWorld([...run.resources, door])).to.include("users-tasks-id 22");
  });

  it("in security groups are only those of explicit rules", () => {
    for (const { name, inputs } of all(run, "SecurityGroup")) {
      expect(inputs, name).to.not.have.any.keys("ingress", "egress");
      expect(name).to.not.match(/^sg/);
    }
  });

  it("on tasks are their own port, open to the load balancers", () => {
    const ingress = all(run, "SecurityGroupIngressRule").filter(
      ({ inputs }) => inputs["securityGroupId"] === "users-tasks-id",
    );
    expect(
      ingress.map(({ inputs: { fromPort, toPort, referencedSecurityGroupId } }) => [
        fromPort,
        toPort,
        referencedSecurityGroupId,
      ]),
    ).to.have.deep.members([
      [8080, 8080, "edge-blue-id"],
      [8080, 8080, "edge-green-id"],
    ]);
  });

  it("from a load balancer are the port of each service, to that service", () => {
    const egress = all(run, "SecurityGroupEgressRule").filter(
      ({ inputs }) => inputs["securityGroupId"] === "edge-green-id",
    );
    expect(
      egress.map(({ inputs: { fromPort, toPort, referencedSecurityGroupId } }) => [
        fromPort,
        toPort,
        referencedSecurityGroupId,
      ]),
    ).to.have.deep.members([
      [8080, 8080, "users-tasks-id"],
      [9090, 9090, "matching-tasks-id"],
    ]);
  });

  it("of a task's roles are its own image and log, and none for its code", () => {
    const { inputs } = find(run, "RolePolicy", "users-execution");
    const { Statement } = JSON.parse(inputs["policy"] as string) as {
      Statement: { Action: string | string[]; Resource: string }[];
    };
    expect(
      Statement.map(({ Action, Resource }) => [[Action].flat().join(" "), Resource]),
    ).to.deep.equal([
      ["ecr:BatchCheckLayerAvailability ecr:GetDownloadUrlForLayer ecr:BatchGetImage", "arn:users"],
      ["ecr:GetAuthorizationToken", "*"],
      ["logs:CreateLogStream logs:PutLogEvents", "arn:users:*"],
    ]);
    const granted = all(run, "RolePolicy").map(({ inputs: { role } }) => role);
    expect(granted).to.not.include("users-task-1a2b3c4");
    expect(all(run, "RolePolicyAttachment")).to.deep.equal([]);
  });
});
