const sgr = (code: string) => (text: string) => `\u001b[${code}m${text}\u001b[0m`;
const [bold, red, green, yellow, dim] = ["1", "31", "32", "33", "2"].map(sgr) as [
  Paint,
  ...Paint[],
];
type Paint = (text: string) => string;

/** What stands at the beginning of a line, and its color. */
const marks: readonly (readonly [RegExp, Paint])[] = [
  [/^( *)(✔)/, green!],
  [/^( *)(✘)/, red!],
  [/^( *)(!)(?= )/, yellow!],
  [/^( *)(…)/, dim!],
  [/^( *)(▸)/, bold],
  [/^()(error:|this is a bug, please report it:)/, red!],
  [/^()(next:)/, bold],
];

/** The text with the marks at the beginning of its lines in color, where its reader can show that. */
export function painted(text: string, color: boolean): string {
  if (!color) return text;
  return text
    .split("\n")
    .map((line) =>
      marks.reduce(
        (one, [pattern, paint]) =>
          one.replace(pattern, (_, space: string, mark: string) => space + paint(mark)),
        line,
      ),
    )
    .join("\n");
}

/** Node.js warns of `NO_COLOR` where `FORCE_COLOR` is set as well, and lets the wrong one win. */
export function settleColors(env: NodeJS.ProcessEnv): void {
  delete env[env["NO_COLOR"] ? "FORCE_COLOR" : "NO_COLOR"];
}

/** Whether a stream's reader wants color: https://no-color.org, and terminals that can't. */
export function wantsColor(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  if (env["NO_COLOR"]) return false;
  if (env["FORCE_COLOR"]) return env["FORCE_COLOR"] !== "0";
  return stream.isTTY === true && env["TERM"] !== "dumb";
}
