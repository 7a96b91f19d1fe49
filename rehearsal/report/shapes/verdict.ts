import { shortDigest } from "../../../automation/world/versions";
import { describeFailures } from "../failures";
import type { TrafficReport } from "../../traffic/trafficReport";
import type { ShapesAct, ShapesFacts, SidecarFacts } from "./facts";

/** Streams that end only with their fleet. */
const streams = ["events", "websocket", "grpc-watch"];

/** What went wrong in the rehearsal of shapes; empty if nothing did. */
export function shapesProblems({ acts, traffic, sidecar }: ShapesFacts): string[] {
  return [
    ...acts.flatMap(actProblems),
    ...describeFailures(traffic),
    ...unsent(traffic),
    ...acts.flatMap((act, index) => servedProblems(act, acts[index + 1], traffic)),
    ...streamProblems(traffic),
    ...sidecarProblems(sidecar),
  ];
}

function actProblems({ name, exitCode, exited, result: { reasons } }: ShapesAct): string[] {
  if (exited === exitCode) return [];
  const why = reasons.length > 0 ? `: ${reasons.join("; ")}` : "";
  return [`${name}: exited with ${exited}, expected ${exitCode}${why}`];
}

function unsent({ clients, services }: TrafficReport): string[] {
  const silent = (counts: Record<string, { requests: number }>) =>
    Object.entries(counts).flatMap(([name, { requests }]) => (requests === 0 ? [name] : []));
  return [
    ...silent(clients).map((kind) => `${kind} clients sent no requests`),
    ...silent(services).map((service) => `no requests for ${service} were sent`),
  ];
}

/** From the end of a command until the next one, all clients reach what serves then; also those that stay somewhere. */
function servedProblems(
  { name, endedMs, wanted }: ShapesAct,
  next: ShapesAct | undefined,
  { senders, startedMs, endedMs: until }: TrafficReport,
): string[] {
  const [first, last] = [endedMs, next?.startedMs ?? until].map((ms) => (ms - startedMs) / 1000);
  // A client that nobody answered has failed, which is counted elsewhere.
  const settled = senders.filter(
    ({ second, digest }) => digest !== null && second >= first! && second + 1 <= last!,
  );
  const seen = new Set(settled.map(({ service }) => service));
  const unasked = Object.keys(wanted).filter((service) => !seen.has(service));
  const strangers = settled.filter(({ service, digest }) => digest !== wanted[service]);
  const answers = strangers.map(
    ({ kind, service, digest }) =>
      `${name}: ${kind} clients of ${service} are answered by ${shortDigest(digest!)} afterwards`,
  );
  return [
    ...new Set(answers),
    ...unasked.map((service) => `${name}: nobody was seen to reach ${service} afterwards`),
  ];
}

function streamProblems({ clients }: TrafficReport): string[] {
  return streams
    .filter((kind) => clients[kind]?.closedByStop === 0)
    .map((kind) => `no stream of ${kind} clients was open when its fleet stopped`);
}

function sidecarProblems({
  service,
  sidecar,
  targetGroups,
  left,
  replaced,
}: SidecarFacts): string[] {
  const what = `a task of ${service} whose sidecar ${sidecar} died`;
  if (targetGroups !== 2) return [`${what} was in ${targetGroups} target groups, expected 2`];
  if (left > 0) return [`${what} is still in ${left} of 2 target groups`];
  return replaced ? [] : [`${what} was not replaced`];
}
