import type { Scope } from "./scope";

/** Condition block of an IAM statement: operator, then key, then value. */
export type Condition = Record<string, Record<string, string | string[]>>;

/** One action on some resources of a stack. An action may have several: each alone allows. */
export interface Grant {
  /** `read` for what AWS calls Read and List, `write` for everything that changes something. */
  access: "read" | "write";
  /** ARNs, with wildcards where AWS makes the name. */
  resources: (scope: Scope) => string[];
  condition: ((scope: Scope) => Condition) | undefined;
}

/** Grants by action, such as `ecs:UpdateService`. */
export type Actions = Record<string, Grant | Grant[]>;

type Where = (scope: Scope) => string[];
type When = (scope: Scope) => Condition;

export function read(resources: Where, condition?: When): Grant {
  return { access: "read", resources, condition };
}

export function write(resources: Where, condition?: When): Grant {
  return { access: "write", resources, condition };
}

/** For actions that know no resource; AWS takes them on `*` only. */
export const anything: Where = () => ["*"];

/** ARNs of the stack's region and account, such as `at("ecs", "cluster/*")`. */
export function at(service: string, ...resources: string[]): Where {
  return ({ partition, region, account }) =>
    resources.map((resource) => `arn:${partition}:${service}:${region}:${account}:${resource}`);
}

export function both(...places: Where[]): Where {
  return (scope) => places.flatMap((place) => place(scope));
}

/** The resource has this stack's tags (components/tags.ts). */
export const ours: When = (scope) => tagged("aws:ResourceTag", scope);

/** The resource is this stack's or of the one that it stands on, whose edges and network it uses. */
export const hosting: When = (scope) => {
  const { stack, foundation } = scope;
  if (foundation === undefined) return ours(scope);
  return tagged("aws:ResourceTag", scope, [stack, foundation]);
};

/** The resource that is being made gets this stack's tags. */
export const stamped: When = (scope) => tagged("aws:RequestTag", scope);

function tagged(
  key: string,
  { project, stack }: Scope,
  environment: string | string[] = stack,
): Condition {
  const inProject = { [`${key}/project`]: project };
  const ofStack = { [`${key}/environment`]: environment };
  return stack.includes("*")
    ? { StringEquals: inProject, StringLike: ofStack }
    : { StringEquals: { ...inProject, ...ofStack } };
}

/** All of the conditions; those of one operator are joined. */
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
