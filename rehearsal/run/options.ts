import { Command, InvalidArgumentError, Option } from "commander";
import { ruleNames } from "../../automation/world/rules";
import { type Variant, variants } from "../report/facts";

/** `release`: one release of one service. `fleet`: services that call each other, a worker, a prototype. */
export const scenarios = ["release", "fleet"] as const;
export type Scenario = (typeof scenarios)[number];

export interface RehearsalOptions {
  scenario: Scenario;
  json: boolean;
  keep: boolean;
  ttlSeconds: number;
  ratePerSecond: number;
  seed: number;
  variant: Variant;
  /** Folder for the report's page; null: none. */
  report: string | null;
  /** Safeguards to take away, to see that the rehearsal notices: rules of the deployer, or `forward`. */
  break: string[];
  /** The fleet's worker may run in both colors at once. */
  overlap: boolean;
  /** Rows of a matrix in place of the one release; null: none. */
  matrix: MatrixOptions | null;
}

export interface MatrixOptions {
  kind: "kill" | "fault";
  /** Of points or faults; all of them when empty. `list` alone names them. */
  names: string[];
}

/** Leaves the engine the processor, of which a matrix or the fleet runs one after another. */
const modestRate = 150;
const rehearsalRate = 1400;
const ttlSeconds: Record<Scenario, number> = { release: 5, fleet: 2 };

/** What a caller of the rehearsal can rely on. */
export const exitCodes = {
  ok: 0,
  /** A release, or what clients saw of it, was not as it should be; or the rehearsal itself failed. */
  notOk: 1,
  /** The rehearsal could not begin: a flag, no engine, a port. */
  refused: 2,
  interrupted: 130,
} as const;

export function optionsParser(): Command {
  return new Command("rehearse")
    .description(
      "Releases v2 of a service by the six steps, on the real engine against a local cloud,\n" +
        "under constant traffic. Needs no AWS account.",
    )
    .addOption(
      new Option("--scenario <name>", "what is released")
        .choices(scenarios)
        .default("release", "one release of one service"),
    )
    .option("--overlap", "in the fleet, old and new workers may run at once", false)
    .option("--json", "one JSON document on stdout, nothing else there", false)
    .option(
      "--ttl <seconds>",
      "TTL of the production records; 60 is the real thing " +
        `(default: ${ttlSeconds.release}; ${ttlSeconds.fleet} in the fleet)`,
      whole(1),
    )
    .option(
      "--rate <requests>",
      `requests per second, over all clients (default: ${rehearsalRate}; ` +
        `${modestRate} in the fleet, and with kills and faults, to leave the engine the processor)`,
      whole(1),
    )
    .option("--seed <number>", "for everything that is left to chance", whole(0), 1)
    .addOption(
      new Option("--image <kind>", "what is wrong with the image of v2")
        .choices(variants.filter((variant) => variant !== "good"))
        .default("good", "nothing"),
    )
    .option("--report <folder>", "write a page with a chart into this folder")
    .option("--keep", "stay up afterwards, and print how to look around", false)
    .addOption(
      new Option(
        "--break <safeguard...>",
        "take safeguards away, to see that it is noticed: once what they guard against happens, which " +
          "`npm run simulate -- --break <rule>` makes sure of",
      ).choices([...ruleNames, "forward"]),
    )
    .option("--kill-matrix", "kill the deployer at every point, and resume or abort elsewhere")
    .option("--kill <point...>", "only at these points; `list` names them")
    .option("--faults", "everything else that can go wrong, one after another")
    .option("--fault <name...>", "only these; `list` names them")
    .allowExcessArguments(false)
    .showHelpAfterError("(see npm run rehearse -- --help)")
    .addHelpText(
      "after",
      `
Exit codes: ${exitCodes.ok} as it should be, ${exitCodes.notOk} not as it should be, ${exitCodes.refused} could not begin, ${exitCodes.interrupted} interrupted`,
    );
}

/** Throws commander's errors, which have been told already. */
export function parseOptions(argv: readonly string[], parser = optionsParser()): RehearsalOptions {
  const given = parser.exitOverride().parse(argv, { from: "user" }).opts<{
    scenario: Scenario;
    overlap: boolean;
    json: boolean;
    keep: boolean;
    ttl?: number;
    rate?: number;
    seed: number;
    image: Variant;
    report?: string;
    break?: string[];
    killMatrix?: true;
    kill?: string[];
    faults?: true;
    fault?: string[];
  }>();
  const matrix = matrixOf(given);
  const { scenario } = given;
  const options: RehearsalOptions = {
    scenario,
    json: given.json,
    keep: given.keep,
    ttlSeconds: given.ttl ?? ttlSeconds[scenario],
    ratePerSecond: given.rate ?? (matrix || scenario === "fleet" ? modestRate : rehearsalRate),
    seed: given.seed,
    variant: given.image,
    report: given.report ?? null,
    break: given.break ?? [],
    overlap: given.overlap,
    matrix,
  };
  const misfit = misfitOf(options);
  if (misfit !== null) parser.error(`error: ${misfit}`);
  return options;
}

/** Why the flags do not go together; null when they do. */
function misfitOf({ scenario, overlap, report, variant, matrix }: RehearsalOptions): string | null {
  if (scenario === "release") {
    return overlap ? "--overlap is about the fleet's worker: add --scenario fleet" : null;
  }
  if (report !== null) return "--report draws one release: leave out --scenario fleet, or --report";
  if (variant !== "good")
    return "--image is about one release: leave out --scenario fleet, or --image";
  if (matrix)
    return "kills and faults have an environment of their own: leave out --scenario fleet";
  return null;
}

function matrixOf(given: {
  killMatrix?: true;
  kill?: string[];
  faults?: true;
  fault?: string[];
}): MatrixOptions | null {
  if (given.kill || given.killMatrix) return { kind: "kill", names: given.kill ?? [] };
  if (given.fault || given.faults) return { kind: "fault", names: given.fault ?? [] };
  return null;
}

function whole(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} on.`);
  };
}
