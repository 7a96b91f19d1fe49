import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { StackFiles } from "../../world/stacks";
import { type Project, readIfThere, replaceFile, stackNamesIn } from "./settingsFile";

/** `Pulumi.<stack>.yaml` in the project's folder. */
export function stackFiles({ cwd }: Project): StackFiles {
  const pathOf = (stack: string) => join(cwd, `Pulumi.${stack}.yaml`);
  return {
    names: () => stackNamesIn(cwd),
    read: (stack) => readIfThere(pathOf(stack)),
    write: (stack, text) => replaceFile(pathOf(stack), text),
    remove: (stack) => rm(pathOf(stack), { force: true }),
  };
}
