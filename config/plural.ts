/** The noun as it reads after the count: `task` after 1, `tasks` after any other. */
export function plural(count: number, noun: string): string {
  return count === 1 ? noun : `${noun}s`;
}

/** `1 task`, `2 tasks`. */
export function counted(count: number, noun: string): string {
  return `${count} ${plural(count, noun)}`;
}
