import { expect } from "chai";
import { config, problemsOf } from "./samples";

const secretArn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod/users-AbCdEf";
const parameterArn = "arn:aws:ssm:eu-central-1:123456789012:parameter/prod/users/password";
const user = (service: object) => problemsOf(config({ users: service }));

describe("variables read from secrets", () => {
  const secrets = { PASSWORD: parameterArn, URL: secretArn };

  it("have no second source, and have names that a task can use", () => {
    expect(
      user({ secrets, secretsKmsKeyArn: `${kms}key/01234567-89ab-cdef-0123-456789abcdef` }),
    ).to.deep.equal([]);
    expect(
      user({
        environment: { PASSWORD: "" },
        secrets: { ...secrets, "A-B.C": parameterArn, BLUEGREEN_COLOR: parameterArn },
      }),
    ).to.deep.equal([
      "`services.users.secrets.PASSWORD` is also set in `environment`; remove one of the two",
      "`services.users.secrets.BLUEGREEN_COLOR` starts with BLUEGREEN_, a prefix " +
        "reserved for the program",
    ]);
  });

  it("take a customer managed key only if there are secrets", () => {
    const repositorySecretArn =
      "arn:aws:secretsmanager:eu-central-1:123456789012:secret:pull-AbCdEf";
    const login = { repository: "registry.example.com/users", repositorySecretArn };
    const secretsKmsKeyArn = `${kms}key/01234567-89ab-cdef-0123-456789abcdef`;
    const image = "ghcr.io/team/otel:1";
    const routed = {
      sidecars: { router: { image, logRouter: {} } },
      logs: { options: { Name: "datadog" }, secretOptions: secrets },
    };
    for (const named of [login, { sidecars: { otel: { image, secrets } } }, routed]) {
      expect(user({ ...named, secretsKmsKeyArn })).to.deep.equal([]);
    }
    expect(user({ secretsKmsKeyArn })).to.deep.equal([
      "`services.users.secretsKmsKeyArn` has no effect: this service names no secret (`secrets`, " +
        "`repositorySecretArn`, or those of `sidecars` and `logs`)",
    ]);
    expect(user({ secrets, secretsKmsKeyArn: `${kms}alias/users` })).to.deep.equal([
      "`services.users.secretsKmsKeyArn` is the ARN of an alias; IAM needs the ARN " +
        "of the key itself (`aws kms describe-key`)",
    ]);
    expect(user({ secrets, secretsKmsKeyArn: `${kms}key/mrk-${"0".repeat(32)}` })).to.deep.equal(
      [],
    );
    const isolated = `${kms.replace("eu-central-1", "us-iso-east-1")}key/mrk-${"0".repeat(32)}`;
    expect(
      user({ secrets, secretsKmsKeyArn: isolated.replace("arn:aws:", "arn:aws-iso:") }),
    ).to.deep.equal([]);
    expect(user({ secrets, secretsKmsKeyArn: isolated })).to.deep.equal([
      "`services.users.secretsKmsKeyArn` is an ARN that names a region of another partition; in that region ARNs " +
        "begin with `arn:aws-iso:`",
    ]);
    expect(user({ secrets, secretsKmsKeyArn: `${kms}key/1` })).to.deep.equal([
      "`services.users.secretsKmsKeyArn` must be the ARN of a KMS key, such as " +
        "`arn:aws:kms:eu-central-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef`, found " +
        "`arn:aws:kms:eu-central-1:123456789012:key/1`",
    ]);
  });

  it("may have any name that a container can have", () => {
    const environment = { "log-level": "a", "spring.profiles.active": "b", "2FA": "c", "a b": "d" };
    expect(user({ environment })).to.deep.equal([]);
    expect(user({ environment: { "": "a", "A=B": "b", "A\nB": "c" } })).to.deep.equal([
      "`services.users.environment.` has a variable without a name",
      "`services.users.environment.A=B` has a `=` in its name; that character ends the name of a variable",
      "`services.users.environment.A\nB` has a control character in its name, such as a line break",
    ]);
    const proto = JSON.parse('{ "__proto__": "a" }') as object;
    expect(user({ environment: proto })).to.deep.equal([
      "`services.users.environment.__proto__` can't be used as a key",
    ]);
    expect(user({ environment: { A: "\0" } })).to.deep.equal([
      "`services.users.environment.A` has a NUL character in its value",
    ]);
  });

  it("are no reason for credentials of a registry that is not named", () => {
    const repositorySecretArn = secretArn;
    expect(user({ repository: "ghcr.io/team/users", repositorySecretArn })).to.deep.equal([]);
    expect(user({ repositorySecretArn })).to.deep.equal([
      "`services.users.repositorySecretArn` is for the registry named in `repository`, which is not " +
        "set: images come from an ECR repository, which needs no credentials; set `repository`, or " +
        "remove this",
    ]);
    const login = (arn: string) =>
      user({ repository: "ghcr.io/team/users", repositorySecretArn: arn });
    expect(login(`${secretArn}:password::`)).to.deep.equal([
      "`services.users.repositorySecretArn` must be the ARN of a whole secret in Secrets Manager",
    ]);
    expect(login(parameterArn)).to.deep.equal([
      "`services.users.repositorySecretArn` must be the ARN of a whole secret in Secrets Manager",
    ]);
    expect(login(secretArn.slice(0, -7))).to.deep.equal([
      `\`services.users.repositorySecretArn\` ${
        "is incomplete: Secrets Manager adds a hyphen and six " +
        "characters to the name of a secret; copy the whole ARN"
      }`,
    ]);
  });
});

const kms = "arn:aws:kms:eu-central-1:123456789012:";
