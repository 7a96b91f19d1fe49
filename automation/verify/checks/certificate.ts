import { colors } from "../../../release/state";
import type { CertificateView } from "../../world/inspector";
import { type Check, judge } from "../check";
import { failing, type Judgement, makeAgain, ok, warning } from "../finding";

const dayMs = 24 * 60 * 60 * 1000;
/** ACM renews 60 days before the end; what is still there at 30 will not come by itself. */
const soonDays = 30;

/** The certificates that the edges show. */
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
    const judged = await Promise.all(
      [...arns].map(async (arn) =>
        judge(arn, await inspector.certificate(arn), (found) =>
          judgeCertificate(found, stack.settings.domain, clock.nowMs(), stack.name),
        ),
      ),
    );
    return judged.flat();
  },
};

export function judgeCertificate(
  found: CertificateView | null,
  domain: string,
  nowMs: number,
  stackName: string,
): Judgement {
  const up = `bluegreen up --stack ${stackName}`;
  const subject = `*.${domain}`;
  if (!found) {
    return failing(subject, "it does not exist any more", makeAgain(stackName));
  }
  const { status, names, notAfterMs, reason } = found;
  if (status !== "ISSUED") {
    return failing(
      subject,
      `it is ${status}${reason && `: ${reason}`}`,
      `see that its proof record is in the hosted zone and the zone is delegated; ${up}`,
    );
  }
  if (!names.includes(`*.${domain}`)) {
    return failing(subject, `it is for ${names.join(", ")}`, `${up} makes the right one`);
  }
  const days = notAfterMs === null ? Infinity : Math.floor((notAfterMs - nowMs) / dayMs);
  if (days >= soonDays) return ok(subject, `issued, valid for ${days} days`);
  const todo = "ACM could not renew it: see that its proof record is still in the hosted zone";
  if (days < 0) return failing(subject, "it has expired", todo);
  return warning(subject, `it expires in ${days} days`, todo);
}
