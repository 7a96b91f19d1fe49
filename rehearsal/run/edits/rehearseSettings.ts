import { setTimeout as sleep } from "node:timers/promises";
import type { Expected, SettingsAct, SettingsFacts } from "../../report/settings/facts";
import { toSettingsDocument } from "../../report/settings/document";
import { settingsSummary } from "../../report/settings/summary";
import { wallClockMs } from "../fleet/acts";
import { createEnvironment } from "../createEnvironment";
import { firstRelease } from "../firstRelease";
import { buildImages, imageFlags, pushImages } from "../images";
import { released } from "../settings";
import { setUpStep } from "../setUpStep";
import { type Findings, repositoryUris, type Stage, trafficOn } from "../stage";
import { newHealthCheck, pending, variables, waiting } from "./pending";
import { servingNow } from "./serving";

/** How long traffic runs before the first edit, until it has reached its rate. */
const beforeMs = 3000;
/** After a command, until ECS would have started tasks again. */
const afterMs = 2000;

interface Act {
  name: string;
  /** Settings by service and key. */
  edit: Record<string, object>;
  args: readonly string[];
  expected: Expected;
  waiting?: Record<string, string[]>;
}

/**
 * Edits of settings under traffic: one released alone, one that crashes, one that goes with an image and
 * back again, and every kind of edit left waiting for a release while the settings are applied.
 */
export async function rehearseSettings(stage: Stage): Promise<Findings> {
  const { cloud, options, reporter, workDir } = stage;
  const images = await setUpStep(reporter, "build two images of the sample service", () =>
    buildImages(workDir.images, options.variant),
  );
  const inventory = await createEnvironment(stage);
  const pushed = await pushImages(cloud.client, images, repositoryUris(inventory));
  await firstRelease(stage, pushed);
  const { before, after } = pushed[released]!;
  const traffic = await trafficOn(stage);
  await sleep(beforeMs);
  const acts: SettingsAct[] = [];
  const first = (await servingNow(stage))[released]!.settings;
  for (const act of actsOn(first, { before: before.digest, after })) {
    acts.push(await play(stage, act));
  }
  const facts: SettingsFacts = { edited: released, acts, traffic: await traffic.stop() };
  const document = toSettingsDocument(facts);
  return { ok: document.ok, document, summary: settingsSummary(facts), page: null };
}

function actsOn(
  first: Record<string, unknown>,
  { before, after }: { before: string; after: { reference: string; digest: string } },
): Act[] {
  const service = ["--service", released];
  const v2 = imageFlags({ [released]: after });
  const alone = { ...first, environment: variables.alone };
  const healthCheck = { ...(first["healthCheck"] as object), ...newHealthCheck };
  return [
    {
      name: "release of a variable alone",
      edit: { [released]: { environment: variables.alone } },
      args: ["deploy", ...service],
      expected: { exitCode: 0, serves: { digest: before, settings: alone } },
    },
    {
      name: "release of a crashing variable and v2",
      edit: { [released]: { environment: variables.crashing } },
      args: ["deploy", ...v2],
      expected: { exitCode: 3, serves: "the same" },
    },
    {
      name: "release of a variable, a health check of v2 and v2",
      edit: { [released]: { environment: variables.withImage, healthCheck: newHealthCheck } },
      args: ["deploy", ...v2],
      expected: {
        exitCode: 0,
        serves: {
          digest: after.digest,
          settings: { ...first, environment: variables.withImage, healthCheck },
        },
      },
    },
    {
      name: "rollback",
      edit: {},
      args: ["rollback", ...service],
      expected: { exitCode: 0, serves: { digest: before, settings: alone } },
    },
    {
      name: "up with every kind of edit waiting",
      edit: pending,
      args: ["up"],
      expected: { exitCode: 0, serves: "the same" },
      waiting,
    },
  ];
}

async function play(stage: Stage, act: Act): Promise<SettingsAct> {
  const { name, edit, args, expected } = act;
  const { deployer, reporter, workDir } = stage;
  reporter.note(`${name}, under traffic`);
  const before = await servingNow(stage);
  workDir.editServices(edit);
  const startedMs = wallClockMs();
  const { code: exitCode, result, json } = await deployer.command(args);
  const endedMs = wallClockMs();
  await sleep(afterMs);
  const after = await servingNow(stage);
  const listed = act.waiting && { expected: act.waiting, found: json["waiting"] };
  const when = { name, startedMs, endedMs };
  return { ...when, result, exitCode, expected, before, after, waiting: listed ?? null };
}
