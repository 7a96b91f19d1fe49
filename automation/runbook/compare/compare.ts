import type { CompareSettings } from "../../../config/schema";
import {
  answerTo,
  baselineAddresses,
  baselineRead,
  type ComparedPart,
  readOf,
  servedBy,
} from "../../world/baseline";
import type { Environment } from "../../world/environment";
import { StepFailed } from "../../world/errors";
import type { Run } from "../run";
import { steadyMs } from "../waitUntil";
import { type Compared, comparedRequests, isLost } from "./compared";
import { describeCompared } from "./describe";
import { type Answers, type Sample, sampleOf } from "./sample";
import { type Planned, scheduleOf } from "./schedule";

/** The warm-up, which is discarded: caches fill, connections open. */
const warmUp = { minutes: 3, pairs: 100 };
/** An inconclusive round is followed by another of the same length, up to this many in all. */
const maxRounds = 3;
/** A machine that was suspended must not make up for lost time with a burst. */
const lateMs = 1000;

/**
 * Compares several services at the same time. When one of the comparisons fails, the others stop,
 * and this throws once all of them have stopped sending.
 */
export async function atOnce<T, R>(
  all: readonly T[],
  compared: (one: T, stopping: AbortController) => Promise<R>,
): Promise<R[]> {
  const stopping = new AbortController();
  const running = all.map((one) => compared(one, stopping));
  for (const one of running) one.catch((error: unknown) => stopping.abort(error));
  await Promise.allSettled(running);
  stopping.signal.throwIfAborted();
  return Promise.all(running);
}

/**
 * Sends each of the service's reads to both versions, until every verdict is clear, the time is up, or one of them
 * ends the release anyway. Both fleets answer through the candidate's load balancer, an origin at its own address.
 */
export async function compareVersions(
  run: Run,
  environment: Environment,
  part: ComparedPart,
  settings: CompareSettings,
  stopping: AbortController,
): Promise<Compared[]> {
  const { reads, reporter } = run.ports;
  const { minutes, pairs, requests } = settings;
  const shares = requests.map(({ share }) => share);
  const seed = `${environment.release.current?.id ?? ""} ${part.name}`;
  reporter.note(`${part.name}: the order of the requests is drawn from the seed "${seed}"`);
  const warm = {
    pairs: Math.max(warmUp.pairs, Math.ceil((pairs / minutes) * warmUp.minutes)),
    lengthMs: warmUp.minutes * reads.minuteMs,
  };
  const play = (what: string, plan: { pairs: number; lengthMs: number }, round: number) =>
    playRound(run, {
      what: `${part.name}: ${what}`,
      ...{ environment, part, settings, stopping },
      planned: scheduleOf({ ...plan, shares, seed: `${seed} ${round}` }),
    });
  await play("warm-up, discarded", warm, 0);
  const samples: Sample[] = [];
  for (let round = 1; ; round++) {
    const what = `comparison with ${part.adopted ? "the origin" : "the version in production"}, round ${round} of at most ${maxRounds}`;
    samples.push(...(await play(what, { pairs, lengthMs: minutes * reads.minuteMs }, round)));
    const compared = comparedRequests(part.name, settings, samples);
    const isUnclear = compared.some(({ verdict }) => verdict === "unclear");
    const isOver = settings.gate && compared.some(isLost);
    const hasNext = isUnclear && !isOver && round < maxRounds;
    for (const one of compared) reporter.note(`${part.name}: ${describeCompared(one)}`);
    if (!hasNext) return compared;
    reporter.note(`${part.name}: not clear yet; comparing for another ${minutes} minutes`);
  }
}

interface Round {
  /** For people. */
  what: string;
  environment: Environment;
  part: ComparedPart;
  settings: CompareSettings;
  planned: readonly Planned[];
  stopping: AbortController;
}

async function playRound(run: Run, round: Round): Promise<Sample[]> {
  const { clock, reporter } = run.ports;
  const { what, environment, part, planned, stopping } = round;
  const addresses = await addressesOf(run, environment, part);
  const flying: Promise<Sample>[] = [];
  let startMs = steadyMs(clock);
  const endMs = planned.at(-1)!.atMs;
  for (const [index, pair] of planned.entries()) {
    const waitMs = startMs + pair.atMs - steadyMs(clock);
    if (waitMs < -lateMs) startMs -= waitMs;
    const leftMs = Math.max(0, startMs + endMs - steadyMs(clock));
    reporter.waiting(`${what}: ${index} of ${planned.length} pairs`, leftMs / 1000);
    if (waitMs > 0) await clock.sleep(waitMs);
    if (stopping.signal.aborted) break;
    const asked = askPair(run, round, pair, {
      old: addresses.old[index % addresses.old.length]!,
      new: addresses.new[index % addresses.new.length]!,
    });
    asked.catch((error: unknown) => stopping.abort(error));
    flying.push(asked);
  }
  await Promise.allSettled(flying);
  stopping.signal.throwIfAborted();
  return Promise.all(flying);
}

/** Where the new version and the old one are asked. */
async function addressesOf(
  { ports }: Run,
  { inventory }: Environment,
  part: ComparedPart,
): Promise<{ old: string[]; new: string[] }> {
  const candidate = await ports.observer.edgeAddresses(inventory, part.candidate);
  const old = part.adopted ? await baselineAddresses(ports, inventory, part) : candidate;
  const found = [
    ...(candidate.length === 0 ? [`the ${part.candidate} load balancer has no address`] : []),
    ...(part.adopted && old.length === 0 ? [`${servedBy(part)} has no address`] : []),
  ];
  if (found.length > 0) throw new StepFailed(`${part.name} could not be compared`, found);
  return { old, new: candidate };
}

/** One after the other: side by side they would slow each other down. */
async function askPair(
  run: Run,
  { environment, part, settings }: Round,
  { request, order }: Planned,
  addresses: { old: string; new: string },
): Promise<Sample> {
  const answers: Partial<Answers> = {};
  const wanted = settings.requests[request]!;
  for (const role of order) {
    const read =
      role === "new"
        ? readOf(environment, part, wanted, { color: part.candidate, address: addresses.new })
        : baselineRead(environment, part, wanted, addresses.old);
    answers[role] = await answerTo(run.ports, read);
  }
  return sampleOf(request, answers as Answers, settings.ignore);
}
