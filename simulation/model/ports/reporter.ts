import type { Reporter } from "../../../automation/world/ports";

const silent: Reporter = {
  stepStarted: () => undefined,
  waiting: () => undefined,
  note: () => undefined,
  warn: () => undefined,
  stepEnded: () => undefined,
};

/** What the deployer tells goes into the timeline, if there is one. */
export function modelReporter(name: string, log: ((what: string) => void) | null): Reporter {
  if (!log) return silent;
  return {
    ...silent,
    stepStarted: (step, what) => log(`${name}: step ${step}, ${what}`),
    note: (text) => log(`${name}: ${text}`),
    warn: (text) => log(`${name}: ! ${text}`),
  };
}
