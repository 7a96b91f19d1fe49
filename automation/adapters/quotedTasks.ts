import type { OneOffTasks } from "../world/oneOffTasks";
import { withoutSecrets } from "../world/redact";

/**
 * What hooks and self-tests write is quoted in messages, results and history. They may share a credential with the
 * machine of the deployer, such as a token of a package registry.
 */
export function quotedTasks(tasks: OneOffTasks, known: readonly string[]): OneOffTasks {
  return {
    ...tasks,
    output: async (...args) => withoutSecrets(await tasks.output(...args), known),
  };
}
