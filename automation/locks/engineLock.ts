/** Who holds a stack's lock, as recorded by Pulumi. */
export interface EngineLock {
  user: string;
  host: string;
  /** Of the Pulumi process. */
  pid: number;
  /** ISO 8601. */
  since: string;
}

/** The locks of one stack, wherever its backend keeps them. */
export interface EngineLocks {
  /** Never gets in the way of an update; null if the backend shows a lock only to those who try to take it. */
  peek(): Promise<EngineLock[] | null>;
  /** Also works where that takes an attempt to begin an update, which ends at once. */
  find(): Promise<EngineLock[]>;
  /** Releases these locks without checking whether their holders are still running. */
  free(locks: readonly EngineLock[]): Promise<void>;
}

/** `root@runner-7:4711`: what a person types to confirm that this holder is no longer running. */
export function holderOf({ user, host, pid }: EngineLock): string {
  return `${pasted(user)}@${pasted(host)}:${pid}`;
}

/** A name that a lock gives, so that a shell takes it for nothing but a name. */
export const pasted = (name: string) => name.replace(/[^\w.@+-]|^-/g, "_");

const inText = /created by (.+)@(\S+) \(pid (\d+)\) at (\S+)/g;

/** The locks that an error message of Pulumi names. */
export function locksIn(text: string): EngineLock[] {
  return [...text.matchAll(inText)].map(([, user, host, pid, since]) => ({
    user: user!,
    host: host!,
    pid: Number(pid),
    since: since!,
  }));
}
