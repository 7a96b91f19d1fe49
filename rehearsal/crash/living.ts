import { setTimeout as sleep } from "node:timers/promises";

/** Those of the processes that still run, as `pid command`; one that waits to be reaped has ended. */
export async function living(pids: readonly number[]): Promise<string[]> {
  const { execa } = await import("execa");
  const { stdout } = await execa("ps", ["-A", "-o", "pid=,stat=,args="]);
  return stdout.split("\n").flatMap((line) => {
    const [, pid, stat, args] = /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    const runs = pids.includes(Number(pid)) && !stat!.startsWith("Z");
    return runs ? [`${pid} ${args!.slice(0, 80)}`] : [];
  });
}

/** Waits until all have ended; answers what still runs when that takes longer than `graceMs`. */
export async function untilEnded(pids: readonly number[], graceMs: number): Promise<string[]> {
  const endMs = performance.now() + graceMs;
  for (;;) {
    const left = await living(pids);
    if (left.length === 0 || performance.now() > endMs) return left;
    await sleep(200);
  }
}
