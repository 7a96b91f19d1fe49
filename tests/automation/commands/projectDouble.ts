import type { ProjectSession, Session } from "../../../automation/commands/session";
import { refused } from "../../../automation/world/errors";
import type { Reporter } from "../../../automation/world/ports";
import type { KnownStack } from "../../../automation/world/stacks";
import type { RawConfig } from "../../../config/raw";

export interface ProjectFacts {
  /** Config of the last `up` by stack; undefined: never up. */
  stacks?: Record<string, RawConfig | undefined>;
  /** Text of the settings files, by stack. */
  files?: Record<string, string>;
  nowMs?: number;
  /** Stacks that fail to be destroyed, and why. */
  stuck?: Record<string, string>;
  open?: (stack: string, text?: string) => Promise<Session>;
}

/** A project in memory, which tells what was destroyed and written. */
export function projectDouble(facts: ProjectFacts) {
  const { stacks = {}, files = {}, nowMs = 0, stuck = {} } = facts;
  const destroyed: string[] = [];
  const kept: unknown[] = [];
  const list = (): KnownStack[] =>
    Object.entries(stacks).map(([name, config]) => ({
      name,
      lastUpdate: config ? "2026-01-01T00:00:00Z" : null,
    }));
  const quiet = () => undefined;
  const reporter: Reporter = {
    stepStarted: quiet,
    stepEnded: quiet,
    waiting: quiet,
    note: quiet,
    warn: quiet,
  };
  const unopened = () => Promise.reject(new Error("no stack is opened here"));
  const project: ProjectSession = {
    project: { cwd: "/project", name: "bluegreen" },
    announcers: () => [],
    files: {
      names: () => Promise.resolve(Object.keys(files)),
      read: (stack) => Promise.resolve(files[stack]),
      write: (stack, text) => Promise.resolve(void (files[stack] = text)),
      remove: (stack) => Promise.resolve(void delete files[stack]),
    },
    stacks: {
      list: () => Promise.resolve(list()),
      lastConfig: (name) => Promise.resolve(stacks[name]),
      restoreFile: () => Promise.resolve(),
      keepImages: (...asked) => Promise.resolve(void kept.push(asked)),
      destroy: (name) => {
        const reason = stuck[name];
        if (reason) return Promise.reject(refused(reason, "fix it"));
        destroyed.push(name);
        delete stacks[name];
        return Promise.resolve();
      },
    },
    clock: {
      nowMs: () => nowMs,
      monotonicSeconds: () => nowMs / 1000,
      sleep: () => Promise.resolve(),
      newId: () => "r-1",
    },
    reporter,
    machine: { host: "vm", nowMs: () => nowMs, process: () => null },
    unlocking: unopened,
    open: facts.open ?? unopened,
  };
  return { project, destroyed, kept, files };
}
