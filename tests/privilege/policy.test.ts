import { expect } from "chai";
import { serviceQuotas } from "../../automation/adapters/aws/inspect/quotas";
import { config } from "../config/samples";
import { actionsOf } from "./actionsOf";
import { grantsOf } from "../../privilege/catalogue";
import { managedPolicyCharacters, packed, policiesOfRole } from "../../privilege/pack";
import { rolePolicies } from "../../privilege/policy";
import { accessRoles, readsOnly } from "../../privilege/accessRoles";
import type { Scope } from "../../privilege/scope";
import { characters, type PolicyDocument, type Statement } from "../../privilege/statement";
import { boundary, noBackend, scopeFor, scopes } from "./scopes";
import { documented } from "./serviceAuthorization";
import { arn, executionRole, names, request, role, runs, service, tags, zone } from "./requests";
import { allows } from "./simulate";

const policies = (scope: Scope) => rolePolicies("deploy", { scope, backend: noBackend });

describe("the deploy policy", () => {
  const plain = policies(scopes["plain"]!);

  it("allows what a release does to its own stack", () => {
    for (const one of [
      request("ecs:UpdateService", service, tags("Resource")),
      request("ecs:CreateService", service, { ...tags("Request"), ...runs("dev") }),
      request("ecs:DescribeServices", service),
      request("ecs:ListTasks", "*", { "ecs:cluster": arn("ecs", "cluster/bluegreen-dev-1a2b3c4") }),
      request("iam:PassRole", executionRole, { "iam:PassedToService": "ecs-tasks.amazonaws.com" }),
      request("route53:ChangeResourceRecordSets", zone, { [names]: ["users.dev.example.com"] }),
      request("logs:CreateLogGroup", arn("logs", "log-group:/bluegreen/dev/users")),
      request("ecr:CreateRepository", arn("ecr", "repository/bluegreen/dev/users")),
      request("ec2:CreateTags", arn("ec2", "security-group/sg-1"), {
        ...tags("Request"),
        "ec2:CreateAction": "CreateSecurityGroup",
      }),
      request("ec2:RunInstances", arn("ec2", "instance/i-1"), {
        "ec2:LaunchTemplate": arn("ec2", "launch-template/lt-1"),
      }),
    ]) {
      expect(allows(plain, one), JSON.stringify(one)).to.equal(true);
    }
  });

  it("reads images in ECR repositories of others that the settings name, and writes none there", () => {
    const image = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/shared/otel:1";
    const naming = policies(scopeFor(config({ users: { sidecars: { otel: { image } } } })));
    const shared = arn("ecr", "repository/shared/otel");
    for (const action of ["ecr:BatchGetImage", "ecr:DescribeImages", "ecr:ListImages"]) {
      expect(allows(naming, request(action, shared)), action).to.equal(true);
      expect(allows(plain, request(action, shared)), action).to.equal(false);
    }
    for (const action of ["ecr:PutImage", "ecr:BatchDeleteImage", "ecr:DeleteRepository"]) {
      expect(allows(naming, request(action, shared)), action).to.equal(false);
    }
  });

  it("allows nothing on other stacks, regions, names and roles", () => {
    for (const one of [
      request("ecs:UpdateService", service, tags("Resource", "prod")),
      request("ecs:UpdateService", service),
      request("ecs:UpdateService", service.replace("eu-central-1", "us-east-1"), tags("Resource")),
      request("ecs:CreateService", service, tags("Request", "prod")),
      request("ecs:ListTasks", "*", { "ecs:cluster": arn("ecs", "cluster/others") }),
      request("iam:PassRole", role("bluegreen/prod/users-execution-1a2b3c4"), {
        "iam:PassedToService": "ecs-tasks.amazonaws.com",
      }),
      request("iam:PassRole", executionRole, { "iam:PassedToService": "lambda.amazonaws.com" }),
      request("iam:PutRolePolicy", role("bluegreen-access/bluegreen-dev-deploy")),
      request("iam:CreateRole", role("admin")),
      request("iam:CreateUser", "arn:aws:iam::123456789012:user/admin"),
      request("route53:ChangeResourceRecordSets", zone, { [names]: ["www.example.com"] }),
      request("route53:ChangeResourceRecordSets", zone, {
        [names]: ["users.dev.example.com", "www.example.com"],
      }),
      request("logs:DeleteLogGroup", arn("logs", "log-group:/bluegreen/dev-2/users")),
      request("ec2:CreateTags", arn("ec2", "security-group/sg-1"), tags("Request")),
      request("ec2:RunInstances", arn("ec2", "instance/i-1")),
    ]) {
      expect(allows(plain, one), JSON.stringify(one)).to.equal(false);
    }
  });

  it("allows the deployer to read each quota that it asks for", () => {
    const denied = serviceQuotas.filter(({ ServiceCode, QuotaCode }) => {
      const quota = arn("servicequotas", `${ServiceCode}/${QuotaCode}`);
      return !allows(plain, request("servicequotas:GetServiceQuota", quota));
    });
    expect(denied).to.deep.equal([]);
  });

  it("creates and changes no role without the boundary that the settings name", () => {
    const bounded = policies(scopes["bounded"]!);
    for (const action of ["iam:CreateRole", "iam:PutRolePolicy"]) {
      const held = { "iam:PermissionsBoundary": boundary };
      const other = { "iam:PermissionsBoundary": "arn:aws:iam::aws:policy/AdministratorAccess" };
      expect(allows(bounded, request(action, executionRole, held)), action).to.equal(true);
      expect(allows(bounded, request(action, executionRole, other)), action).to.equal(false);
      expect(allows(bounded, request(action, executionRole)), action).to.equal(false);
    }
    // No condition limits whom a role may trust.
    for (const action of ["iam:DeleteRolePermissionsBoundary", "iam:UpdateAssumeRolePolicy"]) {
      expect(allows(bounded, request(action, executionRole))).to.equal(false);
    }
  });

  it("leaves the team's own network unchanged, and uses it by its ids", () => {
    const existing = policies(scopes["existing network"]!);
    const inVpc = (vpc: string) =>
      request("ec2:CreateSecurityGroup", arn("ec2", `vpc/${vpc}`), tags("Resource", "other"));
    expect(allows(existing, inVpc("vpc-00000001"))).to.equal(true);
    expect(allows(existing, inVpc("vpc-2"))).to.equal(false);
    expect(JSON.stringify(existing)).to.not.match(
      /"ec2:(?!Describe)\w*(CreateVpc|CreateSubnet|NatGateway|RouteTable|Route"|CidrBlock)/,
    );
  });

  it(
    "of a stack built on another one uses that one's load balancers, network and images, " +
      "and changes none of them",
    () => {
      const preview = policies(scopes["on another stack"]!);
      const base = tags("Resource", "base");
      const listener = arn("elasticloadbalancing", "listener/app/edge-blue/1/2");
      const edge = arn("ec2", "security-group/sg-edge");
      const images = arn("ecr", "repository/bluegreen/base/users");
      for (const [allowed, one] of [
        [
          true,
          request("elasticloadbalancing:CreateRule", listener, { ...base, ...tags("Request") }),
        ],
        [true, request("ec2:AuthorizeSecurityGroupEgress", edge, base)],
        [true, request("ec2:CreateSecurityGroup", arn("ec2", "vpc/vpc-00000001"), base)],
        [true, request("ecr:BatchGetImage", images)],
        [false, request("ecr:DeleteRepository", images)],
        [false, request("elasticloadbalancing:ModifyListener", listener, base)],
        [false, request("ec2:DeleteSecurityGroup", edge, base)],
        [false, request("ecs:UpdateService", service, base)],
        [false, request("ec2:CreateVpc", arn("ec2", "vpc/vpc-2"), tags("Request"))],
      ] as const) {
        expect(allows(preview, one), JSON.stringify(one)).to.equal(allowed);
      }
      const alone = request("elasticloadbalancing:CreateRule", listener, base);
      expect(allows(plain, alone)).to.equal(false);
    },
  );

  it("lacks what an action's entry leaves out", () => {
    const without = plain.map((document) => removed(document, "ecs:UpdateService"));
    const update = request("ecs:UpdateService", service, tags("Resource"));
    expect(allows(plain, update)).to.equal(true);
    expect(allows(without, update)).to.equal(false);
  });
});

function removed({ Version, Statement }: PolicyDocument, action: string): PolicyDocument {
  const less = ({ Action, ...rest }: Statement) => ({
    ...rest,
    Action: Action.filter((one) => one !== action),
  });
  return { Version, Statement: Statement.map(less) };
}

describe("the policies of all roles", () => {
  const everyRole = accessRoles.flatMap((name) =>
    Object.entries(scopes).map(([settings, scope]) => ({
      title: `${name}, ${settings}`,
      name,
      documents: rolePolicies(name, { scope, backend: noBackend }),
    })),
  );

  for (const { title, name, documents } of everyRole) {
    it(`fit into IAM's limits: ${title}`, () => {
      expect(documents.length).to.be.at.most(policiesOfRole);
      for (const document of documents) {
        expect(characters(document)).to.be.at.most(managedPolicyCharacters);
      }
    });

    it(`allow no wildcard action: ${title}`, () => {
      const actions = documents.flatMap(({ Statement }) => Statement.flatMap((one) => one.Action));
      expect(actions.filter((action) => action.includes("*"))).to.deep.equal([]);
      expect(new Set(actions.map((action) => documented(action).action))).to.have.lengthOf.above(0);
      if (!readsOnly(name)) return;
      // Telling those whom the settings name changes nothing.
      const telling = (action: string) => grantsOf(action)?.some(({ access }) => access === "tell");
      const changing = actions.filter(
        (action) => !/Read|List/.test(documented(action).level) && !telling(action),
      );
      expect(changing).to.deep.equal([]);
    });
  }

  it("are split into documents between statements, in order, with none lost", () => {
    const long = (index: number): Statement => ({
      Effect: "Allow",
      Action: [`a:${index}`],
      Resource: ["r".repeat(managedPolicyCharacters / 3)],
    });
    const statements = [0, 1, 2, 3, 4].map(long);
    const documents = packed(statements);
    expect(documents.map(({ Statement }) => Statement.length)).to.deep.equal([2, 2, 1]);
    expect(documents.flatMap(({ Statement }) => Statement)).to.deep.equal(statements);
  });

  it("use the partition of the region", () => {
    const chinese = { ...scopeFor(config()), region: "cn-north-1", partition: "aws-cn" };
    expect(JSON.stringify(policies(chinese))).to.not.contain("arn:aws:");
  });

  it("show a pull request no logs, layers, task definitions or rules", () => {
    const actions = actionsOf(
      rolePolicies("preview", { scope: scopes["plain"]!, backend: noBackend }),
    );
    const revealing = [...actions].filter((action) =>
      /logs:|Layer|TaskDefinition|DescribeRules|^iam:|^ssm:|^secretsmanager:/.test(action),
    );
    expect(revealing).to.deep.equal([]);
    expect([...actions]).to.include.members(["ecr:BatchGetImage", "ecs:DescribeServices"]);
  });
});
