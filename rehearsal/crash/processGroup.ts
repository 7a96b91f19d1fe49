import { setTimeout as sleep } from "node:timers/promises";

/** Processes of a group that still run, as `pid command`; one that waits to be reaped has ended. */
export async function membersOf(group: number): Promise<string[]> {
  const { execa } = await import("execa");
  const { stdout } = await execa("ps", ["-A", "-o", "pid=,pgid=,stat=,args="]);
  return stdout.split("\n").flatMap((line) => {
    const [, pid, pgid, stat, args] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    const runs = Number(pgid) === group && !stat!.startsWith("Z");
    return runs ? [`${pid} ${args!.slice(0, 80)}`] : [];
  });
}

/** Waits until the group has ended; answers what still runs when that takes longer than `graceMs`. */
export async function untilEnded(group: number, graceMs: number): Promise<string[]> {
  const endMs = performance.now() + graceMs;
  for (;;) {
    const members = await membersOf(group);
    if (members.length === 0 || performance.now() > endMs) return members;
    await sleep(200);
  }
}
