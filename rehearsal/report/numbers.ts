const grouped = new Intl.NumberFormat("en-US");

/** `12,345`. */
export function count(value: number): string {
  return grouped.format(value);
}

/** `7.2 s`. */
export function seconds(value: number): string {
  return `${value.toFixed(1)} s`;
}

/** `sha256:0123456789ab`: enough to tell two digests apart. */
export function shortDigest(digest: string): string {
  return digest.slice(0, "sha256:".length + 12);
}
