/** `npm run bench`: what the deployer costs, measured, never asserted. */
import { Command, CommanderError, Option } from "commander";
import { help } from "./help";
import type { Measurement, Result } from "./measurement";
import { queries } from "./queries";
import { rehearsal } from "./rehearsal";
import { release } from "./release";
import { simulation } from "./simulation";
import { up } from "./up";

const measurements: readonly Measurement[] = [help, up, queries, release, rehearsal, simulation];

interface Options {
  only?: string;
  json: boolean;
}

async function main(): Promise<void> {
  const { only, json } = new Command("bench")
    .description("Measures the deployer. Goals are reported, not enforced.")
    .addOption(new Option("--only <name>", "run one").choices(measurements.map(({ name }) => name)))
    .option("--json", "one JSON document on stdout", false)
    .exitOverride()
    .parse()
    .opts<Options>();
  const results: Record<string, Result> = {};
  for (const { name, what, run } of measurements) {
    if (only !== undefined && name !== only) continue;
    process.stderr.write(`▸ ${name}: ${what}\n`);
    results[name] = await run((line) => process.stderr.write(`        ${line}\n`));
    if (!json) process.stdout.write(describe(name, results[name]));
  }
  if (json) process.stdout.write(`${JSON.stringify(results)}\n`);
}

function describe(name: string, { figures, goal }: Result): string {
  const lines = Object.entries(figures).map(
    ([figure, value]) =>
      `  ${figure.padEnd(24)}${Number.isInteger(value) ? value : value.toFixed(3)}`,
  );
  if (goal) lines.push(`  goal: ${goal.text}: ${goal.met ? "met" : "missed"}`);
  return `${name}\n${lines.join("\n")}\n`;
}

main().catch((error: unknown) => {
  process.exitCode = error instanceof CommanderError ? (error.exitCode === 0 ? 0 : 2) : 1;
  if (!(error instanceof CommanderError)) console.error(error);
});
