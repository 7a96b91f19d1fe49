/** `notApplicable`: this world has no such thing. `unknown`: it could not be asked. */
export type Status = "ok" | "warning" | "error" | "unknown" | "notApplicable";

/** One thing that was looked at. */
export interface Finding {
  /** What was looked at, such as `certificate`. */
  check: string;
  /** Of which, such as `blue load balancer`. */
  subject: string;
  status: Status;
  found: string;
  /** What to do; empty where there is nothing to do. */
  todo: string;
}

/** A finding before the check that made it puts its name to it. */
export type Judgement = Omit<Finding, "check">;

export function ok(subject: string, found: string): Judgement {
  return { subject, status: "ok", found, todo: "" };
}

export function warning(subject: string, found: string, todo: string): Judgement {
  return { subject, status: "warning", found, todo };
}

export function failing(subject: string, found: string, todo: string): Judgement {
  return { subject, status: "error", found, todo };
}

export function unknown(subject: string, found: string, todo: string): Judgement {
  return { subject, status: "unknown", found, todo };
}

export function notApplicable(subject: string, why: string): Judgement {
  return { subject, status: "notApplicable", found: why, todo: "" };
}

/** What makes again whatever is gone or was changed by hand. */
export function makeAgain(stackName: string): string {
  return `pulumi refresh --stack ${stackName}, then bluegreen up --stack ${stackName}`;
}
