import { appendFileSync, constants } from "node:fs";

/**
 * Adds this to the file of GITHUB_STEP_SUMMARY, which the commands of a step share. Returns why it could not. Never
 * waits: a pipe that nobody reads is an error.
 */
export function appendToSummary(path: string, markdown: string): string | null {
  const { O_APPEND, O_CREAT, O_NONBLOCK = 0, O_WRONLY } = constants;
  try {
    // Between blank lines: what stands before and after it in the file may be anybody's.
    appendFileSync(path, `\n${markdown}\n\n`, {
      flag: (O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK) as unknown as string,
    });
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
