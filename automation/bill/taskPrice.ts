import { spotShare } from "../../config/capacitySchema";
import type { ServiceSettings } from "../../config/schema";
import type { PriceList, RateName } from "../world/prices";

/** What a task has to itself: a part of Fargate, or an instance with its disk. */
export type TaskShape = Pick<ServiceSettings, "cpu" | "memoryMiB" | "architecture" | "compute"> &
  Partial<Pick<ServiceSettings, "capacity">>;

/** Whether some of such tasks may be on Spot, whose price changes all the time: they are counted at the one on demand. */
export function mayBeOnSpot({ capacity = "onDemand" }: TaskShape): boolean {
  return spotShare({ capacity }) !== null;
}

/** How they are counted, for people. */
export const spotWords = "Spot counted at the price on demand";

/** AWS's own number of hours in a month, for prices by the month. */
export const hoursPerMonth = 730;

const fargateRates = {
  X86_64: { vcpu: "fargateVcpuHourX86", gb: "fargateGbHourX86" },
  ARM64: { vcpu: "fargateVcpuHourArm", gb: "fargateGbHourArm" },
} as const;

interface Part {
  rate: RateName;
  /** Of the rate's unit, in an hour. */
  amount: number;
}

function partsOf({ cpu, memoryMiB, architecture, compute }: TaskShape): Part[] {
  if (compute.type === "ec2") {
    const { instanceType, diskGiB } = compute;
    return [
      { rate: `instanceHour:${instanceType}`, amount: 1 },
      { rate: "diskGbMonth", amount: diskGiB / hoursPerMonth },
    ];
  }
  const { vcpu, gb } = fargateRates[architecture];
  return [
    { rate: vcpu, amount: cpu / 1024 },
    { rate: gb, amount: memoryMiB / 1024 },
  ];
}

/** Prices that the prices of such tasks are made of. */
export function ratesFor(shapes: readonly TaskShape[]): RateName[] {
  return [...new Set(shapes.flatMap((shape) => partsOf(shape).map(({ rate }) => rate)))];
}

/** US dollars for an hour of one task; null if a price that it is made of is not known. */
export function taskHourUsd(shape: TaskShape, { usd }: Pick<PriceList, "usd">): number | null {
  let sum = 0;
  for (const { rate, amount } of partsOf(shape)) {
    const price = usd[rate];
    if (price === undefined) return null;
    sum += price * amount;
  }
  return sum;
}

/** `0.25 vCPU, 0.5 GB, X86_64`, or `m7i.large with 30 GiB` */
export function shapeWords(shape: TaskShape): string {
  const { cpu, memoryMiB, architecture, compute } = shape;
  const spot = mayBeOnSpot(shape) ? `, ${spotWords}` : "";
  if (compute.type === "ec2") return `${compute.instanceType} with ${compute.diskGiB} GiB${spot}`;
  return `Fargate ${cpu / 1024} vCPU, ${memoryMiB / 1024} GB, Linux ${architecture}${spot}`;
}
