import { arePreviews, type Scope } from "./scope";

/** Condition block of an IAM statement: operator, then key, then value. */
export type Condition = Record<string, Record<string, string | string[]>>;

/** One action on some of a stack's resources. An action may have several grants; each allows it. */
export interface Grant {
  /**
   * `read` for AWS's access levels Read and List, `tell` for a message to those whom the settings name, `write` for
   * everything that changes something.
   */
  access: "read" | "tell" | "write";
  /** ARNs, with wildcards where AWS picks the name. */
  resources: (scope: Scope) => string[];
  condition: ((scope: Scope) => Condition) | undefined;
}

/** Grants by action, such as `ecs:UpdateService`. */
export type Actions = Record<string, Grant | Grant[]>;

/** What the provider calls for one resource type. */
export interface Calls<Own extends Actions = Actions, Shared extends string = string> {
  /** Actions of this type, with their grants. */
  own: Own;
  /** Actions that are granted elsewhere: by another type, or by several. */
  shared: readonly Shared[];
}

export function calls<Own extends Actions, Shared extends string = never>(
  own: Own,
  ...shared: Shared[]
): Calls<Own, Shared> {
  return { own, shared };
}

type Where = (scope: Scope) => string[];
type When = (scope: Scope) => Condition;

export function read(resources: Where, condition?: When): Grant {
  return { access: "read", resources, condition };
}

export function write(resources: Where, condition?: When): Grant {
  return { access: "write", resources, condition };
}

export function tell(resources: Where): Grant {
  return { access: "tell", resources, condition: undefined };
}

/** For actions without resource-level permissions; AWS accepts them only on `*`. */
export const anything: Where = () => ["*"];

/** ARNs in the stack's region and account, such as `at("ecs", "cluster/*")`. */
export function at(service: string, ...resources: string[]): Where {
  return ({ partition, region, account }) =>
    resources.map((resource) => `arn:${partition}:${service}:${region}:${account}:${resource}`);
}

export function both(...places: Where[]): Where {
  return (scope) => places.flatMap((place) => place(scope));
}

/** The resource has this stack's tags (components/tags.ts). */
export const ours: When = (scope) => tagged("aws:ResourceTag", scope);

/**
 * The resource belongs to this stack or to the one it is built on, whose load balancers and network it
 * uses.
 */
export const hosting: When = (scope) => {
  const { stack, foundation } = scope;
  if (foundation === undefined) return ours(scope);
  return tagged("aws:ResourceTag", scope, [stack, foundation]);
};

/** The resource being created gets this stack's tags. */
export const stamped: When = (scope) => tagged("aws:RequestTag", scope);

/**
 * The resource belongs to no stack yet. For tagging on creation where a service has no condition key for the
 * creating action; if it evaluates the tags as those of the new resource instead, `ours` allows it.
 */
export const unowned: When = () => ({ Null: { "aws:ResourceTag/environment": "true" } });

/** Tags that a resource of this stack may get: it can't be passed on to another stack. */
export const retagged: When = (scope) => {
  const inRequest = Object.entries(stamped(scope));
  return all(ours, () =>
    Object.fromEntries(inRequest.map(([operator, keys]) => [`${operator}IfExists`, keys])),
  )(scope);
};

function tagged(
  key: string,
  { project, stack }: Scope,
  environment: string | string[] = stack,
): Condition {
  const inProject = { [`${key}/project`]: project };
  const ofStack = { [`${key}/environment`]: environment };
  return arePreviews({ stack })
    ? { StringEquals: inProject, StringLike: ofStack }
    : { StringEquals: { ...inProject, ...ofStack } };
}

/** All of the conditions together; those with the same operator are merged. */
export function all(...conditions: When[]): When {
  return (scope) => {
    const joined: Condition = {};
    for (const condition of conditions) {
      for (const [operator, keys] of Object.entries(condition(scope))) {
        joined[operator] = { ...joined[operator], ...keys };
      }
    }
    return joined;
  };
}
