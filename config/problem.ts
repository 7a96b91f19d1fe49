/** One problem in the stack config. */
export interface Problem {
  /** Path of the setting, such as `services.users.port`. */
  key: string;
  /** What was found and what is valid. */
  text: string;
  /**
   * Paths of the values involved, if there are more than `key`; the problem is moot while any of these
   * is invalid itself.
   */
  reads?: string[];
}

/** Result of reading config: a value, or every problem found, each with its key in backticks. */
export type Reading<T> = { ok: true; value: T } | { ok: false; problems: string[] };

export function sentence({ key, text }: Problem): string {
  return `\`${key}\` ${text}`;
}

/** `a, b and c` */
export function list(words: readonly string[], last = "and"): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;
}
