import { z } from "zod";
import type { Condition } from "./grant";

/** A statement of an IAM policy; this project writes only `Allow`. */
export interface Statement {
  Sid?: string;
  Effect: "Allow";
  Action: string[];
  Resource: string[];
  Condition?: Condition;
}

/** An IAM policy document. */
export interface PolicyDocument {
  Version: "2012-10-17";
  Statement: Statement[];
}

const texts = z.union([z.string(), z.array(z.string())]);

/** The parts of anybody's policy document that the checks look at. */
export const anyPolicySchema = z.object({
  Statement: z.array(
    z.object({ Effect: z.string(), Action: texts.optional(), Resource: texts.optional() }),
  ),
});

/** Characters as IAM counts them, without white space (IAM User Guide, "IAM and STS quotas"). */
export function characters(document: PolicyDocument): number {
  return JSON.stringify(document).replace(/\s/g, "").length;
}

/** `pattern` ends with a `*` or has none. */
export function isWithin(text: string, pattern: string): boolean {
  return pattern.endsWith("*") ? text.startsWith(pattern.slice(0, -1)) : text === pattern;
}
