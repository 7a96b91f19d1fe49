import { bluegreen } from "../course/commandLines";
/** `notApplicable`: there is no such thing here, as in a rehearsal. `unknown`: it could not be checked. */
export type Status = "ok" | "warning" | "error" | "unknown" | "notApplicable";

/** The result of one check on one subject. */
export interface Finding {
  /** What was checked, such as `certificate`. */
  check: string;
  /** Which one, such as `blue load balancer`. */
  subject: string;
  status: Status;
  found: string;
  /** What to do next; empty if there is nothing to do. */
  todo: string;
}

/** A finding without the name of its check. */
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

/** Restores whatever is missing or was changed by hand. */
export function repairWith(stackName: string): string {
  return `pulumi refresh --stack ${stackName}; ${bluegreen("up", stackName)}`;
}
