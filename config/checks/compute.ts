import { architectureOf, instanceSize } from "../instanceTypes";
import { list, type Problem } from "../problem";
import type { ServiceSettings } from "../schema";
import { type Draft, services } from "./draft";
import { scheduledIn } from "../size";

const GiB = 1024;

/** Memory sizes that Fargate offers for each number of CPU units: a range in GiB, and its step. */
const fargateMemory: Record<number, { from: number; to: number; step: number }> = {
  512: { from: 1, to: 4, step: 1 },
  1024: { from: 2, to: 8, step: 1 },
  2048: { from: 4, to: 16, step: 1 },
  4096: { from: 8, to: 30, step: 1 },
  8192: { from: 16, to: 60, step: 4 },
  16384: { from: 32, to: 120, step: 8 },
};

/** Source: "Task CPU and memory" of the Amazon ECS Developer Guide. */
export function computeProblems(draft: Draft): Problem[] {
  return services(draft).flatMap(([name, service]) => {
    const key = `services.${name}`;
    return service.compute.type === "fargate"
      ? fargateProblems(key, service)
      : instanceProblems(key, service, service.compute.instanceType);
  });
}

function fargateProblems(key: string, { cpu, memoryMiB }: ServiceSettings): Problem[] {
  const reads = [`${key}.cpu`, `${key}.memoryMiB`, `${key}.compute`];
  const sizes = fargateMemoryMiB(cpu);
  if (sizes === undefined) {
    const known = list(["256", ...Object.keys(fargateMemory)], "or");
    return [{ key: `${key}.cpu`, text: `must be ${known} on Fargate, found ${cpu}`, reads }];
  }
  if (sizes.includes(memoryMiB)) return [];
  const text =
    `must be ${list(sizes.map(String), "or")} with \`cpu\` ${cpu} on Fargate, ` +
    `found ${memoryMiB}`;
  return [{ key: `${key}.memoryMiB`, text, reads }];
}

/**
 * The smallest Fargate size with at least this much CPU and memory; the largest one if none is big
 * enough.
 */
export function fargateSize(
  cpu: number,
  memoryMiB: number,
): Pick<ServiceSettings, "cpu" | "memoryMiB"> {
  const sizes = [256, ...Object.keys(fargateMemory).map(Number)];
  const fitting = sizes
    .filter((size) => size >= cpu)
    .flatMap((size) => (fargateMemoryMiB(size) ?? []).map((memory) => ({ size, memory })))
    .find(({ memory }) => memory >= memoryMiB);
  if (fitting) return { cpu: fitting.size, memoryMiB: fitting.memory };
  const largest = sizes.at(-1)!;
  return { cpu: largest, memoryMiB: fargateMemoryMiB(largest)!.at(-1)! };
}

function fargateMemoryMiB(cpu: number): number[] | undefined {
  if (cpu === 256) return [512, 1 * GiB, 2 * GiB];
  const range = fargateMemory[cpu];
  if (!range) return undefined;
  const count = (range.to - range.from) / range.step + 1;
  return Array.from({ length: count }, (_, i) => (range.from + i * range.step) * GiB);
}

function instanceProblems(key: string, service: ServiceSettings, instanceType: string): Problem[] {
  const { architecture, cpu, memoryMiB } = service;
  const actual = architectureOf(instanceType);
  const problems: Problem[] = [];
  if (actual !== architecture) {
    const text = `is ${instanceType}, an ${actual} type, but \`architecture\` is ${architecture}`;
    const reads = [`${key}.architecture`];
    problems.push({ key: `${key}.compute.instanceType`, text, reads });
  }
  const has = instanceSize(instanceType);
  if (!has) return problems;
  const reads = [`${key}.compute`];
  if (memoryMiB >= has.memoryMiB) {
    const text =
      `must be less than ${has.memoryMiB}, all the memory of ${instanceType}, whose system needs part ` +
      `of it; found ${memoryMiB}`;
    problems.push({ key: `${key}.memoryMiB`, text, reads });
  }
  if (cpu > has.vcpus * 1024) {
    const text = `must be at most ${has.vcpus * 1024}, all the CPU of ${instanceType}, found ${cpu}`;
    problems.push({ key: `${key}.cpu`, text, reads });
  }
  return problems;
}

export function sizeProblems(draft: Draft): Problem[] {
  return services(draft).flatMap(([name, { size }]) => {
    if (typeof size === "number") return [];
    const key = `services.${name}.size`;
    const all = [size, ...scheduledIn(size)].map(({ min, max }) => ({ min, max }));
    return all.flatMap(({ min, max }, index) => {
      if (min <= max) return [];
      const where = index === 0 ? key : `${key}.scheduled.${index - 1}`;
      const text = `must be at least \`min\`, found max ${max} and min ${min}`;
      return [{ key: `${where}.max`, text, reads: [`${where}.min`, `${key}.min`, `${key}.max`] }];
    });
  });
}
