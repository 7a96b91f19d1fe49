import { refused } from "../../automation/world/errors";
import type { Leftovers } from "../run/leftovers";
import { exitCodes, type MatrixOptions, type RehearsalOptions } from "../run/options";
import { print, printJson } from "../run/print";
import { faultScripts, killScripts, playScripts, type Script } from "./matrix";
import { matrixTable, progressLine } from "./table";

/** Runs the selected rows and reports on them; returns the exit code. */
export async function runMatrix(
  options: RehearsalOptions,
  matrix: MatrixOptions,
  leftovers: Leftovers,
): Promise<number> {
  const { all, flag } = catalogs[matrix.kind];
  if (matrix.names.includes("list")) {
    await print(namesOf(all()).join("\n"));
    return exitCodes.ok;
  }
  const unknown = matrix.names.filter((name) => !namesOf(all()).includes(name));
  if (unknown.length > 0) {
    throw refused(`${flag} has no ${unknown.join(", ")}`, `bluegreen rehearse ${flag} list`);
  }
  const scripts = all().filter(({ title }) => isWanted(title.point, matrix.names));
  const { ttlSeconds, ratePerSecond, seed, break: broken } = options;
  let played = 0;
  const rows = await playScripts(
    { ttlSeconds, ratePerSecond, seed, broken },
    scripts,
    (row) => process.stderr.write(`${progressLine(row, played++, scripts.length)}\n`),
    (stand) => leftovers.add(() => stand.close()),
  );
  await (options.json ? printJson(rows) : print(`\n${matrixTable(rows)}`));
  const ok = rows.every(({ problems }) => problems.length === 0);
  return ok ? exitCodes.ok : exitCodes.notOk;
}

const catalogs: Record<MatrixOptions["kind"], { all: () => Script[]; flag: string }> = {
  kill: { all: killScripts, flag: "--kill" },
  fault: { all: faultScripts, flag: "--fault" },
};

function namesOf(scripts: Script[]): string[] {
  return [...new Set(scripts.map(({ title }) => title.point))];
}

function isWanted(name: string, names: string[]): boolean {
  return names.length === 0 || names.includes(name);
}
