import { bluegreen } from "../course/commandLines";
import { nearest } from "../../config/nearest";
import { type DeployError, refused } from "./errors";

/** A stack that was named but has no `Pulumi.<stack>.yaml`; `known` are those that have. */
export function noSettingsFile(stack: string, known: readonly string[]): DeployError {
  const found = `stack ${stack} has no settings file Pulumi.${stack}.yaml`;
  if (known.length === 0) {
    return refused(found, "run the command in the project's folder, or name the folder with --cwd");
  }
  // Pulumi Cloud writes a stack as organization/project/stack.
  const meant = nearest(stack.split("/").at(-1)!, known);
  return meant === undefined
    ? refused(`${found}; there are: ${known.join(", ")}`, bluegreen("status", known[0]!))
    : refused(`${found}; did you mean ${meant}?`, bluegreen("status", meant));
}
