import { execFileSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

/** Process ids of a process and of everything it started, itself first. */
export function processTree(root: number): number[] {
  const table = execFileSync("ps", ["-e", "-o", "pid=,ppid="], { encoding: "utf8" });
  const pairs = table
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const tree = [root];
  for (const pid of tree)
    tree.push(...pairs.filter(([, parent]) => parent === pid).map(([id]) => id!));
  return tree;
}

/**
 * Sends SIGKILL to the deployer and to the Pulumi CLI that it started, which leads a process group of
 * its own. Returns the processes killed.
 */
export function killTree(root: number): number[] {
  const tree = processTree(root);
  for (const pid of tree) {
    try {
      process.kill(pid, "SIGKILL");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
  return tree;
}

/** The processes still running, as `pid command`; zombies count as ended. */
export async function living(pids: readonly number[]): Promise<string[]> {
  const { execa } = await import("execa");
  const { stdout } = await execa("ps", ["-A", "-o", "pid=,stat=,args="]);
  return stdout.split("\n").flatMap((line) => {
    const [, pid, stat, args] = /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    const runs = pids.includes(Number(pid)) && !stat!.startsWith("Z");
    return runs ? [`${pid} ${args!.slice(0, 80)}`] : [];
  });
}

/** Waits until all have ended; returns those still running after `graceMs`. */
export async function untilEnded(pids: readonly number[], graceMs: number): Promise<string[]> {
  const endMs = performance.now() + graceMs;
  for (;;) {
    const left = await living(pids);
    if (left.length === 0 || performance.now() > endMs) return left;
    await sleep(200);
  }
}
