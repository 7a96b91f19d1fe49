const variable = /\$\{(\w+)(?:(:?[-+?])([^{}]*))?\}|\$(\w+)/g;
/** Defaults may have variables in them, and those have defaults. */
const deepest = 10;

/** The text with the values and defaults of its variables, such as `${PORT:-8080}`; others stay, as `$PORT`. */
export function withValues(text: string, values: ReadonlyMap<string, string> = new Map()): string {
  let filled = text;
  for (let depth = 0; depth < deepest; depth++) {
    const before = filled;
    filled = before.replaceAll(
      variable,
      (_, braced?: string, sign?: string, word = "", plain = "") => {
        const name = braced ?? (plain as string);
        const value = values.get(name);
        if (sign?.endsWith("+")) return value ? (word as string) : "";
        if (sign?.endsWith("-")) return value ?? (word as string);
        return value ?? `$${name}`;
      },
    );
    if (filled === before) break;
  }
  return filled;
}
