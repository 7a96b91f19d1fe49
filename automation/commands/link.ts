import { bluegreen } from "../course/commandLines";
import { isPrivate } from "../../config/isPrivate";
import {
  environmentOf,
  requireDeployed,
  serviceInventory,
  serviceSettings,
} from "../world/environment";
import { exitCodes, refused } from "../world/errors";
import type { Stack } from "../world/ports";
import { linkTo } from "../world/testAccess";
import type { StackOptions } from "./options";
import type { CommandResult } from "./result";

export interface LinkOptions extends StackOptions {
  service: string;
}

/** `bluegreen link`: the only place that shows what opens a test name. */
export async function link(
  { stack }: { stack: Pick<Stack, "name" | "settings" | "read"> },
  { service }: Pick<LinkOptions, "service">,
): Promise<CommandResult> {
  if (serviceSettings(stack, service).kind === "worker") {
    const next = bluegreen("status", stack.name);
    throw refused(`${service} is a worker, and workers have no test name`, next);
  }
  if (isPrivate(serviceSettings(stack, service))) {
    throw refused(
      `${service} is private: security groups let nobody but its own tasks reach its test name`,
      `to look at what runs, list its tasks: ${bluegreen("status", stack.name)}`,
    );
  }
  const environment = environmentOf(stack.name, await stack.read());
  requireDeployed(stack, environment.inventory, [service]);
  const known = serviceInventory(environment.inventory, service);
  const url = linkTo(environment, service, known);
  const access = known.testAccess ?? { type: "public" as const };
  return {
    json: { ok: true, stack: stack.name, service, url, access },
    text: url,
    exitCode: exitCodes.done,
  };
}
