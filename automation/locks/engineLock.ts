/** Who holds a stack's lock, as the engine wrote it down. */
export interface EngineLock {
  user: string;
  host: string;
  /** Of the engine's process. */
  pid: number;
  /** ISO 8601. */
  since: string;
}

/** The locks of one stack, wherever its backend keeps them. */
export interface EngineLocks {
  /** Disturbs nobody; null where a lock shows itself only to who tries to take it. */
  peek(): Promise<EngineLock[] | null>;
  /** Also where that means to begin an update, which ends at once. */
  find(): Promise<EngineLock[]>;
  /** Frees these. Asks nobody whether their holders live. */
  free(locks: readonly EngineLock[]): Promise<void>;
}

/** `root@runner-7:4711`: what a person types to say that this holder is gone. */
export function holderOf({ user, host, pid }: EngineLock): string {
  return `${user}@${host}:${pid}`;
}

const inText = /created by (.+)@(\S+) \(pid (\d+)\) at (\S+)/g;

/** The locks that an error of the engine names. */
export function locksIn(text: string): EngineLock[] {
  return [...text.matchAll(inText)].map(([, user, host, pid, since]) => ({
    user: user!,
    host: host!,
    pid: Number(pid),
    since: since!,
  }));
}
