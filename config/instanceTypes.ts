/** A `g` after the generation means Graviton, as in `t4g` and `m7gd`. */
const graviton = /^(a1|[a-z]+\d+g[a-z]*)\./;

export function architectureOf(instanceType: string): "ARM64" | "X86_64" {
  return graviton.test(instanceType) ? "ARM64" : "X86_64";
}

export interface InstanceSize {
  vcpus: number;
  memoryMiB: number;
}

/** What limits how many tasks an instance holds. */
export interface InstanceLimits extends InstanceSize {
  /** The first is the instance's own, and each task takes another. */
  networkInterfaces: number;
}

/** Memory per vCPU in GiB of families whose sizes all have the same, in the spelling without size. */
const memoryPerVcpu: [family: RegExp, GiB: number][] = [
  [/^m[4-9][a-z]*(-flex)?$/, 4],
  [/^c5n$/, 2.625],
  [/^c[5-9][a-z]*(-flex)?$/, 2],
  [/^r[5-9][a-z]*(-flex)?$/, 8],
];

/** Memory of burstable types in GiB; up to `large` they have 2 vCPUs, in the first generation fewer. */
const burstable: Record<string, number> = {
  nano: 0.5,
  micro: 1,
  small: 2,
  medium: 4,
  large: 8,
  xlarge: 16,
  "2xlarge": 32,
};

/**
 * What a general-purpose type has; undefined for others, whose sizes follow no rule. Source: "Instance type
 * specifications" of the Amazon EC2 Instance Types guide.
 */
export function instanceSize(instanceType: string): InstanceSize | undefined {
  const [family = "", size = ""] = instanceType.split(".");
  const GiB = burstable[size];
  if (/^(t2|t3|t3a|t4g)$/.test(family) && GiB !== undefined) {
    const vcpus = vcpusOf(size) ?? 2;
    const few = family === "t2" && GiB <= 2;
    return { vcpus: few ? 1 : Math.max(2, vcpus), memoryMiB: GiB * 1024 };
  }
  const perVcpu = memoryPerVcpu.find(([known]) => known.test(family))?.[1];
  const vcpus = vcpusOf(size);
  if (perVcpu === undefined || vcpus === undefined) return undefined;
  return { vcpus, memoryMiB: Math.ceil(vcpus * perVcpu * 1024) };
}

/** By size: of burstable types, and of others. Those of a generation that differ are in `exceptions`. */
const interfaces: Record<string, number> = { nano: 2, micro: 2, small: 3, medium: 3, large: 3 };
const exceptions: Record<string, number> = {
  "t3a.small": 2,
  "t2.xlarge": 3,
  "t2.2xlarge": 3,
  "m4.large": 2,
  "m4.16xlarge": 8,
};

/**
 * Network interfaces that a type can have, of which the first is the instance's own and each task takes another.
 * Undefined for types that follow no rule. Source: "Maximum IP addresses per network interface" of the Amazon EC2
 * User Guide.
 */
export function networkInterfaces(instanceType: string): number | undefined {
  const size = instanceSize(instanceType);
  const [family = "", name = ""] = instanceType.split(".");
  if (!size) return undefined;
  if (exceptions[instanceType] !== undefined) return exceptions[instanceType];
  if (family.startsWith("t") && interfaces[name] !== undefined) return interfaces[name];
  if (size.vcpus === 1) return 2;
  if (size.vcpus === 2) return 3;
  if (size.vcpus <= 8) return 4;
  return size.vcpus < 64 ? 8 : 15;
}

/** Without asking EC2; undefined for types that follow no rule. */
export function knownLimits(instanceType: string): InstanceLimits | undefined {
  const size = instanceSize(instanceType);
  const most = networkInterfaces(instanceType);
  return size && most !== undefined ? { ...size, networkInterfaces: most } : undefined;
}

/** The system and ECS's agent take about a fourteenth of the memory. */
const memoryForTasks = 0.93;

/** How many such tasks an instance holds, and what there is not more of. */
export function tasksPerInstance(
  has: InstanceLimits,
  { cpu, memoryMiB }: { cpu: number; memoryMiB: number },
): { tasks: number; shortOf: string } {
  const usableMiB = Math.floor(has.memoryMiB * memoryForTasks);
  const most = has.networkInterfaces;
  const limits = [
    { tasks: most - 1, shortOf: `${most} network interfaces, one of them its own` },
    { tasks: Math.floor(usableMiB / memoryMiB), shortOf: `about ${usableMiB} MiB for tasks` },
    { tasks: Math.floor((has.vcpus * 1024) / cpu), shortOf: `${has.vcpus * 1024} CPU units` },
  ];
  return limits.reduce((least, one) => (one.tasks < least.tasks ? one : least));
}

function vcpusOf(size: string): number | undefined {
  if (size === "medium") return 1;
  if (size === "large") return 2;
  const times = /^(?<times>\d*)xlarge$|^metal-(?<metal>\d+)xl$/.exec(size)?.groups;
  if (!times) return undefined;
  return 4 * Number(times["times"] || times["metal"] || 1);
}
