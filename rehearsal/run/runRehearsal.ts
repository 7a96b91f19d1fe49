import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { sweepTempFolders } from "../../automation/adapters/tempFolder";
import { consoleReporter } from "../../automation/cli/console/reporter";
import type { Reporter } from "../../automation/world/ports";
import { printable } from "../../automation/world/printable";
import { runMatrix } from "../crash/runMatrix";
import { rehearseAdoption } from "./adopt/rehearseAdoption";
import { rehearseSettings } from "./edits/rehearseSettings";
import { rehearseSchedules } from "./schedules/rehearseSchedules";
import { describe } from "./failure";
import { interruption } from "./interruption";
import { keepLines } from "./keep";
import { Leftovers } from "./leftovers";
import { exitCodes, type RehearsalOptions, type Scenario } from "./options";
import { rehearseFleet } from "./fleet/rehearseFleet";
import { print, printJson } from "./print";
import { rehearseRelease } from "./rehearseRelease";
import { rehearseShapes } from "./shapes/rehearseShapes";
import { setUp } from "./setUp";
import type { Findings, Stage } from "./stage";

/** Runs a rehearsal and reports on it; returns the exit code. Cleans up however it ends. */
export async function runRehearsal(options: RehearsalOptions): Promise<number> {
  await sweepTempFolders();
  const reporter = consoleReporter(process.stderr, () => Date.now());
  const leftovers = new Leftovers();
  const interrupted = interruption();
  try {
    if (options.matrix) {
      return await Promise.race([runMatrix(options, options.matrix, leftovers), interrupted]);
    }
    const { exitCode, stage } = await Promise.race([
      perform(options, reporter, leftovers),
      interrupted,
    ]);
    if (options.keep) {
      process.stderr.write(`\n${await keepLines(stage)}\n`);
      await interrupted.catch(() => undefined);
    }
    return exitCode;
  } catch (error) {
    const { text, json, exitCode } = describe(error);
    process.stderr.write(`${printable(text)}\n`);
    if (options.json) await printJson(json);
    return exitCode;
  } finally {
    await leftovers.clear();
  }
}

const scenarios: Record<Scenario, (stage: Stage) => Promise<Findings>> = {
  release: rehearseRelease,
  fleet: rehearseFleet,
  settings: rehearseSettings,
  schedules: rehearseSchedules,
  adopt: rehearseAdoption,
  shapes: rehearseShapes,
};

async function perform(
  options: RehearsalOptions,
  reporter: Reporter,
  leftovers: Leftovers,
): Promise<{ exitCode: number; stage: Stage }> {
  const stage = await setUp(options, reporter, leftovers);
  const { ok, document, summary, page } = await scenarios[options.scenario](stage);
  await (options.json ? printJson(document) : print(`\n${summary}`));
  if (options.report !== null && page) {
    reporter.note(`report: ${writeReport(options.report, page())}`);
  }
  return { exitCode: ok ? exitCodes.ok : exitCodes.notOk, stage };
}

/** Returns the path of the page. */
function writeReport(folder: string, page: string): string {
  mkdirSync(folder, { recursive: true });
  const path = resolve(join(folder, "rehearsal.html"));
  writeFileSync(path, page);
  return path;
}
