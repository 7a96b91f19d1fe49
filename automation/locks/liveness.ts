/** What is known about a process that left its name somewhere. */
export type Liveness = "alive" | "gone" | "elsewhere";

/** A process as named by a Pulumi lock or as a release's owner. */
export interface NamedProcess {
  host: string;
  pid: number;
  /** A time when it was certainly running, ISO 8601. */
  since: string;
}

/** What this machine says about its processes. */
export interface Machine {
  host: string;
  nowMs: () => number;
  /** Null: there is no such process. `ageSeconds` null: there is one, but its age is unknown. */
  process: (pid: number) => { ageSeconds: number | null } | null;
}

/** The times of a lock and of a process list are read separately and in whole seconds. */
const slackSeconds = 2;

/** A pid may have been reused: the process that has it now is then younger than the recorded one. */
export function livenessOf({ host, pid, since }: NamedProcess, machine: Machine): Liveness {
  // 0, 1 and what is no number of a process would make a signal reach others than the one meant.
  if (host !== machine.host || !Number.isSafeInteger(pid) || pid < 2) return "elsewhere";
  const found = machine.process(pid);
  if (found === null) return "gone";
  const seenSeconds = (machine.nowMs() - Date.parse(since)) / 1000;
  return found.ageSeconds !== null && found.ageSeconds + slackSeconds < seenSeconds
    ? "gone"
    : "alive";
}

const owner = /^(.+)@([^@]+):(\d+)$/;

/** A release's owner, `user@host:pid`; null if the text has another form. */
export function ownerProcess(text: string, since: string): NamedProcess | null {
  const [, , host, pid] = owner.exec(text) ?? [];
  return host === undefined ? null : { host, pid: Number(pid), since };
}
