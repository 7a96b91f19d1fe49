import { LocalWorkspace, Stack as PulumiStack } from "@pulumi/pulumi/automation";
import type { Operation } from "./operation";
import type { EngineOptions } from "./options";
import { inOwnGroup } from "./ownGroup";

/** Each stack is selected once per session. */
const selections = new WeakMap<object, Map<string, Promise<PulumiStack>>>();

export function selected(options: EngineOptions, { guard }: Operation): Promise<PulumiStack> {
  const { name, project } = options;
  const known = selections.get(project) ?? new Map<string, Promise<PulumiStack>>();
  selections.set(project, known);
  const stack =
    known.get(name) ??
    guard(async () => {
      const space = await workspace(options);
      // Every command names its stack, so selecting it would be a wasted CLI call.
      space.selectStack = () => Promise.resolve();
      return PulumiStack.select(name, space);
    });
  known.set(name, stack);
  return stack;
}

export const ignoreProtect = ["--ignore-protect"];

export async function workspace(
  { project, engine, now }: EngineOptions,
  more: readonly string[] = [],
): Promise<LocalWorkspace> {
  const pulumiCommand = inOwnGroup(engine, now, more);
  // A placeholder: each operation is given its own program.
  const program = () => Promise.resolve({});
  return LocalWorkspace.create({ workDir: project.cwd, pulumiCommand, program });
}
