import { describeForeign } from "../../release/foreignRecords";
import { describeOrigin, originRecordOf, sameOrigin } from "../../release/origin";
import { serviceState } from "../../release/state";
import { bluegreen } from "../course/commandLines";
import { adoptedNames } from "../world/adopted";
import { type Environment, namePointsAt } from "../world/environment";
import { refused } from "../world/errors";
import type { Run } from "./run";

/** Why name servers don't answer the origin of a service's adopted names; empty for names that were not adopted. */
export async function originProblems(
  { ports }: Pick<Run, "ports">,
  environment: Environment,
  service: string,
): Promise<string[]> {
  const found = await Promise.all(
    adoptedNames(environment, service).map(([name]) =>
      namePointsAt(ports, environment, name, "origin"),
    ),
  );
  return found.flatMap(({ problems }) => problems);
}

/**
 * Refuses a release from an origin whose record is no longer the one that was adopted: a rollback would restore one
 * that nobody wants any more.
 */
export async function requireOriginAsAdopted(
  { ports: { inspector, stack } }: Pick<Run, "ports">,
  environment: Environment,
  service: string,
): Promise<void> {
  const { release, inventory } = environment;
  if (serviceState(release, service).activeColor !== null) return;
  const found = await Promise.all(
    adoptedNames(environment, service).map(async ([name, adopted]) => {
      const answer = await inspector.records(inventory, name);
      if ("notHere" in answer) return [];
      const listed = answer.value.find(({ type }) => type === adopted.type);
      const now = originRecordOf(answer.value);
      if (now && sameOrigin(now, adopted)) return [];
      const is = now ? describeOrigin(now) : listed && describeForeign(name, listed);
      return [{ name, is: is ?? "gone", was: describeOrigin(adopted) }];
    }),
  );
  const changed = found.flat();
  if (changed.length === 0) return;
  const records = changed.map(({ name }) => name).join(" --record ");
  throw refused(
    `the record of ${changed.map(({ name }) => name).join(", ")} has changed since it was adopted, and a rollback ` +
      "would restore what it was then",
    `adopt it again: ${bluegreen("adopt", stack.name, `--service ${service} --record ${records}`)}; then run the command again`,
    changed.map(({ name, is, was }) => `${name} is ${is}; adopted was ${was}`),
  );
}
