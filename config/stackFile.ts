import { nearest } from "./nearest";
import { type Problem, sentence } from "./problem";

/** Top-level keys of a stack's settings file, as the engine knows them. */
const known = ["config", "environment", "secretsprovider", "encryptedkey", "encryptionsalt"];

/**
 * What is wrong with a settings file outside the project's own keys, which nobody else would report: the
 * engine ignores a key that it does not know, and what stands under another namespace is another's.
 */
export function stackFileProblems(file: Record<string, unknown>, project: string): string[] {
  const problems: Problem[] = Object.keys(file)
    .filter((key) => !known.includes(key))
    .map((key) => ({ key, text: `is no key of a settings file; ${hint(key, known)}` }));
  for (const key of Object.keys((file["config"] as object | null | undefined) ?? {})) {
    const [namespace = "", name] = key.split(":");
    if (name === undefined || namespace === project) continue;
    if (nearest(namespace, [project]) === undefined) continue;
    problems.push({
      key,
      text: `is not in the project's namespace; did you mean \`${project}:${name}\`?`,
    });
  }
  return problems.map(sentence);
}

function hint(key: string, words: readonly string[]): string {
  const meant = nearest(key, words);
  return meant === undefined ? `known are ${words.join(", ")}` : `did you mean \`${meant}\`?`;
}
