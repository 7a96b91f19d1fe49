/** `7.2 s` below a minute, `1 min 05 s` above. */
export function formatDuration(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
}

/** Cut to `columns` characters, ending in `…` if it was cut. */
export function fit(text: string, columns: number): string {
  const line = text.replace(/\s*\n\s*/g, " ");
  return line.length <= columns ? line : `${line.slice(0, Math.max(0, columns - 1))}…`;
}
