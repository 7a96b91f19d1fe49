import { seededRandom } from "../../localCloud/random";

/**
 * Latencies of one path of two versions, in a world like production's: noise that a fleet shares within a
 * minute and with the minute before, pauses, a host difference that is no version's fault, some very slow
 * requests.
 */
export interface World {
  seed: number;
  /** True ratio of new to old. */
  ratio: number;
  pairs: number;
  minutes: number;
  /** Standard deviation of ln(latency) of one request. */
  sigma: number;
}

const minuteNoise = 0.04;
const correlation = 0.5;
const hostDifference = 0.02;
const pauses = { share: 0.02, slowdown: 1.2 };
const slow = { share: 0.01, ms: 1500 };
const typicalMs = 50;

/** ln(latency of new / latency of old) of each pair, in the order of time. */
export function logRatiosOf(world: World): number[] {
  const random = seededRandom(world.seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const fleet = () => {
    let noise = minuteNoise * normal();
    return Array.from({ length: world.minutes }, () => {
      noise = correlation * noise + Math.sqrt(1 - correlation ** 2) * minuteNoise * normal();
      return noise + (random() < pauses.share ? Math.log(pauses.slowdown) : 0);
    });
  };
  const levels = { old: fleet(), new: fleet() };
  const host = hostDifference * normal();
  const request = (level: number) =>
    Math.log(random() < slow.share ? slow.ms : typicalMs) + level + world.sigma * normal();
  return Array.from({ length: world.pairs }, (_, pair) => {
    const minute = Math.floor((pair * world.minutes) / world.pairs);
    const before = request(levels.old[minute]!);
    return request(levels.new[minute]! + host + Math.log(world.ratio)) - before;
  });
}
