import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { StackFiles } from "../../world/stacks";
import { type Project, readIfThere, stackNamesIn } from "./settingsFile";

/** `Pulumi.<stack>.yaml` in the project's folder. */
export function stackFiles({ cwd }: Project): StackFiles {
  const pathOf = (stack: string) => join(cwd, `Pulumi.${stack}.yaml`);
  return {
    names: () => stackNamesIn(cwd),
    read: (stack) => readIfThere(pathOf(stack)),
    async write(stack, text) {
      // If killed here, the old file or the new one is left, never half of one.
      const partial = `${pathOf(stack)}.partial`;
      await writeFile(partial, text);
      await rename(partial, pathOf(stack));
    },
  };
}
