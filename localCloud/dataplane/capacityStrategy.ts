/** One entry of a capacity provider strategy; a launch type is a strategy of a single one. */
export interface Provider {
  name: string;
  base: number;
  weight: number;
}

/** AWS takes what runs there back when it needs it. */
export const fargateSpot = "FARGATE_SPOT";

export const fargate = "FARGATE";

/**
 * Where ECS places the next task of a service: the base comes first, and tasks beyond it are divided by weight.
 *
 * @param placed number of its tasks by provider
 */
export function nextProvider(
  strategy: readonly Provider[],
  placed: Readonly<Record<string, number>>,
): string {
  const [only] = strategy;
  if (!only) throw new Error("a strategy has a provider");
  if (strategy.length === 1) return only.name;
  const lacking = strategy.find(({ name, base }) => (placed[name] ?? 0) < base);
  if (lacking) return lacking.name;
  // By how much of its share each has with one more.
  const shares = strategy
    .filter(({ weight }) => weight > 0)
    .map(({ name, base, weight }) => ({ name, share: ((placed[name] ?? 0) - base + 1) / weight }));
  const least = Math.min(...shares.map(({ share }) => share));
  return shares.find(({ share }) => share === least)!.name;
}
