import { describeOrigin } from "../../release/origin";
import { serviceState } from "../../release/state";
import { bluegreen } from "../course/commandLines";
import { adoptedNames } from "../world/adopted";
import { decommission } from "../runbook/release";
import type { Run } from "../runbook/run";
import { type Environment, requireServices } from "../world/environment";
import { refused } from "../world/errors";
import { toCommandResult } from "./deploy";
import type { CommandResult } from "./result";

/** Where adopted names were served before: by its word, or because nothing else has served since. */
export function goesToOrigin(
  environment: Environment,
  { service: named, to }: { service: readonly string[]; to?: string },
): boolean {
  if (to !== undefined) return to === "origin";
  const { services } = environment.release;
  return (
    named.length > 0 &&
    named.every(
      (name) =>
        adoptedNames(environment, name).length > 0 && services[name]?.previous === undefined,
    )
  );
}

/** The names go back to their origin; both load balancers serve who still comes, until the fleets stop. */
export async function toOrigin(
  run: Run,
  environment: Environment,
  services: readonly string[],
): Promise<CommandResult> {
  const { stack, reporter } = run.ports;
  requireServices(stack, services);
  for (const name of services) {
    const { activeColor } = serviceState(environment.release, name);
    const adopted = adoptedNames(environment, name);
    // The way back would take it out of production, and give its clients nothing instead.
    if (adopted.length === 0) {
      throw refused(
        `${name} has no origin to go back to: none of its names was adopted, or that is finished`,
        `roll back to an earlier version: ${bluegreen("rollback", stack.name, "--service", name)}`,
      );
    }
    if (activeColor === null) {
      throw refused(`${name} is served by its origin already`, bluegreen("status", stack.name));
    }
    for (const [host, record] of adopted) {
      reporter.note(`${host}: going back to its origin, ${describeOrigin(record)}`);
    }
  }
  reporter.note("nothing here can tell whether the origin still runs: make sure that it does");
  return toCommandResult(run, () => decommission(run, environment, services, { rollsBack: true }));
}
