/** The noun as it reads after the count: 1 task, 2 tasks. */
export function plural(count: number, noun: string): string {
  return count === 1 ? noun : `${noun}s`;
}
