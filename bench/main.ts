/** `npm run bench`: measures what the deployer costs, and asserts nothing. */
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { canary } from "./canary";
import { commands } from "./commands";
import { help } from "./help";
import type { Measurement, Result } from "./measurement";
import { queries } from "./queries";
import { rehearsal } from "./rehearsal";
import { release } from "./release";
import { scale } from "./scale";
import { simulation } from "./simulation";
import { up } from "./up";

const measurements: readonly Measurement[] = [
  help,
  commands,
  up,
  queries,
  release,
  rehearsal,
  simulation,
  canary,
  scale,
];

interface Options {
  only?: string;
  json?: true;
  services?: number[];
}

async function main(): Promise<void> {
  // `| head` has read enough.
  process.stdout.on("error", () => undefined);
  const { only, json, services } = new Command("bench")
    .description("Measures the deployer. Goals are reported, not enforced.")
    .addOption(
      new Option("--only <name>", "run only this one").choices(
        measurements.map(({ name }) => name),
      ),
    )
    .addOption(
      new Option("--services <counts...>", "environment sizes for `scale`")
        .argParser((text, before: number[] | undefined) => [...(before ?? []), countIn(text)])
        .default(undefined, "1 10 100"),
    )
    .option("--json", "print one JSON document to stdout")
    .exitOverride()
    .parse()
    .opts<Options>();
  const results: Record<string, Result> = {};
  for (const { name, what, run } of measurements) {
    if (only !== undefined && name !== only) continue;
    process.stderr.write(`▸ ${name}: ${what}\n`);
    results[name] = await run((line) => process.stderr.write(`        ${line}\n`), {
      services: [...(services ?? [1, 10, 100])].sort((a, b) => a - b),
    });
    if (!json) process.stdout.write(describe(name, results[name]));
  }
  if (json) process.stdout.write(`${JSON.stringify(results)}\n`);
}

function countIn(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a number of services, at least 1.");
}

function describe(name: string, { figures, goals }: Result): string {
  const lines = Object.entries(figures).map(
    ([figure, value]) =>
      `  ${figure.padEnd(24)}${Number.isInteger(value) ? value : value.toFixed(3)}`,
  );
  lines.push(...goals.map(({ text, met }) => `  goal: ${text}: ${met ? "met" : "missed"}`));
  return `${name}\n${lines.join("\n")}\n`;
}

main().catch((error: unknown) => {
  process.exitCode = error instanceof CommanderError ? (error.exitCode === 0 ? 0 : 2) : 1;
  if (!(error instanceof CommanderError)) console.error(error);
});
