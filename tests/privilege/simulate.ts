import type { PolicyDocument, Statement } from "../../privilege/statement";

/** A request the way IAM sees it. */
export interface Request {
  action: string;
  resource: string;
  /** The request's condition keys and their values. */
  context?: Record<string, string | string[]>;
}

/**
 * Whether policies allow a request, by IAM's rules as far as this project's policies use them: only
 * `Allow`, `*` and `?` in resources and in `…Like`, and the operators below, also with `IfExists`. Anything
 * else is an error.
 */
export function allows(documents: readonly PolicyDocument[], request: Request): boolean {
  return documents.some(({ Statement }) =>
    Statement.some((statement) => statementAllows(statement, request)),
  );
}

function statementAllows(statement: Statement, { action, resource, context = {} }: Request) {
  const { Action, Resource, Condition = {} } = statement;
  return (
    Action.includes(action) &&
    Resource.some((pattern) => like(resource, pattern)) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, wanted]) => holds(operator, context[key], [wanted].flat())),
    )
  );
}

function holds(operator: string, given: string | string[] | undefined, wanted: string[]): boolean {
  if (operator.endsWith("IfExists")) {
    return given === undefined || holds(operator.slice(0, -"IfExists".length), given, wanted);
  }
  const values = given === undefined ? [] : [given].flat();
  const matches = (test: (value: string, one: string) => boolean) => (value: string) =>
    wanted.some((one) => test(value, one));
  switch (operator) {
    case "Null":
      return wanted.includes(String(given === undefined));
    // A missing key does not match.
    case "StringEquals":
      return values.some(matches((value, one) => value === one));
    case "StringLike":
    case "ArnLike":
      return values.some(matches(like));
    case "ForAnyValue:StringEquals":
      return values.some(matches((value, one) => value === one));
    case "ForAllValues:StringEquals":
      return values.every(matches((value, one) => value === one));
    case "ForAllValues:StringLike":
      return values.every(matches(like));
    default:
      throw new Error(`the IAM simulation does not support the operator ${operator}`);
  }
}

function like(value: string, pattern: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${expression}$`).test(value);
}
