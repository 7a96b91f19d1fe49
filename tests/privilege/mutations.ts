import type { PolicyDocument, Statement } from "../../privilege/statement";

export interface Mutation {
  what: string;
  mutant: Statement;
}

/** Every statement with one condition key dropped, or one of its resources widened. */
export function mutations(documents: readonly PolicyDocument[]): Mutation[] {
  return documents
    .flatMap(({ Statement }) => Statement)
    .flatMap((statement) => [...withoutConditions(statement), ...widened(statement)]);
}

function withoutConditions(statement: Statement): Mutation[] {
  const { Condition = {}, Action } = statement;
  return Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.keys(keys).map((key) => {
      const { [key]: _, ...rest } = keys;
      const mutant = { ...statement, Condition: { ...Condition, [operator]: rest } };
      return { what: `${Action.join(", ")} without ${operator} ${key}`, mutant };
    }),
  );
}

function widened(statement: Statement): Mutation[] {
  const { Action, Resource } = statement;
  return Resource.flatMap((resource, index) => {
    const wide = wider(resource);
    if (wide === undefined) return [];
    const mutant = { ...statement, Resource: Resource.with(index, wide) };
    return [{ what: `${Action.join(", ")} on ${wide} instead of ${resource}`, mutant }];
  });
}

/** All of its kind, such as `service/*` for `service/name/*`; undefined if it is that already. */
function wider(resource: string): string | undefined {
  const found = /^(?<kind>(?:[^:]*:){5}(?:[\w-]+[/:])?)(?<rest>.*)$/.exec(resource)?.groups;
  // What AWS itself owns, in no account.
  if (!found || (resource.split(":")[4] === "" && /:(ssm|ec2):/.test(resource))) return undefined;
  const { kind = "", rest = "" } = found;
  return /^(app|autoScalingGroupName|[*/:])*$/.test(rest) ? undefined : `${kind}*`;
}
