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
}

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
    .option("--rate <requests>", "requests per second, over all clients", whole(1), 1500)
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
    rate: number;
    seed: number;
    image: Variant;
    report?: string;
    break?: string[];
  }>();
  return {
    json: given.json,
    keep: given.keep,
    ttlSeconds: given.ttl,
    ratePerSecond: given.rate,
    seed: given.seed,
    variant: given.image,
    report: given.report ?? null,
    break: given.break ?? [],
  };
}

function whole(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} on.`);
  };
}
