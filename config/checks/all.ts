import type { Problem } from "../problem";
import { callProblems } from "./calls";
import { computeProblems } from "./compute";
import { domainProblems } from "./domain";
import type { Draft } from "./draft";
import { environmentProblems } from "./environment";
import { foundationProblems } from "./foundation";
import { healthCheckProblems } from "./healthCheck";
import { hostProblems } from "./hosts";
import { quotaProblems } from "./quotas";
import { ruleSlotProblems } from "./ruleSlots";
import { secretProblems } from "./secrets";
import { serviceNameProblems } from "./serviceNames";
import { sizeProblems } from "./size";

/** What is wrong between settings that are each right by themselves. */
export function crossProblems(draft: Draft): Problem[] {
  return [
    ...domainProblems(draft),
    ...serviceNameProblems(draft),
    ...hostProblems(draft),
    ...computeProblems(draft),
    ...sizeProblems(draft),
    ...callProblems(draft),
    ...environmentProblems(draft),
    ...secretProblems(draft),
    ...foundationProblems(draft),
    ...healthCheckProblems(draft),
    ...ruleSlotProblems(draft),
    ...quotaProblems(draft),
  ];
}
