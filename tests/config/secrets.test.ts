import { expect } from "chai";
import { parseReference } from "../../config/secretReference";
import { config, problemsOf } from "./samples";

const secretArn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod/users-AbCdEf";
const parameterArn = "arn:aws:ssm:eu-central-1:123456789012:parameter/prod/users/password";
const user = (service: object) => problemsOf(config({ users: service }));

describe("a reference to a secret", () => {
  it("is a parameter by name or ARN, or a secret by its full ARN, with or without a JSON key", () => {
    expect(parseReference("/prod/users/password")).to.deep.equal({
      store: "parameter",
      name: "/prod/users/password",
    });
    expect(parseReference(parameterArn)).to.deep.equal({ store: "parameter", arn: parameterArn });
    for (const reference of [secretArn, `${secretArn}:password::`]) {
      expect(parseReference(reference)).to.deep.equal({ store: "secret", arn: secretArn });
    }
  });

  const kinds =
    "an SSM parameter, such as `/prod/users/password`, or the ARN of a parameter or of a Secrets " +
    "Manager secret";
  const ifSecret =
    "if this is the secret itself, store it in SSM or Secrets Manager, and rotate it if it was committed";
  const notOne = `must be ${kinds}; the value begins with neither \`/\` nor \`arn:\`; ${ifSecret}`;
  const notName =
    "begins like the name of an SSM parameter, which may contain only letters, digits, `.`, `_`, `-` and `/`; " +
    ifSecret;
  const emptyLevel =
    "has two slashes in a row or ends with a slash; no SSM parameter is named like that";
  const wildcard = "has a wildcard; a variable takes its value from one parameter or secret";
  const otherService =
    "is the ARN of another AWS service; it must be one of `ssm` or `secretsmanager`";
  const incomplete =
    "is incomplete: Secrets Manager adds a hyphen and six " +
    "characters to the name of a secret; copy the whole ARN";
  const parts = (count: string) =>
    `has ${count} after the secret; it needs all three, even if empty: ` +
    "`:<JSON key>:<version stage>:<version id>`, such as `:password::`";
  const levels = (count: number) => `/${Array(count).fill("a").join("/")}`;
  /** With an ARN of this length. */
  const parameter = (length: number) => {
    const start = "arn:aws:ssm:eu-central-1:123456789012:parameter/";
    return start + "p".repeat(length - start.length);
  };
  const named = (name: string) =>
    `arn:aws:secretsmanager:eu-central-1:123456789012:secret:${name}-AbCdEf`;

  const within = (partition: string, region: string) =>
    secretArn.replace("aws:", `${partition}:`).replace("eu-central-1", region);
  const elsewhere = (partition: string) =>
    "is an ARN that names a region of another partition; in that region ARNs begin with " +
    `\`arn:${partition}:\``;
  const reserved = (prefix: string) =>
    `has a name that begins with \`${prefix}\`, which AWS reserves: no SSM parameter is named like that`;

  const valid: [what: string, reference: string][] = [
    ["a secret that RDS manages", named("rds!db-0123")],
    ["a secret with every character of a name", named("Az09/_+=.@-!")],
    ["a secret with the longest name", named("s".repeat(512))],
    [
      "a JSON key with spaces and characters that are wildcards elsewhere",
      `${secretArn}:a key*?::`,
    ],
    ["a version stage of 256 characters", `${secretArn}::${"s".repeat(256)}:`],
    ["a version id of 32 characters", `${secretArn}:::${"0".repeat(32)}`],
    ["a version id of 64 characters", `${secretArn}:::${"0".repeat(64)}`],
    ["three empty parts", `${secretArn}:::`],
    ["a secret in GovCloud", secretArn.replace("aws:", "aws-us-gov:").replace("eu-c", "us-gov-c")],
    ["a secret in China", secretArn.replace("aws:", "aws-cn:").replace("eu-central", "cn-north")],
    ["a secret in the European Sovereign Cloud", within("aws-eusc", "eusc-de-east-1")],
    ["a secret in an isolated region", within("aws-iso-b", "us-isob-east-1")],
    ["a parameter of AWS itself", "/aws/service/global-infrastructure/current-region/longName"],
    ["a parameter that has `aws` further on in its name", "/prod/aws/ssm"],
    ["a parameter without a slash in its name", parameterArn.replace("prod/users/", "")],
    ["a parameter of 15 levels", levels(15)],
    ["a parameter with every character of a name", "/Az09._-/a"],
    ["a parameter with the longest ARN", parameter(1011)],
    ["a parameter with the longest name", `/${"p".repeat(967 - 1)}`],
  ];
  for (const [what, reference] of valid) {
    it(`is ${what}`, () => {
      expect(user({ secrets: { PASSWORD: reference } })).to.deep.equal([]);
      expect(parseReference(reference)).to.not.equal(undefined);
    });
  }

  const values: [what: string, value: string, problem: string][] = [
    ["a password", "hunter2", notOne],
    ["a base64 key that begins like a path", "/9j4AAQ+SkZJRg==", notName],
    ["an access key", "AKIAIOSFODNN7EXAMPLE", notOne],
    ["a URL with a password in it", "postgres://users:hunter2@db.example.com/users", notOne],
    ["a parameter's name without its slash", "staging/database", notOne],
    ["a secret without its suffix", secretArn.slice(0, -7), incomplete],
    ["a secret with part of its suffix", secretArn.slice(0, -1), incomplete],
    ["a wildcard for all secrets", secretArn.replace("prod/users", "*"), wildcard],
    ["a wildcard for all parameters", parameterArn.replace("password", "*"), wildcard],
    ["an ARN of another service", "arn:aws:s3:::bucket/password", otherService],
    ["nothing", "", `is empty; it must be ${kinds}`],
    [
      "a reference with a line break",
      "/prod/password\n",
      "begins or ends with a space or a line break; remove it",
    ],
    [
      "a parameter of 16 levels",
      levels(16),
      "has 16 levels; the name of an SSM parameter may have at most 15",
    ],
    ["a parameter with an empty level", "/prod//password", emptyLevel],
    ["a path of parameters", "/prod/users/", emptyLevel],
    [
      "a parameter with an ARN too long",
      parameter(1012),
      "has a name of 965 characters; the ARN of an " +
        "SSM parameter, its name included, may have at most 1011",
    ],
    [
      "a parameter with a name too long",
      `/${"p".repeat(967)}`,
      "has a name of 968 characters; the ARN of an " +
        "SSM parameter, its name included, may have at most 1011",
    ],
    [
      "a version of a parameter",
      `${parameterArn}:3`,
      "has a version or label after the parameter's name; ECS reads only the current version",
    ],
    [
      "something else of SSM",
      "arn:aws:ssm:eu-central-1:123456789012:document/a",
      "is an ARN of SSM, but not that of a parameter (`:parameter/`)",
    ],
    [
      "something else of Secrets Manager",
      "arn:aws:secretsmanager:eu-central-1:123456789012:policy:a",
      "is an ARN of Secrets Manager, but not that of a secret (`:secret:`)",
    ],
    [
      "a character of no secret's name",
      named("users#1"),
      "has a character that is not allowed in the name of a secret; use letters, digits and `/_+=.@-!`",
    ],
    [
      "a secret with a name too long",
      named("s".repeat(513)),
      "has a name of 520 characters; in the ARN of a secret it may have at most 519",
    ],
    ["a JSON key without its colons", `${secretArn}:password`, parts("1 part")],
    ["a JSON key with one colon", `${secretArn}:password:`, parts("2 parts")],
    ["a colon too many", `${secretArn}:password:::`, parts("4 parts")],
    [
      "a version stage too long",
      `${secretArn}::${"s".repeat(257)}:`,
      "has a version stage of 257 characters; it may have at most 256",
    ],
    [
      "a version id too short",
      `${secretArn}:::${"0".repeat(31)}`,
      "has a version id of 31 characters; it must have 32 to 64",
    ],
    [
      "a version id too long",
      `${secretArn}:::${"0".repeat(65)}`,
      "has a version id of 65 characters; it must have 32 to 64",
    ],
    [
      "a version stage with a version id",
      `${secretArn}::AWSPREVIOUS:${"0".repeat(32)}`,
      "has both a version stage and a version id; ECS takes only one of them: leave the other empty",
    ],
    ["a region of China in another partition", within("aws", "cn-north-1"), elsewhere("aws-cn")],
    ["a region outside its partition", within("aws-us-gov", "eu-central-1"), elsewhere("aws")],
    ["a partition that does not exist", within("aws-x", "eu-central-1"), elsewhere("aws")],
    ["a parameter that AWS reserves", "/ssm/users", reserved("ssm")],
    ["a parameter that looks like one of AWS", "/AWS/users", reserved("AWS")],
    [
      "a parameter by an ARN that AWS reserves",
      parameterArn.replace("prod/users/", "aws-"),
      reserved("aws"),
    ],
    [
      "an ARN with a mistyped region",
      secretArn.replace("eu-central-1", "eu-central"),
      "is an ARN without a valid region, such as `eu-central-1`",
    ],
    [
      "an account with a digit missing",
      secretArn.replace("123456789012", "12345678901"),
      "is an ARN without an account of 12 digits",
    ],
    [
      "an ARN of no partition",
      secretArn.replace("arn:aws", "arn:asw"),
      "must be an ARN that begins with `arn:aws`",
    ],
  ];
  for (const [what, value, problem] of values) {
    it(`is not ${what}, and the refusal does not repeat it`, () => {
      const [found, ...others] = user({ secrets: { PASSWORD: value } });
      expect(found).to.equal(`\`services.users.secrets.PASSWORD\` ${problem}`);
      expect(others).to.deep.equal([]);
      expect(value === "" || !found!.includes(value)).to.equal(true);
      expect(parseReference(value)).to.equal(undefined);
    });
  }
});
