import { type EngineLock, pasted } from "./engineLock";
import type { Machine } from "./liveness";

/** `root@runner-7 (pid 4711), for 12 min`. */
export function describeLock({ user, host, pid, since }: EngineLock, machine: Machine): string {
  const minutes = Math.max(0, (machine.nowMs() - Date.parse(since)) / 60_000);
  if (Number.isNaN(minutes)) return `${pasted(user)}@${pasted(host)} (pid ${pid})`;
  const age = minutes < 2 ? `${Math.round(minutes * 60)} s` : `${Math.round(minutes)} min`;
  return `${pasted(user)}@${pasted(host)} (pid ${pid}), for ${age}`;
}
