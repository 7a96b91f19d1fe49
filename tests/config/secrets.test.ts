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

  const values: [what: string, value: string][] = [
    ["a password", "hunter2"],
    ["a base64 key that begins like a path", "/9j4AAQ+SkZJRg=="],
    ["an access key", "AKIAIOSFODNN7EXAMPLE"],
    ["a URL with a password in it", "postgres://users:hunter2@db.example.com/users"],
    ["a secret without its suffix", secretArn.slice(0, -7)],
    ["a wildcard for all secrets", secretArn.replace("prod/users", "*")],
    ["a wildcard for all parameters below a path", parameterArn.replace("password", "*")],
    ["an ARN of another type", "arn:aws:s3:::bucket/password"],
    ["nothing", ""],
  ];
  for (const [what, value] of values) {
    it(`is not ${what}, and the refusal does not repeat it`, () => {
      expect(user({ secrets: { PASSWORD: value } })).to.deep.equal([
        "`services.users.secrets.PASSWORD` must be a reference to a secret: an SSM " +
          "parameter such as `/prod/users/password`, or the full ARN of a parameter or of " +
          "a Secrets Manager secret. What was found looks like a plain value; remove it " +
          "from the settings, and rotate it if it was ever committed",
      ]);
    });
  }
});

describe("variables read from secrets", () => {
  const secrets = { PASSWORD: parameterArn, URL: secretArn };

  it("have no second source, and have names that a task can use", () => {
    expect(user({ secrets, secretsKmsKeyArn: `${kms}key/1` })).to.deep.equal([]);
    expect(
      user({
        environment: { PASSWORD: "" },
        secrets: { ...secrets, "A-B": parameterArn, BLUEGREEN_COLOR: parameterArn },
      }),
    ).to.deep.equal([
      "`services.users.secrets.PASSWORD` is also set in `environment`; remove one of the two",
      "`services.users.secrets.A-B` must contain only letters, digits and underscores, " +
        "and not start with a digit",
      "`services.users.secrets.BLUEGREEN_COLOR` starts with BLUEGREEN_, a prefix " +
        "reserved for the program",
    ]);
  });

  it("take a customer managed key only if there are secrets", () => {
    const repositorySecretArn =
      "arn:aws:secretsmanager:eu-central-1:123456789012:secret:pull-AbCdEf";
    const login = { repository: "registry.example.com/users", repositorySecretArn };
    expect(user({ ...login, secretsKmsKeyArn: `${kms}key/1` })).to.deep.equal([]);
    expect(user({ secretsKmsKeyArn: `${kms}key/1` })).to.deep.equal([
      "`services.users.secretsKmsKeyArn` has no effect: this service has neither " +
        "`secrets` nor `repositorySecretArn`",
    ]);
    expect(user({ secrets, secretsKmsKeyArn: `${kms}alias/users` })).to.deep.equal([
      "`services.users.secretsKmsKeyArn` must be the ARN of a KMS key, such as " +
        "`arn:aws:kms:eu-central-1:123456789012:key/…`",
    ]);
  });
});

const kms = "arn:aws:kms:eu-central-1:123456789012:";
