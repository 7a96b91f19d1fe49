import { readdirSync, readFileSync } from "node:fs";

/** Use of a process and all its descendants while they were watched. */
export interface TreeUse {
  /** Peak of the total resident memory, in MiB. Shared pages count once per process. */
  peakMiB: number;
  /** Peak of Pulumi's processes (`pulumi`) alone, in MiB. */
  engineMiB: number;
  /** CPU time in seconds of Pulumi, and of all others (the deployer, with the program in it). */
  engineCpuSeconds: number;
  deployerCpuSeconds: number;
}

interface Stat {
  pid: number;
  parent: number;
  command: string;
  cpuSeconds: number;
  mib: number;
}

/** Linux's clock ticks per second, and the page size in bytes where it is the usual one. */
const [ticks, pageBytes] = [100, 4096];
const everyMs = 100;

/**
 * Watches a process tree by reading `/proc` ten times a second. Throws if there is no `/proc`: nothing
 * would be measured.
 */
export function watchTree(root: number): { stop: () => TreeUse } {
  const use = { peakMiB: 0, engineMiB: 0 };
  const cpuSeconds = new Map<number, { isEngine: boolean; seconds: number }>();
  const look = () => {
    const tree = treeOf(root, allProcesses());
    const mib = (some: Stat[]) => some.reduce((sum, one) => sum + one.mib, 0);
    use.peakMiB = Math.max(use.peakMiB, mib(tree));
    use.engineMiB = Math.max(use.engineMiB, mib(tree.filter(isEngine)));
    for (const one of tree) {
      cpuSeconds.set(one.pid, { isEngine: isEngine(one), seconds: one.cpuSeconds });
    }
  };
  look();
  const timer = setInterval(look, everyMs);
  return {
    stop() {
      clearInterval(timer);
      const cpu = (engine: boolean) =>
        [...cpuSeconds.values()]
          .filter(({ isEngine }) => isEngine === engine)
          .reduce((sum, { seconds }) => sum + seconds, 0);
      return { ...use, engineCpuSeconds: cpu(true), deployerCpuSeconds: cpu(false) };
    },
  };
}

const isEngine = ({ command }: Stat) => command.startsWith("pulumi");

function treeOf(root: number, all: Stat[]): Stat[] {
  const own = all.filter(({ pid }) => pid === root);
  for (const parent of own) own.push(...all.filter((one) => one.parent === parent.pid));
  return own;
}

function allProcesses(): Stat[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => readStat(pid));
}

function readStat(pid: string): Stat[] {
  try {
    return [parseStat(readFileSync(`/proc/${pid}/stat`, "utf8"))];
  } catch {
    // It has ended in the meantime.
    return [];
  }
}

/** `<pid> (<command>) <state> <parent> …`, see proc_pid_stat(5); a command may contain anything. */
export function parseStat(text: string): Stat {
  const { pid, command, rest } = /^(?<pid>\d+) \((?<command>.*)\) (?<rest>.*)/s.exec(text)!.groups!;
  // The third field of the file is the first of the rest.
  const field = (number: number) => Number(rest!.split(" ")[number - 3]);
  return {
    pid: Number(pid),
    parent: field(4),
    command: command!,
    cpuSeconds: (field(14) + field(15)) / ticks,
    mib: (field(24) * pageBytes) / 2 ** 20,
  };
}
