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
};

/** Why settings of a preview are refused. */
async function refusals(users: object, outside: object | null = named): Promise<string[]> {
  const { outputs } = await programAt("idle");
  const { outside: _, ...rest } = outputs!["foundation"] as Record<string, unknown>;
  const foundation = { ...rest, ...(outside && { outside }) };
  const run = await runProgram({
    config: { ...config({ users: { host: "users-pr-7", ...users } }), foundation: "base" },
    deployed,
    others: { base: { ...outputs, foundation } },
  });
  if (run.error)
    expect(run.resources.filter(({ type }) => type.startsWith("aws:"))).to.deep.equal([]);
  return run.error?.message.split("\n").slice(1) ?? [];
}

describe("what an environment built on another one may name", function () {
  this.timeout(60_000);

  it("is what the deployed services there name", async () => {
    const users = {
      secrets: { PASSWORD: "/dev/password" },
      secretsKmsKeyArn: key("01234567"),
      repository: "ghcr.io/team/users",
      repositorySecretArn: arn("dev-login"),
    };
    expect(await refusals(users)).to.deep.equal([]);
    expect(await refusals({})).to.deep.equal([]);
  });

  it("is nothing of another environment, and no other registry", async () => {
    const secret = "- `services.users.secrets` names a secret that no service has in stack base";
    for (const [users, found] of [
      [{ secrets: { A: "/dev/password", B: "/prod/password" } }, secret],
      [{ secrets: { A: arn("prod") } }, secret],
      [{ secrets: { A: "arn:aws:ssm:eu-central-1:123456789012:parameter/prod/password" } }, secret],
      [{ repository: "ghcr.io/team/users", repositorySecretArn: arn("prod-login") }, secret],
      [
        { secrets: { A: "/dev/password" }, secretsKmsKeyArn: key("76543210") },
        "- `services.users.secretsKmsKeyArn` is a key that no service has in stack base",
      ],
      [
        { repository: "docker.io/somebody/users" },
        "- `services.users.repository` is one that no service has in stack base",
      ],
    ] as const) {
      expect(await refusals(users), JSON.stringify(users)).to.deep.equal([found]);
    }
  });

  it("is unknown until the other one was deployed by this program", async () => {
    expect(await refusals({}, null)).to.deep.equal([]);
    const [found, ...rest] = await refusals({ secrets: { A: "/dev/password" } }, null);
    expect(found).to.match(
      /^- stack base has no output `foundation.outside`: deploy that stack first/,
    );
    expect(rest).to.deep.equal([]);
  });
});
