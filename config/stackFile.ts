import { nearest } from "./nearest";
import { type Problem, sentence } from "./problem";

/** Top-level keys of a stack's settings file that Pulumi knows. */
const known = ["config", "environment", "secretsprovider", "encryptedkey", "encryptionsalt"];

/**
 * Problems of a settings file outside the project's own keys. Nobody else would report them: Pulumi
 * ignores unknown keys, and keys under another namespace belong to somebody else.
 */
export function stackFileProblems(file: Record<string, unknown>, project: string): string[] {
  const problems: Problem[] = Object.keys(file)
    .filter((key) => !known.includes(key))
    .map((key) => ({ key, text: `is not a key of a settings file; ${hint(key, known)}` }));
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
  return meant === undefined ? `known keys: ${words.join(", ")}` : `did you mean \`${meant}\`?`;
}

/** Top-level keys of a settings file that hold how the stack's secrets are encrypted. */
export const encryptionKeys = ["encryptionsalt", "encryptedkey", "secretsprovider"];
