import { Command, CommanderError, InvalidArgumentError } from "commander";
import { setImmediate as macrotask } from "node:timers/promises";
import { type BreakName, isBreakName } from "./breaks";
import { describeBreakable, describeReport, type Explained, type Report, reportOf } from "./report";
import { crashesWithFault, everyBase, plainBases, singles } from "./search/enumerate";
import { explain, type Exploration, explore } from "./search/explore";
import { randomSchedules } from "./search/random";

interface Options {
  runs: number;
  seed: number;
  enumerate?: true;
  break?: BreakName | "list";
  json?: true;
}

const command = new Command("simulate")
  .description(
    "Runs releases with faults, crashes and recoveries against a model of AWS, in " +
      "virtual time, and checks the invariants after every change.",
  )
  .option("--runs <n>", "random schedules", wholeNumber, 20_000)
  .option(
    "--seed <n>",
    "seed of the first random schedule; each schedule after it takes the next seed",
    wholeNumber,
    1,
  )
  .option(
    "--enumerate",
    "first run every single fault in every kind of release, and every crash point with " +
      "every fault in the plain ones (takes minutes)",
  )
  .option(
    "--break <rule>",
    "turn one safety rule off to see whether the checkers notice; `list` lists the rules",
    breakName,
  )
  .option(
    "--json",
    "print one JSON document to stdout: {runs, violations, seconds, runsPerSecond, ...}",
  )
  .addHelpText(
    "after",
    "\nExit codes: 0 no violation, 1 an invariant was violated, 2 invalid arguments.",
  );

// Expected errors are created by the thousand, and nobody reads their stacks.
Error.stackTraceLimit = 0;
void main();

async function main(): Promise<void> {
  // `| head` has closed the pipe.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  const options = parsed();
  if (!options) return;
  if (options.break === "list") return console.log(describeBreakable());
  const report = await simulateAll(options, options.break ?? null);
  console.log(options.json ? JSON.stringify(report) : describeReport(report));
  process.exitCode = report.violations > 0 ? 1 : 0;
}

async function simulateAll(options: Options, broken: BreakName | null): Promise<Report> {
  const started = performance.now();
  const { runs, seed } = options;
  const enumerated = options.enumerate
    ? [
        await explore(singles(everyBase), broken, breathe),
        await explore(crashesWithFault(plainBases), broken, breathe),
      ]
    : [];
  const random = await explore(randomSchedules(runs, seed), broken, breathe);
  const seconds = (performance.now() - started) / 1000;
  const all = [...enumerated, random];
  const explained: Explained[] = [];
  for (const exploration of all) {
    for (const finding of exploration.findings.slice(0, mostExplained)) {
      const { schedule, timeline } = await explain(finding, broken);
      const found = exploration === random ? seed + finding.index : null;
      explained.push({ ...finding, seed: found, shortest: schedule, timeline });
    }
  }
  const sum = (key: "runs" | "violations") =>
    all.reduce((total, one: Exploration) => total + one[key], 0);
  return reportOf({ runs: sum("runs"), violations: sum("violations") }, explained, seconds, broken);
}

/** Undefined if commander has printed the help, or what is wrong. */
function parsed(): Options | undefined {
  try {
    return command.exitOverride().parse().opts<Options>();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? 0 : 2;
    return undefined;
  }
}

/** More than a person reads. */
const mostExplained = 5;

/** Virtual time needs no timers; this lets a signal through. */
async function breathe(): Promise<void> {
  await macrotask();
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
}

function breakName(text: string): BreakName | "list" {
  if (text === "list" || isBreakName(text)) return text;
  throw new InvalidArgumentError("`--break list` lists the rules.");
}
