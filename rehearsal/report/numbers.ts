const grouped = new Intl.NumberFormat("en-US");

/** `12,345`. */
export function count(value: number): string {
  return grouped.format(value);
}

/** `7.2 s`. */
export function seconds(value: number): string {
  return `${value.toFixed(1)} s`;
}
