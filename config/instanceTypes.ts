/** A `g` after the generation means Graviton, as in `t4g` and `m7gd`. */
const graviton = /^(a1|[a-z]+\d+g[a-z]*)\./;

export function architectureOf(instanceType: string): "ARM64" | "X86_64" {
  return graviton.test(instanceType) ? "ARM64" : "X86_64";
}

export interface InstanceSize {
  vcpus: number;
  memoryMiB: number;
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

function vcpusOf(size: string): number | undefined {
  if (size === "medium") return 1;
  if (size === "large") return 2;
  const times = /^(?<times>\d*)xlarge$|^metal-(?<metal>\d+)xl$/.exec(size)?.groups;
  if (!times) return undefined;
  return 4 * Number(times["times"] || times["metal"] || 1);
}
