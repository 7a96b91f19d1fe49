import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { z } from "zod";
import { parseDeployedSettings } from "../../automation/adapters/pulumi/history";
import { withKeptSettings } from "../../config/upgrade";
import { toDerivedConfig } from "../../release/derivedConfig";
import { colors, isLegacy, parseState, phases as allPhases } from "../../release/state";
import { config } from "../config/samples";
import { runProgram } from "./engine";
import { find } from "./find";
import { phases } from "./phases";

const services = (users: object) =>
  config({
    users: { ruleSlot: 0, port: 8080, ...users },
    matching: { ruleSlot: 1, port: 9090, compute: { type: "ec2" } },
  });

const secret = { colorSecret: "s3cret" };

/** States as the version before definitions wrote them: stack exports, without what no program reads. */
const fixtureSchema = z.object({
  phase: z.string(),
  historyConfig: z.record(z.string(), z.unknown()),
  deployment: z.object({
    resources: z.array(
      z.object({
        urn: z.string(),
        type: z.string(),
        inputs: z.record(z.string(), z.unknown()).default({}),
        outputs: z.record(z.string(), z.unknown()).optional(),
      }),
    ),
  }),
});

function fixture(phase: string) {
  const text = readFileSync(join(__dirname, "..", "fixtures", "stateV1", `${phase}.json`), "utf8");
  const { historyConfig, deployment } = fixtureSchema.parse(JSON.parse(text));
  const { resources } = deployment;
  const { outputs = {} } = resources.find(({ type }) => type === "pulumi:pulumi:Stack")!;
  const update = { result: "succeeded", startTime: "now", config: historyConfig };
  const settings = parseDeployedSettings("bluegreen", [update])!;
  const inputsOf = (type: string, name: string) =>
    resources.find(({ urn }) => urn.endsWith(`${type}::${name}`))!.inputs;
  return { release: parseState(outputs["release"]), settings, historyConfig, inputsOf };
}

/** Programs that kept no settings had no canary. */
const oldPhases = allPhases.filter((phase) => phase !== "canary");

describe("a state that kept no settings of fleets", () => {
  for (const phase of ["idle", ...oldPhases]) {
    it(`gets them from the last \`up\` in \`${phase}\`, so that edits since then reach no fleet`, async () => {
      const { release, settings, historyConfig, inputsOf } = fixture(phase);
      expect(release.current?.phase ?? "idle").to.equal(phase);
      expect(isLegacy(release)).to.equal(true);
      const upgraded = withKeptSettings(release, settings);
      expect(isLegacy(upgraded)).to.equal(false);
      expect(upgraded.revision).to.equal(release.revision);
      const written = Object.entries(historyConfig).flatMap(([key, value]) => {
        const [, name] = /^bluegreen:(\w+)$/.exec(key) ?? [];
        if (!name || ["activeColor", "fleets", "release"].includes(name)) return [];
        return [[name, (value as { value: string }).value]];
      });
      const config = Object.fromEntries(written) as Record<string, string>;
      const edited = JSON.parse(config["services"]!) as Record<string, object>;
      for (const name of Object.keys(edited))
        Object.assign(edited[name]!, {
          cpu: 512,
          memoryMiB: 1024,
          environment: { CRASH: "1" },
          healthCheck: { path: "/new" },
        });
      const run = await runProgram({
        config: { ...config, services: edited, ...toDerivedConfig(upgraded) },
        deployed: { release, ...secret },
        deployedSettings: settings,
      });
      expect(run.error).to.equal(undefined);
      for (const service of ["users", "matching"]) {
        for (const color of colors) {
          if (release.services[service]!.fleets[color].image === null) continue;
          const name = `${service}-${color}`;
          const made = find(run, "TaskDefinition", name).inputs;
          const was = inputsOf("TaskDefinition", name);
          expect(JSON.parse(made["containerDefinitions"] as string), name).to.deep.equal(
            JSON.parse(
              (was["containerDefinitions"] as string).replace(
                "/bluegreen/rehearsal/" + service + '"',
                "/bluegreen/dev/" + service + '"',
              ),
            ),
          );
          expect([made["cpu"], made["memory"]], name).to.deep.equal([was["cpu"], was["memory"]]);
          const group = `${service}-${color[0]}b`;
          const { path } = find(run, "TargetGroup", group).inputs["healthCheck"] as {
            path: string;
          };
          expect(path, group).to.equal("/health");
        }
      }
    });
  }

  it("is refused by a plain `pulumi up`, which can't ask for the history, with the command that helps", async () => {
    const { release } = fixture("idle");
    const run = await runProgram({
      config: services({}),
      deployed: { release, ...secret },
    });
    expect(run.resources).to.deep.equal([]);
    expect(run.error?.message).to.match(/\nNext: bluegreen up --stack dev$/);
  });

  it("of another version is refused, and named", async () => {
    const release = { ...phases.idle, version: 3 };
    const run = await runProgram({ config: services({}), deployed: { release, ...secret } });
    expect(run.resources).to.deep.equal([]);
    expect(run.error?.message).to.contain("has version 3; this program reads version 2");
  });

  it("takes the idle fleet's definition for what served before", () => {
    const { release, settings } = fixture("retired");
    const idle = { ...release, current: null };
    const { previous, fleets } = withKeptSettings(idle, settings).services["users"]!;
    expect(previous).to.deep.equal({ image: fleets.blue.image, settings: fleets.blue.settings });
    expect(previous!.image).to.be.a("string");
  });
});
