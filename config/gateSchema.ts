import { z } from "zod";
import { leastPairs } from "../statistics/verdict";
import { seconds } from "./seconds";
import { passedText, variableName } from "./variables";

const path = z
  .string()
  .regex(/^\//, "must be a path that starts with `/`")
  .regex(/^[^\s\x00-\x1f\x7f]*$/, "has a space or a control character; write it as in a URL: `%20`")
  .regex(/^[^#]*$/, "has a fragment (`#…`), which is never sent");

/** One HTTP request of the test gate and its expected response. */
export const check = z.strictObject({
  /** With its query, as in a URL. */
  path,
  /** HTTP method; both only read. */
  method: z.enum(["GET", "HEAD"]).default("GET"),
  /** HTTP status. */
  status: z.number().int().min(100).max(599).default(200),
  /** Text that the body must contain. */
  text: z.string().optional(),
  /** Members that the JSON body must have, compared deeply. */
  json: z.record(z.string(), z.json()).optional(),
});

/** Of all requests of a comparison together. */
export const mostPairs = 10_000;

/** How `compare` measures the new version against production. */
export const compare = z.strictObject({
  /** Sent to both versions; they must only read. */
  requests: z
    .array(
      z.strictObject({
        /** With its query, as in a URL. */
        path,
        /** HTTP method; both only read. */
        method: z.enum(["GET", "HEAD"]).default("GET"),
        /** Headers of the request, by name. */
        headers: z.record(z.string(), z.string()).default({}),
        /** Share of the pairs for this request, relative to the other requests. */
        share: z.number().min(0.001).max(1000).default(1),
      }),
    )
    .min(1),
  /** The pairs are spread over this time. If the result is unclear, it is extended up to three times as long. */
  minutes: z.number().int().min(10).max(120).default(10),
  /**
   * Pairs of all requests together. Each is three requests: one to the new version, two to the old one.
   */
  pairs: z.number().int().min(leastPairs).max(mostPairs).default(360),
  /** How many times as slow as the old version the new one may be. */
  maxSlowdown: z.number().min(1.1).max(10).default(1.25),
  /** JSON pointers to fields of the answers that may differ, such as `/generatedAt`. */
  ignore: z
    .array(
      z.string().regex(/^(\/([^~/]|~[01])*)*$/, "must be a JSON pointer such as `/generatedAt`"),
    )
    .default([]),
  /** Whether a version that is not shown to be as fast, or that answers differently, ends the release. */
  gate: z.boolean().default(true),
});

/** How the candidate's load balancer and tasks are warmed up before the switch. */
export const warm = z.strictObject({
  /** Requested in turn, with GET. */
  paths: z.array(path).min(1).max(100),
  /** What the load rises to, for all paths together. */
  requestsPerSecond: z.number().int().min(1).max(1000),
  /** The load rises for the first two thirds of this time, and stays for the last. */
  seconds: seconds(10, 3600).default(60),
});

/** How production moves to the new version before the switch, step by step, and what ends that. */
export const canary = z.strictObject({
  /** In order; each sends more requests to the new version than the one before. */
  steps: z
    .array(
      z.strictObject({
        /** Of the requests at both load balancers, for the new version. */
        percent: z.number().int().min(1).max(100),
        /** How long the share serves, and is watched, before the next one. */
        minutes: z.number().int().min(1).max(1440),
      }),
    )
    .min(1),
  /** Of 100 new versions that are as good as the old one, how many may be rolled back by mistake. */
  falseAlarmPercent: z.number().min(0.1).max(10).default(1),
  /** How many times as slow as the old version the new one may be. */
  maxSlowdown: z.number().min(1.05).max(10).default(1.1),
});

/** A command on the deploying machine that tests the candidate. */
export const test = z.strictObject({
  /** Shell command, run on the machine that deploys. It must exit with 0. */
  command: passedText.refine((text) => text.trim() !== "", "is empty: it would test nothing"),
  /** A command that is still running after this time is stopped and counts as failed. */
  timeoutSeconds: seconds(1, 7200).default(300),
  /**
   * Environment variables of the deploying machine to pass to the command although they look like
   * credentials, such as `GITHUB_TOKEN` or `AWS_REGION`. All others are passed, except `AWS_*`,
   * `PULUMI_*`, `ACTIONS_*`, and names with the word `TOKEN`, `SECRET`, `PASSWORD`, `PASSPHRASE`,
   * `CREDENTIALS`, `AUTH` or `JWT`, or that end in `_KEY`, `_PASS` or `_PWD`.
   */
  passVariables: z.array(variableName).default([]),
});

export type Check = z.output<typeof check>;
export type CompareSettings = z.output<typeof compare>;
export type WarmSettings = z.output<typeof warm>;
export type CanarySettings = z.output<typeof canary>;
