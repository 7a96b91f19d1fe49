import { expect } from "chai";
import { toDerivedConfig } from "../../release/derivedConfig";
import { type Run, runProgram } from "./engine";
import { find } from "./find";
import { environment, phases, programAt, releasedWith } from "./phases";

const secret = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod/users-AbCdEf";
const key = "arn:aws:kms:eu-central-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef";
const parameter = "arn:aws:ssm:eu-central-1:123456789012:parameter/prod/users/password";

interface Statement {
  Action: string | string[];
  Resource: string | string[];
}

function allowed(run: Run, service: string): Statement[] {
  const { policy } = find(run, "RolePolicy", `${service}-execution`).inputs;
  return (JSON.parse(policy as string) as { Statement: Statement[] }).Statement;
}

describe("a service's secrets", () => {
  let run: Run;
  before(async () => {
    await programAt("idle");
    const services = structuredClone(environment["services"]) as Record<string, object>;
    services["users"] = {
      ...services["users"],
      secrets: {
        PASSWORD: "/prod/users/password",
        SAME_PASSWORD: "/prod/users/password",
        API_KEY: `${secret}:apiKey::`,
      },
      secretsKmsKeyArn: key,
    };
    const release = releasedWith(phases.idle, { ...environment, services });
    run = await runProgram({
      config: { ...environment, services, ...toDerivedConfig(release) },
      deployed: { release, colorSecret: "s3cret" },
    });
  });

  it("are in the container by reference, and in none of its variables", () => {
    const text = find(run, "TaskDefinition", "users-blue").inputs["containerDefinitions"] as string;
    const [container] = JSON.parse(text) as Record<string, unknown>[];
    expect(container!["secrets"]).to.deep.equal([
      { name: "API_KEY", valueFrom: `${secret}:apiKey::` },
      { name: "PASSWORD", valueFrom: parameter },
      { name: "SAME_PASSWORD", valueFrom: parameter },
    ]);
    expect((container!["environment"] as { name: string }[]).map(({ name }) => name)).to.deep.equal(
      ["BLUEGREEN_COLOR", "BLUEGREEN_SERVICE"],
    );
  });

  it("are what ECS may read for it: each ARN once, and the key", () => {
    const read = allowed(run, "users").filter(({ Action }) =>
      /ssm|secrets|kms/.test(String(Action)),
    );
    expect(read).to.deep.equal([
      { Effect: "Allow", Action: "ssm:GetParameters", Resource: [parameter] },
      { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: [secret] },
      { Effect: "Allow", Action: "kms:Decrypt", Resource: [key] },
    ]);
  });

  it("are not readable for another service", () => {
    expect(JSON.stringify(allowed(run, "matching"))).to.not.match(/ssm|secrets|kms/);
  });
});
