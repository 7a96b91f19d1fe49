import { checkInputs } from "../../../localCloud/control/check";
import { registry } from "../../../localCloud/control/registry";
import type { Properties } from "../../../localCloud/control/resource";
import { Random } from "../../../localCloud/random";

/** Why AWS would refuse a resource of this type with these inputs; empty if it would not. */
export function reasons(token: string, inputs: Properties): string[] {
  const checked = checkInputs(registry.get(token)!, "it", {}, inputs, new Random(1));
  return checked.failures.map(({ reason }) => reason);
}
