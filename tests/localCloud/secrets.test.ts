import { expect } from "chai";
import { readSecrets } from "../../localCloud/control/secrets";
import type { Properties } from "../../localCloud/control/resource";
import { Task } from "../../localCloud/dataplane/task";
import { serviceWorld } from "../../localCloud/control/ecsPlacement";
import { Fixture, refusal, until } from "./fixture";

const parameter = "arn:aws:ssm:eu-central-1:123456789012:parameter/prod/password";
const secret = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod-AbCdEf";

describe("secrets in the local cloud", () => {
  let fixture: Fixture;
  let role: Properties;

  beforeEach(async () => {
    fixture = await Fixture.open();
    role = await fixture.create("aws:iam/role:Role", "execution", { assumeRolePolicy: "{}" });
  });
  afterEach(() => fixture.close());

  const allow = (Action: string, Resource: string | string[]) =>
    fixture.create("aws:iam/rolePolicy:RolePolicy", `may-${Action.replace(":", "-")}`, {
      role: role.name,
      policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action, Resource }] }),
    });

  async function define(valueFrom: string, image = "users:v1") {
    const container = {
      name: "users",
      image,
      portMappings: [{ containerPort: 8080 }],
      secrets: [{ name: "PASSWORD", valueFrom }],
    };
    const { arn } = await fixture.create("aws:ecs/taskDefinition:TaskDefinition", "users", {
      family: "users",
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      cpu: "256",
      memory: "512",
      executionRoleArn: role.arn,
      containerDefinitions: JSON.stringify([container]),
    });
    return fixture.cloud.taskDefinitions.get(String(arn))!;
  }

  it("have made-up values, the same for every task", async () => {
    await allow("ssm:GetParameters", [parameter]);
    const definition = await define(parameter);
    const { PASSWORD } = readSecrets(fixture.cloud, definition, definition.container);
    expect(PASSWORD).to.match(/^made-up-[0-9a-f]{24}$/);
    expect(readSecrets(fixture.cloud, definition, definition.container)).to.deep.equal({
      PASSWORD,
    });
    expect(fixture.cloud.secrets.values()).to.deep.equal({ [parameter]: PASSWORD });
  });

  it("are denied to a role whose policy does not name them", async () => {
    await allow("ssm:GetParameters", parameter.replace("password", "*"));
    await allow("secretsmanager:GetSecretValue", secret);
    const other = await define(`${secret}:key::`);
    expect(readSecrets(fixture.cloud, other, other.container)).to.have.keys("PASSWORD");
    const definition = await define(parameter);
    const read = () =>
      Promise.resolve().then(() => readSecrets(fixture.cloud, definition, definition.container));
    expect(await refusal(read())).to.equal(
      `AccessDeniedException: unable to pull secrets: ${String(role.arn)} is not authorized to ` +
        `perform: ssm:GetParameters on resource: ${parameter}`,
    );
  });

  it("are denied to the log of a task as well", async () => {
    const definition = await define(parameter);
    const container = { secrets: [], logSecrets: definition.container.secrets };
    const read = () => Promise.resolve(readSecrets(fixture.cloud, definition, container));
    expect(await refusal(Promise.resolve().then(read))).to.match(/^AccessDeniedException: /);
    await allow("ssm:GetParameters", parameter);
    expect(await read()).to.deep.equal({});
  });

  it("may be missing, or lack a key", async () => {
    await allow("ssm:GetParameters", parameter);
    await allow("secretsmanager:GetSecretValue", secret);
    const { secrets } = fixture.cloud;
    const read = async (reference: string) => {
      const definition = await define(reference);
      return refusal(
        Promise.resolve().then(() => readSecrets(fixture.cloud, definition, definition.container)),
      );
    };
    secrets.setMissing("/prod/password", true);
    secrets.setMissing(`${secret}:key::`, true);
    expect(secrets.find("/prod/password")).to.deep.equal({ exists: false, hasKey: false });
    expect(secrets.find(`${secret}:key::`)).to.deep.equal({ exists: true, hasKey: false });
    expect(await read(parameter)).to.equal(
      "ResourceNotFoundException: unable to pull secrets: can't find the specified secret or parameter " +
        parameter,
    );
    expect(await read(`${secret}:key::`)).to.equal(
      "ResourceNotFoundException: unable to pull secrets: retrieved secret from Secrets Manager did not " +
        "contain json key key",
    );
    expect(await read(`${secret}:other::`)).to.equal("was not refused");
    secrets.setMissing(secret, true);
    expect(secrets.find(`${secret}:other::`)).to.deep.equal({ exists: false, hasKey: false });
    secrets.setMissing("/prod/password", false);
    expect(await read(parameter)).to.equal("was not refused");
  });

  it("are missing whether a parameter is named with its first slash, without it or by its ARN", () => {
    const { secrets } = fixture.cloud;
    const names = ["/foo", "foo", "arn:aws:ssm:eu-central-1:123456789012:parameter/foo"];
    const exist = () => names.map((name) => secrets.find(name).exists);
    for (const name of names) {
      secrets.setMissing(name, true);
      expect(exist(), name).to.deep.equal([false, false, false]);
      expect(secrets.find("/foo/foo").exists).to.equal(true);
      secrets.setMissing(name, false);
      expect(exist(), name).to.deep.equal([true, true, true]);
    }
  });

  it("reach a task's process as environment variables", async () => {
    await allow("ssm:GetParameters", parameter);
    const source = `
      require("node:http").createServer((_, response) => response.end(process.env.PASSWORD))
        .listen(Number(process.env.PORT), "127.0.0.1");
    `;
    await fixture.create("aws:ecr/repository:Repository", "users", { name: "users" });
    const { uri } = fixture.cloud.images.push("users", "v1", fixture.image("v1", source));
    const task = new Task(
      "1",
      "1",
      await define(parameter, uri),
      [],
      serviceWorld(fixture.cloud, null),
    );
    const port = fixture.cloud.ports;
    const taken: number[] = [];
    const take = port.take.bind(port);
    port.take = async () => {
      const next = await take();
      taken.push(next);
      return next;
    };
    await task.start();
    let body = "";
    const ask = () =>
      fetch(`http://127.0.0.1:${taken[0]}/`)
        .then((response) => response.text())
        .then((text) => (body = text))
        .catch(() => "");
    const timer = setInterval(() => void ask(), 20);
    await until("it answers", () => body !== "");
    clearInterval(timer);
    task.kill();
    await task.ended;
    expect(body).to.equal(fixture.cloud.secrets.values()[parameter]);
  });

  it("keep a task from starting if they may not be read, and the task says so", async () => {
    await fixture.create("aws:ecr/repository:Repository", "users", { name: "users" });
    const { uri } = fixture.cloud.images.push("users", "v1", fixture.image("v1", ""));
    const definition = await define(parameter, uri);
    const task = new Task("1", "1", definition, [], serviceWorld(fixture.cloud, null));
    await task.start();
    expect(task.status).to.equal("STOPPED");
    expect(task.stoppedReason).to.match(/^ResourceInitializationError: .* ssm:GetParameters on /);
  });
});
