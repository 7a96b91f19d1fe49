import { expect } from "chai";
import { toDerivedConfig } from "../../release/derivedConfig";
import { config } from "../config/samples";
import { type Run, runProgram } from "./engine";
import { all, find, names } from "./find";
import { keptRepository } from "./keptRepository";
import { phases, programAt, releasedWith } from "./phases";

const own = { project: "bluegreen", environment: "dev", service: "users" };
const secretArn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:ghcr-AbCdEf";

/** The program with these settings of `users`, while its blue fleet is running. */
function programWith(users: object) {
  const services = { users: { ruleSlot: 0, ...users }, matching: { ruleSlot: 1, port: 9090 } };
  const release = releasedWith({ ...phases.idle, revision: 0 }, config(services));
  const derived = toDerivedConfig(release);
  return runProgram({ config: { ...config(services), ...derived } });
}

interface Rule {
  rulePriority: number;
  selection: unknown;
}

interface Statement {
  Action: string | string[];
  Resource: string | string[];
}

describe("repositories that other accounts pull from", () => {
  it("let them pull and do nothing else, and close again when the settings name nobody", async () => {
    const run = await runProgram({
      config: { ...config(), pullAccounts: ["210987654321", "012345678901"] },
    });
    const { inputs, protect } = find(run, "RepositoryPolicy", "users");
    expect(protect).to.equal(false);
    expect(inputs["repository"]).to.equal("bluegreen/dev/users");
    expect(JSON.parse(String(inputs["policy"]))).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "pull",
          Effect: "Allow",
          // The mocked repository has the ARN `arn:users`, whose second part is no partition.
          Principal: {
            AWS: ["arn:users:iam::012345678901:root", "arn:users:iam::210987654321:root"],
          },
          Action: [
            "ecr:BatchCheckLayerAvailability",
            "ecr:BatchGetImage",
            "ecr:GetDownloadUrlForLayer",
          ],
        },
      ],
    });
    expect(names(await runProgram({ config: config() }), "RepositoryPolicy")).to.deep.equal([]);
  });
});

describe("a service whose images are in another account and region", () => {
  it("lets its tasks pull from there", async () => {
    const repository = "210987654321.dkr.ecr.us-east-1.amazonaws.com/shop/dev/users";
    const run = await programWith({ repository });
    const policy = String(find(run, "RolePolicy", "users-execution").inputs["policy"]);
    const { Statement } = JSON.parse(policy) as { Statement: Statement[] };
    expect(Statement[0]).to.deep.include({
      Action: [
        "ecr:BatchCheckLayerAvailability",
        "ecr:GetDownloadUrlForLayer",
        "ecr:BatchGetImage",
      ],
      Resource: ["arn:users", "arn:aws:ecr:us-east-1:210987654321:repository/shop/dev/users"],
    });
  });
});

describe("the repository of a service that is added again", function () {
  this.timeout(20_000);
  const withKept = (tags?: object, deployed: Record<string, unknown> = {}) =>
    runProgram({ config: config(), answers: keptRepository("users", tags), deployed });
  const taken = (run: Run) =>
    Object.fromEntries(all(run, "Repository").map(({ name, imported }) => [name, imported]));

  it("is taken over by its name, whatever else it has, and the others are created", async () => {
    const run = await withKept({ ...own, added: "by hand" });
    expect(run.error).to.equal(undefined);
    expect(taken(run)).to.deep.equal({ users: "bluegreen/dev/users" });
    expect(find(run, "Repository", "users").ignoreChanges).to.have.members([
      ...["forceDelete", "imageScanningConfiguration", "imageTagMutability", "tags"],
    ]);
    expect(find(run, "Repository", "users").retained).to.equal(true);
  });

  it("is not looked for once it is recorded", async () => {
    const place = { uri: "u", arn: "a" };
    const run = await withKept(own, { repositories: { users: place, matching: place } });
    expect(taken(run)).to.deep.equal({ users: "" });
    expect(run.invokes.filter((token) => token.includes("ecr"))).to.deep.equal([]);
  });

  it("is refused if somebody else made it, before anything is registered", async () => {
    const { error, resources } = await withKept({ ...own, environment: "prod" });
    const arn = "arn:aws:ecr:eu-central-1:123456789012:repository/bluegreen/dev/users";
    expect(error?.message).to.equal(
      [
        "This `up` was refused: ECR already has bluegreen/dev/users, without the tags of this environment:",
        "- to take over bluegreen/dev/users with its images: `aws ecr tag-resource --region eu-central-1 " +
          `--resource-arn ${arn} --tags Key=environment,Value=dev\``,
        "Next: tag or delete the repository, or give the service another name, then run the command again",
      ].join("\n"),
    );
    expect(resources).to.deep.equal([]);
  });
});

describe("the images of a service", () => {
  it("are in another registry if the settings say so, with the secret to pull from it", async () => {
    const run = await programWith({
      repository: "ghcr.io/team/users",
      repositorySecretArn: secretArn,
    });
    expect(run.outputs?.["inventory"]).to.have.nested.property(
      "services.users.repositoryUri",
      "ghcr.io/team/users",
    );
    const { inputs } = find(run, "TaskDefinition", "users-blue");
    const [container] = JSON.parse(inputs["containerDefinitions"] as string) as object[];
    expect(container).to.deep.include({
      repositoryCredentials: { credentialsParameter: secretArn },
    });
    const policy = find(run, "RolePolicy", "users-execution").inputs["policy"] as string;
    const { Statement } = JSON.parse(policy) as { Statement: Statement[] };
    expect(Statement.at(-1)).to.deep.equal({
      Effect: "Allow",
      Action: "secretsmanager:GetSecretValue",
      Resource: secretArn,
    });
    expect(Statement[0]?.Resource).to.equal("arn:users");
    expect(names(run, "Repository"), "a running fleet may come from there").to.include("users");
  });

  it("beside it are pulled with a secret of their own", async () => {
    const agent = { image: "registry.example.com/agent:1", repositorySecretArn: secretArn };
    const run = await programWith({ sidecars: { agent } });
    const { inputs } = find(run, "TaskDefinition", "users-blue");
    const [own, beside] = JSON.parse(inputs["containerDefinitions"] as string) as object[];
    expect(own).not.to.have.property("repositoryCredentials");
    expect(beside).to.deep.include({
      name: "agent",
      repositoryCredentials: { credentialsParameter: secretArn },
    });
    const policy = find(run, "RolePolicy", "users-execution").inputs["policy"] as string;
    const { Statement } = JSON.parse(policy) as { Statement: Statement[] };
    expect(Statement.at(-1)).to.deep.equal({
      Effect: "Allow",
      Action: "secretsmanager:GetSecretValue",
      Resource: secretArn,
    });
  });

  it("may be pulled from another ECR repository", async () => {
    const registry = "999999999999.dkr.ecr.eu-west-1.amazonaws.com";
    const run = await programWith({ repository: `${registry}/shared/users` });
    const policy = find(run, "RolePolicy", "users-execution").inputs["policy"] as string;
    const { Statement } = JSON.parse(policy) as { Statement: Statement[] };
    expect(Statement[0]?.Resource).to.deep.equal([
      "arn:users",
      "arn:aws:ecr:eu-west-1:999999999999:repository/shared/users",
    ]);
  });

  it("stay while they serve or a rollback needs them, however many others are pushed", async () => {
    const { inputs } = find(await programAt("idle"), "LifecyclePolicy", "users");
    const { rules } = JSON.parse(inputs["policy"] as string) as { rules: Rule[] };
    expect(rules.map(({ rulePriority, selection }) => [rulePriority, selection])).to.deep.equal([
      [
        1,
        {
          tagStatus: "tagged",
          tagPrefixList: ["serving-"],
          countType: "imageCountMoreThan",
          countNumber: 10_000,
        },
      ],
      [2, { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 500 }],
    ]);
  });

  it("need no credentials in the program's own repository", async () => {
    const { inputs } = find(await programAt("idle"), "TaskDefinition", "users-blue");
    const [container] = JSON.parse(inputs["containerDefinitions"] as string) as object[];
    expect(container).to.not.have.property("repositoryCredentials");
  });
});
