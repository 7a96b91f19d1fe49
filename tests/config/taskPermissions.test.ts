import type { RawConfig } from "../../config/raw";
import { knows, user } from "./limit";

const key = "`services.users.";
const queue = "arn:aws:sqs:eu-central-1:123456789012:jobs";
const may = (actions: string[], resources = [queue]) =>
  user({ permissions: [{ actions, resources }] });
const managed = (name: string) => `arn:aws:iam::123456789012:policy/${name}`;
const role = "arn:aws:iam::123456789012:role/team/users";
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
