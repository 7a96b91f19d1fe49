import { shortDigest } from "../../automation/world/versions";
import { mixedVersionSeconds, type Count } from "../traffic/trafficReport";
import type { Facts } from "./facts";
import { count, seconds } from "./numbers";

/**
 * A table as rows of cells, the first row being its head. The summary and the page show the same tables.
 */
export type Rows = string[][];

/** Requests by kind of client and service. */
export function requestRows({ traffic }: Pick<Facts, "traffic">): Rows {
  const services = Object.keys(traffic.services);
  const rows = Object.entries(traffic.clients).map(([kind, client]) => [
    kind,
    ...services.map((service) => requests(client.services[service])),
    requests(client),
    milliseconds(client.medianMs),
    milliseconds(client.p99Ms),
  ]);
  const all = requests({ ...traffic, closedByStop: 0 });
  return [
    ["client", ...services, "all", "median", "p99"],
    ...rows,
    ["all", ...services.map((name) => requests(traffic.services[name])), all, "", ""],
  ];
}

/** Seconds of each step, then those of the `up`s, which take most of the time. */
export function stepRows({ deployer }: Facts): Rows {
  const ups = deployer.upSeconds.map((value) => seconds(value)).join(", ");
  return [
    ["step", "", "took"],
    ...deployer.steps.map(({ step, name, seconds: took }) => [step, name, seconds(took)]),
    ["", `\`up\`s: ${ups || "none"}`, seconds(sum(deployer.upSeconds))],
  ];
}

/** First and last answer of each version, as seconds since traffic started. */
export function versionRows({ traffic }: Pick<Facts, "traffic">): Rows {
  const since = (atMs: number) => seconds((atMs - traffic.startedMs) / 1000);
  const rows = Object.entries(traffic.services).flatMap(([service, { versions }]) =>
    versions.map(({ version, digest, answers, firstMs, lastMs }) => [
      `${service} ${version}`,
      shortDigest(digest),
      count(answers),
      since(firstMs),
      since(lastMs),
    ]),
  );
  return [["answered by", "digest", "answers", "first at", "last at"], ...rows];
}

/** Drain, mixed-version window and long requests, one sentence each, as far as there were any. */
export function windowLines({ deployer, traffic, released, digests, limit }: Facts): string[] {
  const versions = traffic.services[released]?.versions ?? [];
  const mixed = mixedVersionSeconds(versions, digests.after);
  const { drainSeconds } = deployer;
  const { closedByStop, finishedAfterStop } = traffic;
  const long =
    `${count(closedByStop)} streams of ${released} were closed by the stop, each at least ` +
    `${limit.announcedSeconds} s (${seconds(limit.hereSeconds)} here) after it began; ` +
    `${count(finishedAfterStop)} long requests that were open then finished`;
  return [
    ...(drainSeconds === null ? [] : [`drain between switch and stop: ${seconds(drainSeconds)}`]),
    ...(mixed > 0 ? [`both versions of ${released} answered clients for ${seconds(mixed)}`] : []),
    ...(closedByStop + finishedAfterStop > 0 ? [long] : []),
  ];
}

function requests(given: (Count & { closedByStop?: number }) | undefined): string {
  if (!given) return "";
  const { failed, closedByStop = 0 } = given;
  const notes = [
    ...(failed > 0 ? [`${count(failed)} failed`] : []),
    ...(closedByStop > 0 ? [`${count(closedByStop)} closed by the stop`] : []),
  ];
  return count(given.requests) + (notes.length > 0 ? ` (${notes.join(", ")})` : "");
}

function milliseconds(value: number | null): string {
  return value === null ? "" : `${count(value)} ms`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
