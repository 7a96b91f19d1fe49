/** One thing that is wrong with the stack config. */
export interface Problem {
  /** Where, as a path such as `services.users.port`. */
  key: string;
  /** What is wrong and what would be right. */
  text: string;
  /** Paths whose values led to it, when more than `key`; any of these wrong makes this one moot. */
  reads?: string[];
}

/** What reading config gives: a value, or every problem with it, each with its key in backticks. */
export type Reading<T> = { ok: true; value: T } | { ok: false; problems: string[] };

export function sentence({ key, text }: Problem): string {
  return `\`${key}\` ${text}`;
}

/** `a, b and c` */
export function list(words: readonly string[], last = "and"): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;
}
