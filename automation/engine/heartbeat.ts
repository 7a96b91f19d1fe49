import type { Search } from "./search";

/** Runs `work` and reports every now and then that it is alive: `what()`, then the elapsed time. */
export async function withHeartbeat<T>(
  search: Search,
  what: () => string,
  work: () => Promise<T>,
): Promise<T> {
  const startedAtMs = performance.now();
  const timer = setInterval(() => {
    search.progress(`${what()}, ${duration(performance.now() - startedAtMs)} so far`);
  }, search.heartbeatMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** Such as `45 s` or `3 min 20 s`. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
