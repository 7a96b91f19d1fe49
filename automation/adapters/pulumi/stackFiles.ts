import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { StackFiles } from "../../world/stacks";
import type { Project } from "./settingsFile";

/** `Pulumi.<stack>.yaml` in the project's folder. */
export function stackFiles({ cwd }: Project): StackFiles {
  const pathOf = (stack: string) => join(cwd, `Pulumi.${stack}.yaml`);
  return {
    async read(stack) {
      try {
        return await readFile(pathOf(stack), "utf8");
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw error;
      }
    },
    async write(stack, text) {
      // Whoever is killed here leaves the old file or the new one, never half of it.
      const partial = `${pathOf(stack)}.partial`;
      await writeFile(partial, text);
      await rename(partial, pathOf(stack));
    },
  };
}
