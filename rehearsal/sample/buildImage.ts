import { build } from "esbuild";
import { changes } from "./changes";
import type { ImageFacts } from "./image";

export const variants = ["normal", ...changes] as const;
export type Variant = (typeof variants)[number];

/** What an image runs: `server` serves requests, `worker` takes jobs from a queue. */
export type Program = "server" | "worker";

export interface ImageOptions {
  /** Such as `v2`. */
  version: string;
  variant?: Variant;
  /** Defaults to `server`. */
  program?: Program;
  /** Receives the image; created if it does not exist. */
  directory: string;
  /** Seconds before a `slow-start` image listens or takes jobs. */
  slowStartSeconds?: number;
}

/** Builds the sample service or worker into a directory, which the local cloud accepts as an image. */
export async function buildImage(options: ImageOptions): Promise<string> {
  await build({
    entryPoints: {
      server: require.resolve(`./${options.program ?? "server"}`),
      job: require.resolve("./job"),
    },
    outdir: options.directory,
    outExtension: { ".js": ".cjs" },
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    legalComments: "none",
    logLevel: "silent",
    define: { IMAGE_FACTS: JSON.stringify(facts(options)) },
  });
  return options.directory;
}

/** Long enough that what a load balancer adds is little beside it. */
const workMs = 40;
const workTimes: Partial<Record<Variant, number>> = { slow: 2, fast: 0.5 };
/** 3 % of answers. */
const failsEvery = 33;

function facts({ version, variant = "normal", slowStartSeconds = 8 }: ImageOptions): ImageFacts {
  return {
    version,
    healthy: variant !== "bad-health",
    reportedVersion: variant === "bad-tests" ? `${version}-unfinished` : version,
    workMs: workMs * (workTimes[variant] ?? 1),
    userName: variant === "differs" ? "Ann Lee" : "ann",
    failsEvery: variant === "errors" ? failsEvery : null,
    startSeconds: variant === "slow-start" ? slowStartSeconds : 0,
  };
}
