import { setTimeout as sleep } from "node:timers/promises";
import type { Cloud } from "../cloud";

/**
 * Seconds that a call of Pulumi's AWS provider takes, where it was measured: HashiCorp's provider 5.100 behind the
 * real Pulumi, against an emulator that answers at once (2026-11-26). It polls `GetChange` until a record is in sync,
 * and a load balancer until it is active. An `up` that changes a record took 18 to 23 s there, the first `up` of
 * 105 resources 90 to 100 s.
 */
const measured: Record<string, number> = {
  "aws:route53/record:Record": 15,
  "aws:lb/loadBalancer:LoadBalancer": 60,
};

/** Any other call; so that an `up` as a whole takes as long as measured. */
const otherSeconds = 1;

/** Waits for as long as AWS would have, if the cloud was started with `--aws-times 1`. */
export async function takeItsTime(
  { options: { awsTimes } }: Pick<Cloud, "options">,
  type: string,
  wait: (ms: number) => Promise<unknown> = sleep,
): Promise<void> {
  if (awsTimes === 0) return;
  await wait((measured[type] ?? otherSeconds) * awsTimes * 1000);
}
