import { Command, InvalidArgumentError, Option } from "commander";
import { ruleNames, tellingRules } from "../../automation/world/rules";
import { type Variant, variants } from "../report/facts";
import { patientTimeoutMs, usualTimeoutMs } from "../traffic/protocol";

/**
 * `release`: one release of one service. `fleet`: services that call each other, a worker, a prototype.
 * `settings`: edits of settings, released and not. `schedules`: jobs across a release and a rollback. `adopt`: names
 * that are served from elsewhere are taken over. `shapes`: services that speak gRPC and HTTP/2, and a sticky one.
 */
export const scenarios = ["release", "fleet", "settings", "schedules", "adopt", "shapes"] as const;
export type Scenario = (typeof scenarios)[number];

export interface RehearsalOptions {
  scenario: Scenario;
  json: boolean;
  keep: boolean;
  /** The live page is served, and opened in a browser where there is one. */
  open: boolean;
  ttlSeconds: number;
  ratePerSecond: number;
  /** Deadline of a client's request. */
  timeoutMs: number;
  seed: number;
  /** Addresses of each load balancer. */
  nodes: number;
  /** Calls of Pulumi's provider take as long as measured with the one for AWS. */
  awsTimes: boolean;
  variant: Variant;
  /** The versions are compared before the switch; always so with an image that no canary, or none here, tells from a good one. */
  compare: boolean;
  /** Production is shifted by shares before the switch, and judged by metrics; always so with an image that fails. */
  canary: boolean;
  /** Load balancers grow with their load, and the candidate's is warmed up before the switch unless that is broken. */
  warm: boolean;
  /** Folder for the report's page; null: no report. */
  report: string | null;
  /** Safeguards to disable, to see that the rehearsal notices: rules of the deployer, or of the cloud. */
  break: string[];
  /** The fleet's worker may run in both colors at once. */
  overlap: boolean;
  /** Rows of a matrix, run in place of the one release; null: no matrix. */
  matrix: MatrixOptions | null;
}

/** Sticky clients stay on their task, and on none that nothing forwards to; a task ends with its sidecar. */
const shapeSafeguards = ["session", "cookie", "essential"];

/** Safeguards that load balancers or settings provide, not the deployer. */
export const cloudSafeguards = [
  ...["forward", "deregistration", "warm", "weights", "schedules"],
  ...shapeSafeguards,
];

export interface MatrixOptions {
  kind: "kill" | "fault";
  /** Names of points or faults; all of them if empty. `list` alone lists them. */
  names: string[];
}

/** Images that only a comparison tells from a good one. */
const compared: readonly Variant[] = ["slow", "fast", "differs"];

/** Leaves processor time to Pulumi, which a matrix or the fleet runs many times, or to what is timed. */
const modestRate = 150;
const rehearsalRate = 1500;
const defaultNodes = 2;
const ttlSeconds: Record<Scenario, number> = {
  release: 5,
  fleet: 2,
  settings: 2,
  schedules: 2,
  adopt: 2,
  shapes: 2,
};

/** Exit codes that callers of the rehearsal can rely on. */
export const exitCodes = {
  ok: 0,
  /** A release, or what clients saw of it, was not as expected; or the rehearsal itself failed. */
  notOk: 1,
  /** The rehearsal could not start: a flag, Pulumi missing, a port. */
  refused: 2,
  interrupted: 130,
} as const;

export function optionsParser(): Command {
  return withMatrix(withCloud(new Command("rehearse")))
    .description(
      "Releases v2 of a service in the six steps, with the real Pulumi CLI against a " +
        "local cloud, under constant traffic. Needs no AWS account.",
    )
    .addOption(
      new Option("--scenario <name>", "what to rehearse")
        .choices(scenarios)
        .default("release", "one release of one service"),
    )
    .option("--overlap", "fleet: old and new workers may run at once")
    .option("--json", "print one JSON document to stdout and nothing else")
    .option(
      "--ttl <seconds>",
      `TTL of the production records; AWS has 60 (default: ${ttlSeconds.release}; ` +
        `all other scenarios: ${ttlSeconds.fleet})`,
      whole(1),
    )
    .option(
      "--rate <requests>",
      `requests per second over all clients (default: ${rehearsalRate}; other ` +
        `scenarios, kills, faults, comparisons and warm-ups: ${modestRate}, to leave them CPU time)`,
      whole(1),
    )
    .option("--seed <number>", "random seed", whole(0), 1)
    .addOption(
      new Option("--image <kind>", "the fault in v2's image")
        .choices(variants.filter((variant) => variant !== "good"))
        .default("good", "nothing"),
    )
    .option(
      "--compare",
      "compare both versions before the switch, with each minute shortened to a second",
    )
    .option(
      "--canary",
      "shift production by shares before the switch, with each minute shortened to a second",
    )
    .option(
      "--warm",
      "load balancers grow only with their load, and `warm` prepares the candidate's for the switch",
    )
    .option("--report <folder>", "write an HTML page with charts into this folder")
    .option("--keep", "keep the environment running afterwards, and print how to look around")
    .option("--open", "show the live page: print its link, and open it where there is a browser")
    .addOption(
      new Option(
        "--break <safeguard...>",
        "disable safeguards to see whether the rehearsal notices; it can only if the problem occurs that they prevent, which `npm run simulate -- --break <rule>` guarantees",
      ).choices([...ruleNames, ...cloudSafeguards, ...tellingRules]),
    )
    .allowExcessArguments(false)
    .showHelpAfterError("(see bluegreen rehearse --help)")
    .addHelpText(
      "after",
      `
Exit codes: ${exitCodes.ok} as expected, ${exitCodes.notOk} not as expected, ${exitCodes.refused} could not start, ${exitCodes.interrupted} interrupted`,
    );
}

/** What the local cloud is like. */
function withCloud(command: Command): Command {
  return command
    .option(
      "--nodes <number>",
      "addresses of each load balancer; DNS answers 8 at a time, as on AWS",
      whole(1),
      defaultNodes,
    )
    .option(
      "--aws-times",
      "make Pulumi's calls as slow as measured with the AWS provider; takes minutes longer",
    );
}

function withMatrix(command: Command): Command {
  return command
    .option(
      "--kill-matrix",
      "kill the deployer at every point, then resume or abort from another process",
    )
    .option("--kill <point...>", "only these points; `list` lists them")
    .option("--faults", "everything else that can go wrong, one after another")
    .option("--fault <name...>", "only these faults; `list` lists them");
}

/** Throws commander's errors, which have been printed already. */
export function parseOptions(argv: readonly string[], parser = optionsParser()): RehearsalOptions {
  const given = parser.exitOverride().parse(argv, { from: "user" }).opts<{
    scenario: Scenario;
    overlap?: true;
    json?: true;
    keep?: true;
    open?: true;
    ttl?: number;
    rate?: number;
    seed: number;
    nodes: number;
    awsTimes?: true;
    image: Variant;
    compare?: true;
    canary?: true;
    warm?: true;
    report?: string;
    break?: string[];
    killMatrix?: true;
    kill?: string[];
    faults?: true;
    fault?: string[];
  }>();
  const matrix = matrixOf(given);
  const { scenario } = given;
  const broken = given.break ?? [];
  const canary = (given.canary ?? false) || given.image === "errors" || broken.includes("weights");
  const unseen = canary ? ["differs"] : compared;
  const compare = (given.compare ?? false) || unseen.includes(given.image);
  const warm = (given.warm ?? false) || broken.includes("warm");
  const modest = matrix !== null || scenario !== "release" || compare || canary || warm;
  const options: RehearsalOptions = {
    scenario,
    json: given.json ?? false,
    keep: given.keep ?? false,
    open: given.open ?? false,
    ttlSeconds: given.ttl ?? ttlSeconds[scenario],
    ratePerSecond: given.rate ?? (modest ? modestRate : rehearsalRate),
    timeoutMs: modest ? patientTimeoutMs : usualTimeoutMs,
    seed: given.seed,
    nodes: given.nodes,
    awsTimes: given.awsTimes ?? false,
    variant: given.image,
    compare,
    canary,
    warm,
    report: given.report ?? null,
    break: broken,
    overlap: given.overlap ?? false,
    matrix,
  };
  const misfit = misfitOf(options);
  if (misfit !== null) parser.error(`error: ${misfit}`);
  return options;
}

/** Why the flags contradict each other; null if they don't. */
function misfitOf(options: RehearsalOptions): string | null {
  const { scenario, overlap, report, variant, compare, canary, warm, matrix } = options;
  if (overlap && scenario !== "fleet") {
    return "--overlap applies to the fleet's worker: add --scenario fleet";
  }
  if (matrix) return matrixMisfit(options);
  const telling = options.break.find(isOfTelling);
  if (telling !== undefined) {
    return `only kills and faults have a receiver of events: add --kill or --fault, or remove --break ${telling}`;
  }
  const own = options.break.find((name) => shapeSafeguards.includes(name));
  if (own !== undefined && scenario !== "shapes")
    return `--break ${own} applies to services of other shapes: add --scenario shapes`;
  if (scenario === "release") return null;
  const remove = `remove --scenario ${scenario}`;
  if (report !== null) return `--report draws a single release: ${remove} or --report`;
  if (variant !== "good") return `--image applies to a single release: ${remove} or --image`;
  if (warm) return `--warm applies to a single release: ${remove} or --warm`;
  if (canary) return `--canary applies to a single release: ${remove} or --canary`;
  if (compare) return `--compare applies to a single release: ${remove} or --compare`;
  return null;
}

const isOfTelling = (name: string) => (tellingRules as readonly string[]).includes(name);

/** A flag that would have no effect on kills and faults. */
function matrixMisfit(options: RehearsalOptions): string | null {
  const ignored: Record<string, boolean> = {
    [`--scenario ${options.scenario}`]: options.scenario !== "release",
    "--image": options.variant !== "good",
    "--compare": options.compare,
    "--canary": options.canary && !options.break.includes("weights"),
    "--warm": options.warm && !options.break.includes("warm"),
    "--nodes": options.nodes !== defaultNodes,
    "--aws-times": options.awsTimes,
    "--report": options.report !== null,
    "--keep": options.keep,
    "--open": options.open,
    "--break": !options.break.every(isOfTelling),
  };
  const flag = Object.keys(ignored).find((name) => ignored[name]);
  return flag === undefined
    ? null
    : `kills and faults use an environment of their own: remove ${flag}`;
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
    throw new InvalidArgumentError(`It must be a whole number of at least ${least}.`);
  };
}
