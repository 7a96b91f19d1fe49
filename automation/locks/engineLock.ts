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

/** A name that a lock gives, so that a shell takes it for nothing but a name; no system allows longer ones. */
export const pasted = (name: string) => name.slice(0, 255).replace(/[^\w.@+-]|^-/g, "_");

/** Lengths are bounded, since a lock may be made of what this looks for. */
const inText = /created by (.{1,255})@([^\s@]{1,255}) \(pid (\d{1,10})\) at (\S{1,64})/g;

/** The locks that an error message of Pulumi names. */
export function locksIn(text: string): EngineLock[] {
  return [...text.matchAll(inText)].map(([, user, host, pid, since]) => ({
    user: user!,
    host: host!,
    pid: Number(pid),
    since: since!,
  }));
}
