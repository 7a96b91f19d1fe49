/** What is known of a process that left its name somewhere. */
export type Liveness = "alive" | "gone" | "elsewhere";

/** A process as it was named: by a lock of the engine, or as a release's owner. */
export interface NamedProcess {
  host: string;
  pid: number;
  /** When it was alive for certain, ISO 8601. */
  since: string;
}

/** This machine, as far as it tells of processes. */
export interface Machine {
  host: string;
  nowMs: () => number;
  /** Null: there is no such process. `ageSeconds` null: there is one, and nothing tells since when. */
  process: (pid: number) => { ageSeconds: number | null } | null;
}

/** Clocks of a lock and of a process list are read apart, and in whole seconds. */
const slackSeconds = 2;

/** A number can have gone to another process meanwhile: that one is younger than what it is taken for. */
export function livenessOf({ host, pid, since }: NamedProcess, machine: Machine): Liveness {
  if (host !== machine.host) return "elsewhere";
  const found = machine.process(pid);
  if (found === null) return "gone";
  const seenSeconds = (machine.nowMs() - Date.parse(since)) / 1000;
  return found.ageSeconds !== null && found.ageSeconds + slackSeconds < seenSeconds
    ? "gone"
    : "alive";
}

const owner = /^(.+)@([^@]+):(\d+)$/;

/** A release's owner, `user@host:pid`; null when it was written by something else. */
export function ownerProcess(text: string, since: string): NamedProcess | null {
  const [, , host, pid] = owner.exec(text) ?? [];
  return host === undefined ? null : { host, pid: Number(pid), since };
}
