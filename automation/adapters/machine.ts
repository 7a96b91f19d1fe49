import { spawnSync } from "node:child_process";
import { hostname } from "node:os";
import type { Machine } from "../locks/liveness";

/** This machine's processes, according to `kill` and `ps` (POSIX). */
export const thisMachine: Machine = {
  host: hostname(),
  nowMs: () => Date.now(),
  process(pid) {
    if (!isRunning(pid)) return null;
    const [state, elapsed] = askPs(pid);
    // A zombie has ended, but its parent has not noticed yet.
    if (state?.startsWith("Z")) return null;
    return { ageSeconds: elapsed === undefined ? null : elapsedSeconds(elapsed) };
  },
};

/** Zombies included. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/** State and elapsed time, both undefined if there is no `ps`. */
function askPs(pid: number): (string | undefined)[] {
  const { stdout } = spawnSync("ps", ["-o", "stat=,etime=", "-p", String(pid)], {
    encoding: "utf8",
  });
  return (stdout ?? "").trim().split(/\s+/).filter(Boolean);
}

/** Parses `[[dd-]hh:]mm:ss` (POSIX `ps`) to seconds; null if it has another form. */
export function elapsedSeconds(text: string): number | null {
  const match = /^(?:(?:(\d+)-)?(\d+):)?(\d+):(\d+)$/.exec(text);
  if (!match) return null;
  const [days = 0, hours = 0, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  return ((days * 24 + hours) * 60 + minutes!) * 60 + seconds!;
}
