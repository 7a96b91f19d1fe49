import { inRanges } from "../ranges";

export interface WeightedTarget {
  /** Of the target group. */
  arn: string;
  weight: number;
}

/** What a listener rule does with a matching request. */
export type Action =
  | {
      type: "forward";
      targets: readonly WeightedTarget[];
      /** For how long a client stays on the target group that it was sent to; absent: not at all. */
      stickySeconds?: number;
    }
  | { type: "fixed-response"; statusCode: number; contentType: string; messageBody: string }
  | {
      type: "redirect";
      statusCode: number;
      protocol: string;
      host: string;
      port: string;
      path: string;
      query: string;
    };

/** All conditions must match; a condition matches if one of its values does. */
export type Condition =
  | { field: "host-header"; values: string[] }
  | { field: "path-pattern"; values: string[] }
  | { field: "http-header"; httpHeaderName: string; values: string[] }
  | { field: "source-ip"; values: string[] };

export interface Rule {
  priority: number;
  conditions: Condition[];
  action: Action;
}

export interface RequestLine {
  /** Host header. With a port other than 443 it matches no value of a rule: AWS promises nothing else. */
  host: string;
  /** Path without the query. */
  path: string;
  header(name: string): string | undefined;
  /** Address of the client, or of the proxy that it is behind. */
  source: string;
}

/** Finds the action of the matching rule with the lowest priority, or else the default action. */
export type Router = (request: RequestLine) => Action;

/** Rules are evaluated on every request, so their patterns are compiled once. */
export function compileRules(rules: Rule[], defaultAction: Action): Router {
  const compiled = [...rules]
    .sort((a, b) => a.priority - b.priority)
    .map((rule) => ({ action: rule.action, matchers: rule.conditions.map(compileCondition) }));
  return (request) =>
    compiled.find((rule) => rule.matchers.every((matches) => matches(request)))?.action ??
    defaultAction;
}

function compileCondition(condition: Condition): (request: RequestLine) => boolean {
  switch (condition.field) {
    case "host-header": {
      const matches = compilePatterns(condition.values, "i");
      return ({ host }) => matches(host.replace(/:443$/, ""));
    }
    case "path-pattern": {
      const matches = compilePatterns(condition.values, "");
      return ({ path }) => matches(path);
    }
    case "http-header": {
      const name = condition.httpHeaderName.toLowerCase();
      const matches = compilePatterns(condition.values, "i");
      return (request) => {
        const value = request.header(name);
        return value !== undefined && matches(value);
      };
    }
    case "source-ip": {
      const matches = inRanges(condition.values);
      return ({ source }) => matches(source);
    }
  }
}

/** `*` matches any number of characters, `?` exactly one. */
function compilePatterns(patterns: string[], flags: string): (value: string) => boolean {
  const sources = patterns.map((pattern) =>
    pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", "."),
  );
  const expression = new RegExp(`^(?:${sources.join("|")})$`, flags);
  return (value) => expression.test(value);
}
