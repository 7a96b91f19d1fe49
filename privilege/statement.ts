import { z } from "zod";
import type { Condition } from "./grant";

/** A statement of an IAM policy; this project writes only ones that allow. */
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

/** The parts of a policy document of any author that checks look at. */
export const anyPolicySchema = z.object({
  Statement: z.array(
    z.object({ Effect: z.string(), Action: texts.optional(), Resource: texts.optional() }),
  ),
});

/** Characters that IAM counts: it leaves white space out (IAM User Guide, "IAM and STS quotas"). */
export function characters(document: PolicyDocument): number {
  return JSON.stringify(document).replace(/\s/g, "").length;
}
