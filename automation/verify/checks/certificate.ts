import { bluegreen } from "../../course/commandLines";
import { colors } from "../../../release/state";
import type { CertificateView } from "../../world/inspector";
import { type Check, judge } from "../check";
import { failing, type Judgement, repairWith, ok, warning } from "../finding";

const dayMs = 24 * 60 * 60 * 1000;
/** ACM renews 60 days before expiry; a certificate with 30 days left will not be renewed without help. */
const soonDays = 30;

/** The certificates of the load balancers' listeners. */
export const certificate: Check = {
  name: "certificate",
  fast: true,
  async look({ inspector, environment, stack, clock }) {
    if (!environment) return [];
    const edges = await Promise.all(
      colors.map((color) => inspector.edge(environment.inventory, color)),
    );
    const shown = edges.flatMap((edge) => ("value" in edge ? (edge.value?.listeners ?? []) : []));
    const arns = new Set(shown.flatMap(({ certificateArn }) => certificateArn ?? []));
    const others = new Set(shown.flatMap(({ otherCertificateArns }) => otherCertificateArns));
    const wildcard = `*.${stack.settings.domain}`;
    const judged = await Promise.all(
      [...arns, ...others].map(async (arn) => {
        const answer = await inspector.certificate(arn);
        const name = arns.has(arn) || !("value" in answer) ? wildcard : answer.value?.names[0];
        return judge(arn, answer, (found) =>
          judgeCertificate(found, name ?? arn, clock.nowMs(), stack.name),
        );
      }),
    );
    return judged.flat();
  },
};

export function judgeCertificate(
  found: CertificateView | null,
  subject: string,
  nowMs: number,
  stackName: string,
): Judgement {
  const up = bluegreen("up", stackName);
  if (!found) {
    return failing(subject, "no longer exists", repairWith(stackName));
  }
  const { status, names, notAfterMs, reason } = found;
  if (status !== "ISSUED") {
    return failing(
      subject,
      `is ${status}${reason && `: ${reason}`}`,
      `check that its validation record is in the hosted zone and that the zone is delegated, then: ${up}`,
    );
  }
  if (!names.includes(subject)) {
    return failing(subject, `is for ${names.join(", ")}`, `replace it: ${up}`);
  }
  const days = notAfterMs === null ? Infinity : Math.floor((notAfterMs - nowMs) / dayMs);
  if (days >= soonDays) return ok(subject, `issued, valid for ${days} days`);
  const todo =
    "ACM could not renew it: check that its validation record is still in the hosted zone";
  if (days < 0) return failing(subject, "has expired", todo);
  return warning(subject, `expires in ${days} days`, todo);
}
