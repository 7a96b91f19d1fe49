import { expect } from "chai";
import { parseReference } from "../../config/secretReference";
import { config, problemsOf } from "./samples";

const secretArn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod/users-AbCdEf";
const parameterArn = "arn:aws:ssm:eu-central-1:123456789012:parameter/prod/users/password";
const user = (service: object) => problemsOf(config({ users: service }));

describe("a reference to a secret", () => {
  it("is a parameter by name or ARN, or a secret by its full ARN, whole or a part of it", () => {
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
    ["all secrets", secretArn.replace("prod/users", "*")],
    ["all parameters below a path", parameterArn.replace("password", "*")],
    ["an ARN of another kind", "arn:aws:s3:::bucket/password"],
    ["nothing", ""],
  ];
  for (const [what, value] of values) {
    it(`is not ${what}, and the refusal does not repeat it`, () => {
      expect(user({ secrets: { PASSWORD: value } })).to.deep.equal([
        "`services.users.secrets.PASSWORD` must say where the secret is: an SSM parameter such as " +
          "`/prod/users/password`, or the full ARN of a parameter or of a Secrets Manager secret. What " +
          "stands here looks like a value; take it out of the settings, and if it was ever committed, " +
          "change it",
      ]);
    });
  }
});

describe("the variables that take secrets", () => {
  const secrets = { PASSWORD: parameterArn, URL: secretArn };

  it("have one source each, and names that a task can have", () => {
    expect(user({ secrets, secretsKmsKeyArn: `${kms}key/1` })).to.deep.equal([]);
    expect(
      user({
        environment: { PASSWORD: "" },
        secrets: { ...secrets, "A-B": parameterArn, BLUEGREEN_COLOR: parameterArn },
      }),
    ).to.deep.equal([
      "`services.users.secrets.PASSWORD` is in `environment` too; a variable has one source",
      "`services.users.secrets.A-B` must be named in letters, digits and underscores",
      "`services.users.secrets.BLUEGREEN_COLOR` starts with BLUEGREEN_, which the program sets itself",
    ]);
  });

  it("come with a key of one's own only where there are some", () => {
    const repositorySecretArn =
      "arn:aws:secretsmanager:eu-central-1:123456789012:secret:pull-AbCdEf";
    const login = { repository: "registry.example.com/users", repositorySecretArn };
    expect(user({ ...login, secretsKmsKeyArn: `${kms}key/1` })).to.deep.equal([]);
    expect(user({ secretsKmsKeyArn: `${kms}key/1` })).to.deep.equal([
      "`services.users.secretsKmsKeyArn` is a key without a lock: there are no `secrets`, and no `repositorySecretArn`",
    ]);
    expect(user({ secrets, secretsKmsKeyArn: `${kms}alias/users` })).to.deep.equal([
      "`services.users.secretsKmsKeyArn` must be the ARN of a KMS key, such as " +
        "`arn:aws:kms:eu-central-1:123456789012:key/…`",
    ]);
  });
});

const kms = "arn:aws:kms:eu-central-1:123456789012:";
