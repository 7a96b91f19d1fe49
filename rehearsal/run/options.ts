import { Command, InvalidArgumentError, Option } from "commander";
import { ruleNames } from "../../automation/rules";
import { type Variant, variants } from "../report/facts";

export interface RehearsalOptions {
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
  /** Rows of a matrix in place of the one release; null: none. */
  matrix: MatrixOptions | null;
}

export interface MatrixOptions {
  kind: "kill" | "fault";
  /** Of points or faults; all of them when empty. `list` alone names them. */
  names: string[];
}

/** Leaves the engine the processor, of which a matrix runs one after another. */
const matrixRate = 150;
const rehearsalRate = 1500;

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
    .option("--json", "one JSON document on stdout, nothing else there", false)
    .option("--ttl <seconds>", "TTL of the production records; 60 is the real thing", whole(1), 5)
    .option(
      "--rate <requests>",
      `requests per second, over all clients (default: ${rehearsalRate}; ` +
        `${matrixRate} with kills and faults, to leave the engine the processor)`,
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
        "take safeguards away, to see that it is noticed",
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
    json: boolean;
    keep: boolean;
    ttl: number;
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
  return {
    json: given.json,
    keep: given.keep,
    ttlSeconds: given.ttl,
    ratePerSecond: given.rate ?? (matrix ? matrixRate : rehearsalRate),
    seed: given.seed,
    variant: given.image,
    report: given.report ?? null,
    break: given.break ?? [],
    matrix,
  };
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
