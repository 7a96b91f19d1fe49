import { AutoScalingClient, DescribeAccountLimitsCommand } from "@aws-sdk/client-auto-scaling";
import {
  DescribeAccountLimitsCommand as DescribeLoadBalancingLimitsCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { GetRoleCommand, IAMClient, SimulatePrincipalPolicyCommand } from "@aws-sdk/client-iam";
import {
  GetHostedZoneCommand,
  ListHostedZonesByNameCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
} from "@aws-sdk/client-route-53";
import { GetServiceQuotaCommand, ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { type AwsClientStub, mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { trustedServices } from "../../../../automation/adapters/aws/inspect/roles";
import { createAwsInspector } from "../../../../automation/adapters/aws/inspector";
import type { Inventory } from "../../../../release/inventory";
import { inputsOf, inventory, region } from "./fixtures";

const account = "123456789012";
const refusal = (name: string, message: string) =>
  Object.assign(new Error(message), { name, $fault: "client" });

describe("the records of a name that the inspector reads", () => {
  let route53: AwsClientStub<Route53Client>;
  before(() => (route53 = mockClient(Route53Client)));
  after(() => route53.restore());
  beforeEach(() => {
    route53.reset();
    route53.on(ListHostedZonesByNameCommand).resolves({ HostedZones: [] });
    route53.on(ListHostedZonesByNameCommand, { DNSName: "example.org." }).resolves({
      HostedZones: [
        { Id: "/hostedzone/Z8", Name: "example.org.", Config: { PrivateZone: true } },
        { Id: "/hostedzone/Z2", Name: "example.org." },
      ] as never,
    });
    route53.on(GetHostedZoneCommand).resolves({ DelegationSet: { NameServers: ["ns-2"] } });
    route53.on(ListResourceRecordSetsCommand).resolves({ ResourceRecordSets: [] });
  });

  const shop = "shop.example.org";
  const zonesRead = async (of: Inventory, name: string) => {
    await createAwsInspector({ region }).records(of, name);
    return route53
      .commandCalls(ListResourceRecordSetsCommand)
      .map(({ args: [{ input }] }) => input.HostedZoneId);
  };

  it("are in the environment's zone, in the recorded one, or else in the nearest public one", async () => {
    expect(await zonesRead(inventory, "users.example.com")).to.deep.equal(["Z1"]);
    const zones = { [shop]: { id: "Z9", name: "example.org", nameServers: [] } };
    const users = { ...inventory.services["users"]!, zones };
    expect(await zonesRead({ ...inventory, services: { users } }, shop)).to.deep.equal([
      "Z1",
      "Z9",
    ]);
    expect(route53.commandCalls(ListHostedZonesByNameCommand)).to.have.length(0);
    expect(await zonesRead(inventory, shop)).to.deep.equal(["Z1", "Z9", "Z2"]);
  });

  it("are none if no public zone has the name", async () => {
    expect(
      await createAwsInspector({ region }).records(inventory, "www.example.net"),
    ).to.deep.equal({ value: [] });
    expect(route53.commandCalls(ListResourceRecordSetsCommand)).to.have.length(0);
  });
});

/** Uses mocks with the documented shapes, since moto does not simulate policies and has few quotas. */
describe("the permissions that IAM simulates", () => {
  let iam: AwsClientStub<IAMClient>;
  before(() => (iam = mockClient(IAMClient)));
  beforeEach(() => iam.reset());
  after(() => iam.restore());

  const wanted = [
    { action: "ecs:UpdateService", resource: "arn:s" },
    { action: "ecs:DescribeServices", resource: "arn:s" },
    { action: "route53:GetChange", resource: "arn:c" },
  ];
  const denied = (arn: string, context = {}) =>
    createAwsInspector({ region }).denied({ account, arn, region }, wanted, context);
  const ContextEntries = [
    {
      ContextKeyName: "aws:ResourceTag/environment",
      ContextKeyType: "string",
      ContextKeyValues: ["dev"],
    },
  ];
  const asked = (PolicySourceArn: string, ActionNames: string[], resource: string) => [
    "SimulatePrincipalPolicyCommand",
    {
      ...{ PolicySourceArn, ActionNames, ResourceArns: [resource], ContextEntries },
      // The SDK's paginator adds these.
      ...{ Marker: undefined, MaxItems: undefined },
    },
  ];

  it("are those of a session's role, with those denied on the stack's resources", async () => {
    const role = `arn:aws:iam::${account}:role/teams/ci`;
    iam.on(GetRoleCommand, { RoleName: "ci" }).resolves({ Role: { Arn: role } as never });
    iam.on(SimulatePrincipalPolicyCommand, { ResourceArns: ["arn:s"] }).resolves({
      EvaluationResults: [
        { EvalActionName: "ecs:UpdateService", EvalDecision: "implicitDeny" },
        { EvalActionName: "ecs:DescribeServices", EvalDecision: "allowed" },
      ],
    });
    iam.on(SimulatePrincipalPolicyCommand, { ResourceArns: ["arn:c"] }).resolves({
      EvaluationResults: [{ EvalActionName: "route53:GetChange", EvalDecision: "explicitDeny" }],
    });
    const session = `arn:aws:sts::${account}:assumed-role/ci/run`;
    expect(await denied(session, { "aws:ResourceTag/environment": "dev" })).to.deep.equal({
      value: [wanted[0], wanted[2]],
    });
    expect(inputsOf(iam)).to.have.deep.members([
      ["GetRoleCommand", { RoleName: "ci" }],
      asked(role, ["ecs:UpdateService", "ecs:DescribeServices"], "arn:s"),
      asked(role, ["route53:GetChange"], "arn:c"),
    ]);
  });

  it("are not simulated for the account's root", async () => {
    const root = `arn:aws:iam::${account}:root`;
    expect(await denied(root)).to.deep.equal({ notHere: `IAM can't simulate policies of ${root}` });
    expect(iam.calls()).to.have.length(0);
  });

  it("are unknown if the simulation itself is denied, and the failure names the missing permission", async () => {
    const user = `arn:aws:iam::${account}:user/ann`;
    iam
      .on(SimulatePrincipalPolicyCommand)
      .rejects(
        refusal(
          "AccessDenied",
          `User: ${user} is not authorized to perform: iam:SimulatePrincipalPolicy on resource: ${user} ` +
            "because no identity-based policy allows the iam:SimulatePrincipalPolicy action",
        ),
      );
    const error = await denied(user).catch((thrown: unknown) => thrown);
    expect(error).to.include({
      code: "access-denied",
      next: `Allow \`iam:SimulatePrincipalPolicy\` on \`${user}\` in the policy of \`${user}\` and run the command again.`,
    });
  });
});

describe("the account's quotas", () => {
  let mocks: { reset(): void; restore(): void }[];
  let elb: AwsClientStub<ElasticLoadBalancingV2Client>;
  let groups: AwsClientStub<AutoScalingClient>;
  let quotas: AwsClientStub<ServiceQuotasClient>;
  before(() => {
    elb = mockClient(ElasticLoadBalancingV2Client);
    groups = mockClient(AutoScalingClient);
    quotas = mockClient(ServiceQuotasClient);
    mocks = [elb, groups, quotas];
  });
  beforeEach(() => mocks.forEach((mock) => mock.reset()));
  after(() => mocks.forEach((mock) => mock.restore()));

  it("are read from each service, and one that can't be read does not affect the others", async () => {
    elb.on(DescribeLoadBalancingLimitsCommand).resolves({
      Limits: [
        { Name: "rules-per-application-load-balancer", Max: "200" },
        { Name: "target-groups", Max: "6000" },
        { Name: "network-load-balancers", Max: "50" },
      ],
    });
    groups.on(DescribeAccountLimitsCommand).resolves({ MaxNumberOfAutoScalingGroups: 500 });
    quotas
      .on(GetServiceQuotaCommand)
      .resolves({ Quota: { Value: 6 } })
      .on(GetServiceQuotaCommand, { ServiceCode: "ec2" })
      .rejects(refusal("AccessDeniedException", "not allowed"));
    expect(await createAwsInspector({ region }).quotas()).to.deep.equal({
      value: {
        limits: {
          rulesPerLoadBalancer: 200,
          targetGroups: 6000,
          autoScalingGroups: 500,
          servicesPerCluster: 6,
          targetsPerTargetGroup: 6,
          rulesPerSecurityGroup: 6,
          reservedLcu: 6,
          fargateVcpus: 6,
        },
        unknown: ["quota ec2 L-1216C47A could not be read: AWS denied access: not allowed."],
      },
    });
  });
});

describe("the trust of a role", () => {
  it("lists the services that its policy allows to assume it", () => {
    const statement = (Effect: string, Principal: unknown) => ({ Effect, Principal });
    const document = {
      Statement: [
        statement("Allow", { Service: "ecs-tasks.amazonaws.com" }),
        statement("Allow", { Service: ["a.amazonaws.com", "b.amazonaws.com"] }),
        statement("Allow", { AWS: "arn:aws:iam::1:root" }),
        statement("Allow", "*"),
        statement("Deny", { Service: "c.amazonaws.com" }),
      ],
    };
    expect(trustedServices(encodeURIComponent(JSON.stringify(document)))).to.deep.equal([
      "ecs-tasks.amazonaws.com",
      "a.amazonaws.com",
      "b.amazonaws.com",
    ]);
    expect(trustedServices("no%20JSON")).to.deep.equal([]);
    expect(trustedServices(undefined)).to.deep.equal([]);
  });
});
