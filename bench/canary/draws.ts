import { seededRandom } from "../../localCloud/random";

/**
 * Chance for simulations of millions of minutes. Counts are drawn as wholes instead of request by request:
 * exactly where few are expected, from a normal distribution with corrected skewness where many are.
 */
export class Draws {
  private readonly random: () => number;
  private spare: number | undefined;

  constructor(seed: number) {
    this.random = seededRandom(seed);
  }

  happens(probability: number): boolean {
    return this.random() < probability;
  }

  part(): number {
    return this.random();
  }

  normal(): number {
    const spare = this.spare;
    if (spare !== undefined) {
      this.spare = undefined;
      return spare;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.random()));
    const angle = 2 * Math.PI * this.random();
    this.spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  poisson(mean: number): number {
    if (mean > 30) return this.many(mean, mean, 1 / 6, Infinity);
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = this.random(); product > limit; product *= this.random()) count++;
    return count;
  }

  binomial(trials: number, probability: number): number {
    if (trials === 0 || probability <= 0) return 0;
    if (probability > 0.5) return trials - this.binomial(trials, 1 - probability);
    const mean = trials * probability;
    if (mean > 20)
      return this.many(mean, mean * (1 - probability), (1 - 2 * probability) / 6, trials);
    // Inversion: walks up the distribution until what is left of a uniform number is used up.
    const odds = probability / (1 - probability);
    let chance = (1 - probability) ** trials;
    let left = this.random();
    let count = 0;
    while (left > chance && count < trials) {
      left -= chance;
      chance *= (odds * (trials - count)) / (count + 1);
      count++;
    }
    return count;
  }

  private many(mean: number, variance: number, skewness: number, most: number): number {
    const z = this.normal();
    const count = Math.round(mean + Math.sqrt(variance) * z + skewness * (z * z - 1));
    return Math.min(most, Math.max(0, count));
  }
}

/** Noise of consecutive minutes with this deviation; each minute resembles the one before. */
export function autoregression(draws: Draws, deviation: number, correlation: number): () => number {
  const fresh = Math.sqrt(1 - correlation ** 2) * deviation;
  let level = deviation * draws.normal();
  return () => {
    level = correlation * level + fresh * draws.normal();
    return level;
  };
}

const stepsPerUnit = 500;
const furthest = 6;
const table = normalTable();

/** Distribution function of the standard normal distribution, to six digits. */
export function normalBelow(z: number): number {
  if (z <= -furthest) return 0;
  if (z >= furthest) return 1;
  const place = (z + furthest) * stepsPerUnit;
  const index = Math.floor(place);
  return table[index]! + (table[index + 1]! - table[index]!) * (place - index);
}

/** The density, summed by Simpson's rule. */
function normalTable(): Float64Array {
  const density = (z: number) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  const width = 1 / stepsPerUnit;
  const sums = new Float64Array(2 * furthest * stepsPerUnit + 2);
  for (let index = 1; index < sums.length; index++) {
    const low = -furthest + (index - 1) * width;
    const area = density(low) + 4 * density(low + width / 2) + density(low + width);
    sums[index] = sums[index - 1]! + (area * width) / 6;
  }
  return sums;
}
