import { clearLine, cursorTo } from "node:readline";
import type { Reporter } from "../../world/ports";
import { printable } from "../../world/printable";
import { formatDuration, fit } from "./format";

/** A terminal shows a wait on one live line; elsewhere it is printed again this often. */
const repeatMs = 5000;

export interface LiveStream extends NodeJS.WritableStream {
  isTTY?: boolean;
  columns?: number;
}

/** Progress for people, on stderr: each step as it starts, what it waits for, and how it ends. */
export function consoleReporter(stream: LiveStream, nowMs: () => number): Reporter {
  let live = false;
  let lastWait = { what: "", atMs: 0 };
  const clear = () => {
    if (!live) return;
    cursorTo(stream, 0);
    clearLine(stream, 0);
    live = false;
  };
  const line = (text: string) => {
    clear();
    stream.write(`${printable(text)}\n`);
  };
  return {
    stepStarted: (step, name) => line(`▸ ${step.padEnd(5)} ${name}`),
    stepEnded: ({ step, name, seconds }) =>
      line(`✔ ${step.padEnd(5)} ${name} (${formatDuration(seconds)})`),
    note: (text) => line(`        ${text}`),
    warn: (text) => line(`  !     ${text}`),
    waiting: (what, remainingSeconds) => {
      const left = remainingSeconds === null ? "" : ` (${formatDuration(remainingSeconds)} left)`;
      const text = `  …     ${what}${left}`;
      if (stream.isTTY) {
        clear();
        stream.write(fit(printable(text), (stream.columns ?? 80) - 1));
        live = true;
        return;
      }
      const subject = what.split(":")[0] ?? what;
      if (subject === lastWait.what && nowMs() - lastWait.atMs < repeatMs) return;
      lastWait = { what: subject, atMs: nowMs() };
      line(text);
    },
  };
}
