import { clearLine, cursorTo } from "node:readline";
import type { Reporter } from "../../world/ports";
import { printable } from "../../world/printable";
import { formatDuration, fit } from "./format";
import { painted, wantsColor } from "./paint";

/** A terminal shows a wait on one live line; elsewhere it is printed again this often. */
const repeatMs = 5000;

export interface LiveStream extends NodeJS.WritableStream {
  isTTY?: boolean;
  columns?: number;
}

/** Progress for people, on stderr: each step as it starts, what it waits for, and how it ends. */
export function consoleReporter(
  stream: LiveStream,
  nowMs: () => number,
  env: NodeJS.ProcessEnv = process.env,
): Reporter {
  const color = wantsColor(stream, env);
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
    stream.write(`${painted(printable(text), color)}\n`);
  };
  const below = (text: string) => text.replaceAll("\n", `\n${" ".repeat(10)}`);
  return {
    stepStarted: (step, name) => line(`▸ ${step.padEnd(5)} ${name}`),
    stepEnded: ({ step, name, seconds, failed }) =>
      line(`${failed ? "✘" : "✔"} ${step.padEnd(5)} ${name} (${formatDuration(seconds)})`),
    note: (text) => line(`        ${below(text)}`),
    warn: (text) => line(`  !     ${below(text)}`),
    waiting: (what, remainingSeconds) => {
      const left = remainingSeconds === null ? "" : ` (${formatDuration(remainingSeconds)} left)`;
      const text = `  …     ${what}${left}`;
      if (stream.isTTY) {
        clear();
        // A terminal that nobody gave a size, as in `docker run --tty`, has 0 columns.
        stream.write(painted(fit(printable(text), (stream.columns || 80) - 1), color));
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
