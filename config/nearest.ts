import { closest, distance } from "fastest-levenshtein";

/** The known word that was probably meant; undefined if none is similar. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const candidate = known.length > 0 ? closest(word, known) : undefined;
  const isTypo =
    candidate !== undefined && distance(word, candidate) <= Math.max(2, word.length / 3);
  return isTypo ? candidate : undefined;
}

/** A hint such as `; did you mean users?`, or the known words. */
export function hintAt(word: string, known: readonly string[]): string {
  const meant = nearest(word, known);
  return meant === undefined ? `known: ${known.join(", ") || "none"}` : `did you mean ${meant}?`;
}
