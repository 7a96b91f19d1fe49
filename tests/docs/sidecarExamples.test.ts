import { readFileSync } from "node:fs";
import { expect } from "chai";
import { parse } from "yaml";
import { sidecarImages, withDigests } from "../../config/sidecarImage";
import { keptSettings } from "../../config/definition";
import { toDerivedConfig } from "../../release/derivedConfig";
import { runProgram } from "../components/engine";
import { find } from "../components/find";
import { phases, releasedWith } from "../components/phases";
import { checkInputs } from "../../localCloud/control/check";
import { registry } from "../../localCloud/control/registry";
import { Random } from "../../localCloud/random";
import { config, settingsOf } from "../config/samples";

type Services = Record<string, Record<string, unknown>>;
interface Container {
  name: string;
  logConfiguration: { logDriver: string };
  [key: string]: unknown;
}

const digest = `sha256:${"1".repeat(64)}`;

function examples(): [string, Services][] {
  const text = readFileSync("docs/sidecars.md", "utf8");
  return text.split(/^## /m).flatMap((chapter) => {
    const title = chapter.slice(0, chapter.indexOf("\n"));
    const blocks = [...chapter.matchAll(/^```yaml\n(.*?)^```$/gms)];
    return blocks.map(
      ([, yaml]) =>
        [title, (parse(yaml!) as { "bluegreen:services": Services })["bluegreen:services"]] as [
          string,
          Services,
        ],
    );
  });
}

/** The containers of the fleet that serves, once an example was released. */
async function rendered(services: Services): Promise<Container[]> {
  const raw = config({ ...services, matching: {} });
  const users = keptSettings(settingsOf(raw).services["users"]!);
  const names = Object.keys((users["sidecars"] ?? {}) as object);
  const digests = Object.fromEntries(names.map((name) => [name, digest]));
  const state = releasedWith(phases.idle, raw);
  const fleet = state.services["users"]!.fleets.blue;
  fleet.settings = withDigests(users, digests);
  const run = await runProgram({
    config: { ...raw, ...toDerivedConfig(state) },
    deployed: { release: state, colorSecret: "s3cret" },
  });
  expect(run.error).to.equal(undefined);
  const { inputs } = find(run, "TaskDefinition", "users-blue");
  const containers = JSON.parse(inputs["containerDefinitions"] as string) as Container[];
  const role = "arn:aws:iam::123456789012:role/users";
  const checked = {
    ...{ ...inputs, executionRoleArn: role, taskRoleArn: role },
    // That of the phases is not spelled as ECS wants it.
    containerDefinitions: JSON.stringify(
      containers.map((one) => (one.name === "users" ? { ...one, image: "users:1" } : one)),
    ),
  };
  const type = registry.get("aws:ecs/taskDefinition:TaskDefinition")!;
  expect(checkInputs(type, "it", {}, checked, new Random(1)).failures).to.deep.equal([]);
  expect(sidecarImages(fleet.settings).every((image) => image.endsWith(digest))).to.equal(true);
  return containers;
}

describe("the examples of docs/sidecars.md", function () {
  this.timeout(60_000);
  const all = examples();

  it("are three", () => {
    expect(all.map(([title]) => title)).to.deep.equal([
      "OpenTelemetry",
      "Datadog, with logs",
      "Fluent Bit to CloudWatch Logs",
    ]);
  });

  for (const [title, services] of all) {
    it(`are settings that ECS takes: ${title}`, async () => {
      const containers = await rendered(services);
      const { users } = services;
      expect(containers.map(({ name }) => name)).to.deep.equal([
        "users",
        ...Object.keys(users!["sidecars"] as object).sort(),
      ]);
      const drivers = containers.map(({ logConfiguration }) => logConfiguration.logDriver);
      const [own, ...beside] = drivers;
      expect(own).to.equal(users!["logs"] ? "awsfirelens" : "awslogs");
      expect(beside.every((one) => one === "awslogs")).to.equal(true);
    });
  }

  it("route a log to Datadog with its key by reference, once the router runs", async () => {
    const [main, , router] = await rendered(all[1]![1]);
    expect(main!["dependsOn"]).to.deep.equal([{ containerName: "router", condition: "START" }]);
    expect(main!.logConfiguration).to.deep.equal({
      logDriver: "awsfirelens",
      options: {
        ...{ Host: "http-intake.logs.datadoghq.eu", Name: "datadog", TLS: "on" },
        ...{ dd_service: "users", dd_source: "nodejs", provider: "ecs" },
      },
      secretOptions: [
        {
          name: "apikey",
          valueFrom: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:datadog-AbCdEf",
        },
      ],
    });
    expect(router!["firelensConfiguration"]).to.deep.equal({
      type: "fluentbit",
      options: { "enable-ecs-log-metadata": "true" },
    });
  });
});
