import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import {
  dataServices,
  noTaskRights,
  stateProblems,
  taskRightsProblems,
} from "../../privilege/taskRights";
import { documented, hasForm, resourcesOf } from "./serviceAuthorization";

const at = "eu-central-1:123456789012";
const queue = `arn:aws:sqs:${at}:jobs`;
const problems = (actions: string[], resources: string[]) =>
  taskRightsProblems({ actions, resources });
const actions = Object.entries(dataServices).flatMap(([service, its]) =>
  its.actions.map((action) => ({ service, action: `${service}:${action}` })),
);

describe("what the team's own code may do", () => {
  it("is nothing unless it is listed with its resources", () => {
    expect(taskRightsProblems(noTaskRights)).to.deep.equal([]);
    expect(problems(["sqs:ReceiveMessage"], [queue])).to.deep.equal([]);
    expect(problems(["sqs:ReceiveMessage"], [])).to.deep.equal([
      "`taskActions` is set without `taskResources`, so it would apply to every resource of the account, those of " +
        "other environments included: list the ARNs in `taskResources`, such as " +
        "`arn:aws:sqs:eu-central-1:123456789012:jobs`",
    ]);
  });

  it("includes nothing of Pulumi's bucket or key, whatever the pattern is called", () => {
    const key = `arn:aws:kms:${at}:key/1a2b`;
    const found = (resource: string) =>
      stateProblems(
        { actions: [], resources: [resource] },
        { bucket: { name: "acme-state", prefix: "dev" }, key },
      );
    for (const resource of [
      "arn:aws:s3:::acme-state",
      "arn:aws:s3:::acme-state/*",
      "arn:aws:s3:::acme-state/uploads:2026/*",
      "arn:aws:s3:::acme-*",
      "arn:aws:s3:::acme-*/*",
      key,
      `arn:aws:kms:${at}:key/1a2*`,
    ]) {
      expect(found(resource), resource).to.deep.equal([
        `\`${resource}\` in \`taskResources\` covers Pulumi's bucket or key, with which every task could read or ` +
          "change the state of environments: keep data in another one",
      ]);
    }
    for (const resource of [
      "arn:aws:s3:::acme-state-2/*",
      "arn:aws:s3:::acme-uploads/acme-state/*",
      `arn:aws:kms:${at}:key/9f8e`,
      queue,
    ]) {
      expect(found(resource), resource).to.deep.equal([]);
    }
    const elsewhere = { actions: [], resources: ["arn:aws:s3:::acme-state/*", key] };
    expect(stateProblems(elsewhere, { bucket: undefined, key: undefined })).to.deep.equal([]);
  });

  it("is reading and writing data in a resource that a policy can name, by AWS's own documentation", () => {
    for (const { action, service } of actions) {
      const known = documented(action);
      expect(known.level, action).to.be.oneOf(["Read", "List", "Write"]);
      const forms = resourcesOf(known);
      const fits = dataServices[service]!.kinds.some((kind) =>
        forms.some((form) => {
          const named =
            service === "s3" ? `arn:aws:s3:::${kind}x/y` : `arn:aws:${service}:${at}:${kind}x`;
          return (
            hasForm(named, form) ||
            hasForm(`${named}/stream/y`, form) ||
            hasForm(`${named}/consumer/y:1`, form)
          );
        }),
      );
      expect(fits, action).to.equal(true);
    }
  });

  it("is listed in access/README.md, service by service", () => {
    const text = readFileSync(join(__dirname, "../../access/README.md"), "utf8");
    for (const [service, its] of Object.entries(dataServices)) {
      const list = its.actions.map((action) => `\`${action}\``).join(", ");
      const row = text.split("\n").find((line) => line.startsWith(`| \`${service}\` `));
      expect(row?.split("|")[2]?.trim(), service).to.equal(list);
    }
  });

  const escalations = {
    "hands out credentials": [
      ...[
        "sts:AssumeRole",
        "sts:GetFederationToken",
        "s3:GetDataAccess",
        "ecr:GetAuthorizationToken",
      ],
      ...["redshift:GetClusterCredentials", "cognito-identity:GetCredentialsForIdentity"],
      ...["secretsmanager:GetSecretValue", "ssm:GetParameter", "ssm:GetParametersByPath"],
      ...["eks:AccessKubernetesApi", "sso:GetRoleCredentials", "rolesanywhere:CreateSession"],
    ],
    "runs code with other rights": [
      ...[
        "ssm:SendCommand",
        "ssm:StartSession",
        "ssm:StartAutomationExecution",
        "ecs:ExecuteCommand",
      ],
      ...[
        "ecs:RunTask",
        "lambda:InvokeFunction",
        "lambda:UpdateFunctionCode",
        "codebuild:StartBuild",
      ],
      ...["states:StartExecution", "ec2:RunInstances", "batch:SubmitJob", "glue:StartJobRun"],
      ...["cloudformation:CreateStack", "ec2-instance-connect:SendSSHPublicKey"],
    ],
    "decides who has access": [
      ...[
        "iam:PassRole",
        "iam:PutRolePolicy",
        "kms:CreateGrant",
        "kms:PutKeyPolicy",
        "sqs:AddPermission",
      ],
      ...["sqs:SetQueueAttributes", "sns:Subscribe", "s3:PutBucketPolicy", "s3:PutObjectAcl"],
      ...["secretsmanager:PutResourcePolicy", "dynamodb:PutResourcePolicy", "lambda:AddPermission"],
      ...["organizations:LeaveOrganization", "account:PutAlternateContact", "events:PutTargets"],
    ],
    "copies or replaces a resource as a whole": [
      ...["dynamodb:ExportTableToPointInTime", "s3:PutReplicationConfiguration", "s3:DeleteBucket"],
      ...["kinesis:DeleteStream", "firehose:UpdateDestination", "kms:ScheduleKeyDeletion"],
    ],
    "can't be limited to a resource": ["cloudwatch:PutMetricData", "xray:PutTraceSegments"],
    "is no own property of the list": ["constructor:toString", "sqs:constructor"],
  };
  for (const [what, escalating] of Object.entries(escalations)) {
    it(`is nothing that ${what}`, () => {
      for (const action of escalating) {
        expect(problems([action], [queue])[0], action).to.equal(
          `\`${action}\` in \`taskActions\` is not allowed: only actions on the data of a resource are, since others ` +
            "could give a task more rights or reach other environments (access/README.md lists them)",
        );
      }
    });
  }

  it("is a list of single actions, since a pattern contains what AWS adds to it", () => {
    for (const action of ["*", "s3", "s3:*", "s3:Get*", "sqs:?endMessage", "SQS:SendMessage", ""]) {
      expect(problems([action], [queue])[0], action).to.equal(
        `\`${action}\` in \`taskActions\` must be a single action, such as \`sqs:ReceiveMessage\``,
      );
    }
  });

  const uses = [
    "sqs:SendMessage",
    "s3:GetObject",
    "dynamodb:Query",
    "kms:Decrypt",
    "kinesis:PutRecord",
  ];
  const used = [queue, "arn:aws:s3:::acme-dev", `arn:aws:dynamodb:${at}:table/jobs`];
  const rest = [`arn:aws:kms:${at}:key/0123-4567`, `arn:aws:kinesis:${at}:stream/events`];

  it("is on resources by name, and what is below them", () => {
    expect(problems(uses, [...used, ...rest])).to.deep.equal([]);
    for (const resource of [
      `arn:aws:sqs:${at}:dev-*`,
      `arn:aws-us-gov:sqs:us-gov-west-1:123456789012:jobs.fifo`,
      "arn:aws:s3:::acme-dev/*",
      "arn:aws:s3:::acme-dev/uploads/*.json",
      `arn:aws:dynamodb:${at}:table/jobs/index/*`,
      `arn:aws:kinesis:${at}:stream/events/consumer/worker:1`,
    ]) {
      expect(problems(uses, [...used, ...rest, resource]), resource).to.deep.equal([]);
    }
  });

  it("is on no resource that stands for all of a kind, an account, a region or a service", () => {
    for (const resource of [
      ...["*", "arn:*", "arn:aws:sqs:*", `arn:aws:*:${at}:jobs`, "arn:aws:sqs:*:123456789012:jobs"],
      ...["arn:aws:sqs:eu-central-1:*:jobs", `arn:aws:sqs:${at}:*`, `arn:aws:sqs:${at}:?obs`],
      ...["arn:aws:s3:::*", "arn:aws:s3:::*/users", "arn:aws:s3:::${aws:PrincipalTag/bucket}"],
      ...["arn:aws:s3:::acme-dev/${aws:username}", "arn:aws:s3:::acme?dev", "arn:aws:s3:::a*"],
      ...[
        `arn:aws:dynamodb:${at}:table/*`,
        `arn:aws:dynamodb:${at}:*`,
        `arn:aws:dynamodb:${at}:ta*`,
      ],
      ...[
        `arn:aws:kms:${at}:key/*`,
        `arn:aws:kms:${at}:alias/dev`,
        `arn:aws:iam::123456789012:role/x`,
      ],
      ...[`arn:aws:dynamodb:${at}:*/jobs`, `arn:a*:sqs:${at}:jobs`, " ", `${queue} *`],
    ]) {
      expect(problems(uses, [...used, ...rest, resource]), resource).to.deep.equal([
        `\`${resource}\` in \`taskResources\` must be the ARN of a resource that \`taskActions\` can use, such as ` +
          "`arn:aws:sqs:eu-central-1:123456789012:jobs`; only the end of its name may be a `*`",
      ]);
    }
  });

  it("names resources of the same services as its actions", () => {
    expect(
      problems(["sqs:SendMessage", "sns:Publish"], [queue, "arn:aws:s3:::acme-dev"]),
    ).to.deep.equal([
      "`arn:aws:s3:::acme-dev` in `taskResources` has no effect: `taskActions` has no action of `s3`",
      "`sns:Publish` in `taskActions` has no resource in `taskResources`",
    ]);
  });
});
