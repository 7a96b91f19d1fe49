import { setMaxListeners } from "node:events";
import { bluegreen } from "../course/commandLines";
import { Stopped } from "../world/errors";

/** What signals from a person, a terminal or a CI runner ask this process to do. */
export interface Stopping {
  /** Stop at the next safe point; operations that Pulumi has begun are finished first. */
  soon: AbortSignal;
  /** Stop now: Pulumi is killed, and its lock stays. */
  now: AbortSignal;
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
type Asked = (typeof signals)[number];

/** A person who asks this often means it. A CI runner sends each signal once and never gets this far. */
const timesForNow = 3;

/**
 * Listens as long as the process runs. The first signal already prints what to run if the stop is cut short:
 * CI runners kill after some 10 s, and then there is no last line.
 */
export function stopOnSignals(
  process: Pick<NodeJS.Process, "on">,
  stack: string,
  tell: (line: string) => void,
): Stopping {
  const soon = new AbortController();
  const now = new AbortController();
  // Every call in flight listens, and `verify` alone makes some thirty: no leak, as Node takes it for.
  setMaxListeners(0, soon.signal, now.signal);
  let interrupts = 0;
  const ask = (signal: Asked) => {
    if (signal === "SIGINT") interrupts++;
    if (interrupts >= timesForNow) return now.abort(new Stopped("stopped at once"));
    tell(soon.signal.aborted ? again(interrupts, stack) : first(signal, stack));
    soon.abort(new Stopped(`stopped by ${signal}`));
  };
  for (const signal of signals) process.on(signal, () => ask(signal));
  return { soon: soon.signal, now: now.signal };
}

function first(signal: Asked, stack: string): string {
  return (
    `${signal}: stopping once the operations that Pulumi has begun are finished. ` +
    `If this is cut short, run: ${afterCutShort(stack)}`
  );
}

function again(interrupts: number, stack: string): string {
  if (interrupts < timesForNow - 1) return "still stopping";
  return (
    "still stopping. Press Ctrl-C once more to kill Pulumi: its lock stays, and operations may be left " +
    `that \`${bluegreen("unlock", stack)}\` has to resolve`
  );
}

/** What to run after the deployer and Pulumi were killed. */
export function afterCutShort(stack: string): string {
  return `${bluegreen("unlock", stack)}; ${bluegreen("resume", stack, "--if-any")}`;
}
