import type { RawConfig } from "../../config/raw";
import { knows, user } from "./limit";

const account = "arn:aws:iam::123456789012";
const key = "`services.users.";
const queue = "arn:aws:sqs:eu-central-1:123456789012:jobs";
const may = (actions: string[], resources = [queue]) =>
  user({ permissions: [{ actions, resources }] });
const managed = (name: string) => `arn:aws:iam::123456789012:policy/${name}`;
const role = "arn:aws:iam::123456789012:role/team/users";
const fileSystems = (count: number) =>
  Array.from({ length: count }, (_, at) => ({
    ...{ path: `/v${at}`, efs: `fs-${String(at).padStart(17, "0")}` },
  }));
const fails = (raw: RawConfig, problem: string): [RawConfig, string] => [raw, `${key}${problem}`];

describe("the settings check, about what a service's code may do,", () => {
  knows({
    "an action is one of a service": {
      pass: [may(["sqs:SendMessage", "s3:Get*", "s3:List?uckets", "execute-api:Invoke"])],
      fail: ["*", "sqs", "sqs:", "SQS:SendMessage", "sqs:Send Message", "sqs:*:a"].map((action) =>
        fails(
          may([action]),
          "permissions.0.actions.0` must be an action such as `sqs:SendMessage`; its name may have wildcards, " +
            `as in \`s3:Get*\`, found \`${action}\``,
        ),
      ),
    },
    "a resource is an ARN, or any": {
      pass: [
        may(["s3:GetObject"], ["*"]),
        may(["s3:GetObject"], ["arn:aws:s3:::bucket/*", "arn:aws-cn:s3:::bucket"]),
        may(["iam:GetRole"], ["arn:aws:iam::123456789012:role/a+b"]),
        may(["sqs:SendMessage"], ["arn:aws:sqs:*:123456789012:jobs"]),
        may(["s3:GetObject"], ["arn:*:s3:::bucket/*", "arn:aws*:s3:::bucket", "arn:aws-??:s3:::b"]),
        may(["iam:GetRole"], ["arn:*:iam::123456789012:role/users"]),
      ],
      fail: [
        "jobs",
        "arn:aws:sqs",
        "arn:aws:sqs:eu-central-1:123456789012:",
        "arn:aws:s3:::a b",
      ].map((resource) =>
        fails(
          may(["sqs:SendMessage"], [resource]),
          `permissions.0.resources.0\` must be an ARN such as \`${queue}\`, or \`*\`, found \`${resource}\``,
        ),
      ),
    },
    "a wildcard stands for any part of an ARN but the service": {
      pass: [may(["sqs:SendMessage"], ["arn:*:sqs:*:*:*"])],
      fail: [
        ...["arn:aws:*:::bucket/*", "arn:aws:s?:::bucket/*"].map((resource) =>
          fails(
            may(["s3:GetObject"], [resource]),
            "permissions.0.resources.0` has a wildcard for the service, which IAM does not allow: name it, as in " +
              "`arn:aws:s3:::bucket/*`",
          ),
        ),
        fails(
          may(["s3:GetObject"], ["arn:gcp:s3:::bucket"]),
          `permissions.0.resources.0\` must be an ARN such as \`${queue}\`, or \`*\`, found \`arn:gcp:s3:::bucket\``,
        ),
      ],
    },
    "a statement has both, each once": {
      pass: [user({ permissions: [] })],
      fail: [
        fails(may([]), "permissions.0.actions` must have at least 1 entry, found 0"),
        fails(may(["a:B"], []), "permissions.0.resources` must have at least 1 entry, found 0"),
        fails(may(["a:B", "a:B"]), "permissions.0.actions.1` names a:B twice"),
      ],
    },
    "a role has room for those of two versions": {
      pass: [
        may(["a:B"], [`arn:aws:s3:::${"b".repeat(2000)}`, `arn:aws:s3:::${"c".repeat(2000)}`]),
      ],
      fail: [
        fails(
          may(
            ["a:B"],
            ["b", "c", "d"].map((one) => `arn:aws:s3:::${one.repeat(2000)}`),
          ),
          "permissions` has more than 5000 characters as JSON: IAM allows a role 10,240, and two versions run " +
            "side by side",
        ),
        fails(
          user({ policyArns: ["a", "b", "c", "d", "e", "f"].map(managed) }),
          "policyArns` must have at most 5 entries, found 6",
        ),
      ],
    },
    "a role has room for what volumes need besides": {
      pass: [user({ volumes: fileSystems(35) }), user({ roleArn: role, volumes: fileSystems(60) })],
      fail: [
        fails(
          user({ volumes: fileSystems(60) }),
          `permissions\` take ${60 * 201} characters in the policies of the tasks' role, with what \`volumes\` and ` +
            "`exec` need, but there is room for 10100; list several resources in one statement, or use `policyArns`",
        ),
      ],
    },
    "a managed policy and a role are named by their ARNs": {
      pass: [
        user({ policyArns: ["arn:aws:iam::aws:policy/service-role/A", managed("team/users")] }),
        user({ roleArn: role }),
      ],
      fail: [
        fails(
          user({ policyArns: ["ReadOnlyAccess"] }),
          "policyArns.0` must be the ARN of a managed policy of IAM, found `ReadOnlyAccess`",
        ),
        fails(
          user({ roleArn: managed("a") }),
          `roleArn\` must be the ARN of an IAM role, found \`${managed("a")}\``,
        ),
      ],
    },
    "a role has a name of 64 characters at most, in a path of 512": {
      pass: [
        user({ roleArn: `${account}:role/${"a".repeat(64)}` }),
        user({ roleArn: `${account}:role/${"p".repeat(510)}/a` }),
        user({ roleArn: `${account}:role/a!/b+=,.@_-` }),
        user({ roleArn: `${account}:role/team/aws-service-role/a` }),
        user({ policyArns: [managed("a".repeat(128))] }),
      ],
      fail: [
        ["a".repeat(65), "names a role of 65 characters, but IAM allows 64"],
        [`${"p".repeat(511)}/a`, "has a path of 513 characters, but IAM allows 512"],
        ["a b", "names a role `a b`, but IAM allows letters, digits and `+=,.@_-` in names"],
        ["a*", "names a role `a*`, but IAM allows letters, digits and `+=,.@_-` in names"],
        ["é/a", "has a space, or a character that is not ASCII, in its path"],
        ["team/", "ends with a path, and names no role"],
        [
          "aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS",
          "names a service-linked role: nobody can change its trust policy, so tasks can't run as that role",
        ],
        [
          "aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef",
          "names a role of IAM Identity Center: nobody can change its trust policy, so tasks can't run as that role",
        ],
      ].map(([name, problem]) =>
        fails(user({ roleArn: `${account}:role/${name}` }), `roleArn\` ${problem}`),
      ),
    },
    "a managed policy has a name of 128 characters at most": {
      pass: [],
      fail: [
        fails(
          user({ policyArns: [managed("a".repeat(129))] }),
          "policyArns.0` names a policy of 129 characters, but IAM allows 128",
        ),
      ],
    },
    "a policy names something of IAM as IAM does": {
      pass: [
        may(
          ["iam:GetRole", "sts:AssumeRole"],
          [
            ...[
              "*",
              "root",
              "role/*",
              `role/${"a".repeat(64)}`,
              "role/team/a*",
              "user/${aws:username}",
            ],
            `role/${"a".repeat(70)}*`,
          ].map((rest) => `${account}:${rest}`),
        ),
      ],
      fail: [
        [`${account}:role/${"a".repeat(65)}`, "names a role of 65 characters, but IAM allows 64"],
        [
          `${account}:role/a$b`,
          "names a role `a$b`, but IAM allows letters, digits and `+=,.@_-` in names",
        ],
        [
          `${account}:r*`,
          "must name something of IAM after the account: `*`, or `user/`, `federated-user/`, `role/`, `group/`, " +
            "`instance-profile/`, `mfa/`, `server-certificate/`, `policy/`, `sms-mfa/`, `saml-provider/`, " +
            "`oidc-provider/`, `report/`, `access-report/`, found `arn:aws:iam::123456789012:r*`",
        ],
        [
          "arn:aws:iam:eu-central-1:123456789012:role/a",
          "has the region `eu-central-1`, but ARNs of IAM have none",
        ],
      ].map(([arn, problem]) =>
        fails(may(["iam:GetRole"], [arn!]), `permissions.0.resources.0\` ${problem}`),
      ),
    },
    "a bucket has no region in its ARN, as an access point has": {
      pass: [
        may(["s3:GetObject"], ["arn:aws:s3:eu-central-1:123456789012:accesspoint/a/object/*"]),
      ],
      fail: [
        fails(
          may(["s3:GetObject"], ["arn:aws:s3:eu-central-1:123456789012:bucket"]),
          "permissions.0.resources.0` has the region `eu-central-1`, but ARNs of buckets and objects have none: " +
            "`arn:aws:s3:::bucket/*`",
        ),
      ],
    },
    "a role of somebody else has its own policies": {
      pass: [user({ roleArn: role, permissions: [], policyArns: [] })],
      fail: [
        fails(
          user({ roleArn: role, policyArns: [managed("a")] }),
          "policyArns` has no effect beside `roleArn`: add it to that role, or remove one of the two",
        ),
      ],
    },
  });
});
