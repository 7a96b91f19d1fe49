/** What the signals of a person, a terminal or a CI runner ask of this process. */
export interface Stopping {
  /** Stop at the next place to rest; what the engine has in flight is finished. */
  soon: AbortSignal;
  /** Stop now: the engine is killed, and its lock stays. */
  now: AbortSignal;
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
type Asked = (typeof signals)[number];

/** A person who asks this often means it. A CI runner sends each signal once, so it never gets there. */
const timesForNow = 3;

/**
 * Listens for as long as the process lives. What to run should it be cut short is told with the first
 * signal already: CI runners leave about 10 s, and then there is no last line.
 */
export function stopOnSignals(
  process: Pick<NodeJS.Process, "on">,
  stack: string,
  tell: (line: string) => void,
): Stopping {
  const soon = new AbortController();
  const now = new AbortController();
  let interrupts = 0;
  const ask = (signal: Asked) => {
    if (signal === "SIGINT") interrupts++;
    if (interrupts >= timesForNow) return now.abort(new Error("stopped at once"));
    tell(soon.signal.aborted ? again(interrupts, stack) : first(signal, stack));
    soon.abort(new Error(`stopped by ${signal}`));
  };
  for (const signal of signals) process.on(signal, () => ask(signal));
  return { soon: soon.signal, now: now.signal };
}

function first(signal: Asked, stack: string): string {
  return (
    `${signal}: stopping; what the engine has in flight is finished first. ` +
    `Should this be cut short: ${afterCutShort(stack)}`
  );
}

function again(interrupts: number, stack: string): string {
  if (interrupts < timesForNow - 1) return "still stopping";
  return (
    "still stopping. Once more ends the engine at once: its lock stays, and a resource may be left " +
    `that \`bluegreen unlock --stack ${stack}\` has to find`
  );
}

/** What mends a deployer and an engine that ended without a word. */
export function afterCutShort(stack: string): string {
  return `bluegreen unlock --stack ${stack}; bluegreen resume --stack ${stack}`;
}
