import type { Problem } from "../problem";
import { callProblems } from "./calls";
import { canaryProblems } from "./canary";
import { certificateProblems } from "./certificates";
import { clusterProblems } from "./cluster";
import { capacityProblems } from "./capacity";
import { compareProblems } from "./compare";
import { computeProblems, sizeProblems } from "./compute";
import { limitProblems } from "./container";
import { domainProblems, hostProblems, ruleSlotProblems, serviceNameProblems } from "./hosts";
import type { Draft } from "./draft";
import { execProblems } from "./exec";
import { environmentProblems, permissionProblems, secretProblems } from "./environment";
import { foundationProblems } from "./foundation";
import { healthCheckProblems } from "./healthCheck";
import { logProblems } from "./logs";
import { longRequestProblems } from "./longRequests";
import { networkProblems } from "./network";
import { privateProblems } from "./private";
import { protocolProblems } from "./protocol";
import { quotaProblems } from "./quotas";
import { scheduleProblems } from "./schedules";
import { sidecarProblems } from "./sidecars";
import { scalingProblems } from "./scaling";
import { roomProblems } from "./sizes";
import { allowFromProblems, testAccessProblems } from "./testAccess";
import { volumeProblems } from "./volumes";
import { windowProblems } from "./windows";

/** Problems between settings that are each valid by themselves. */
export function crossProblems(draft: Draft): Problem[] {
  return [
    ...domainProblems(draft),
    ...networkProblems(draft),
    ...testAccessProblems(draft),
    ...allowFromProblems(draft),
    ...certificateProblems(draft),
    ...clusterProblems(draft),
    ...serviceNameProblems(draft),
    ...hostProblems(draft),
    ...computeProblems(draft),
    ...sizeProblems(draft),
    ...capacityProblems(draft),
    ...scalingProblems(draft),
    ...callProblems(draft),
    ...environmentProblems(draft),
    ...secretProblems(draft),
    ...permissionProblems(draft),
    ...execProblems(draft),
    ...limitProblems(draft),
    ...volumeProblems(draft),
    ...sidecarProblems(draft),
    ...logProblems(draft),
    ...scheduleProblems(draft),
    ...roomProblems(draft),
    ...foundationProblems(draft),
    ...healthCheckProblems(draft),
    ...protocolProblems(draft),
    ...privateProblems(draft),
    ...compareProblems(draft),
    ...canaryProblems(draft),
    ...windowProblems(draft),
    ...longRequestProblems(draft),
    ...ruleSlotProblems(draft),
    ...quotaProblems(draft),
  ];
}
