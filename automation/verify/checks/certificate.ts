import { certificateParts } from "../../../config/certificateArns";
import {
  type CertificateView,
  presentedNames,
  uncoveredBy,
  unusable,
} from "../../../config/certificates";
import { bluegreen } from "../../course/commandLines";
import { colors } from "../../../release/state";
import { type Check, judge, type Verification } from "../check";
import { failing, type Judgement, repairWith, ok, warning } from "../finding";

const dayMs = 24 * 60 * 60 * 1000;
/** ACM renews 60 days before expiry; a certificate with 30 days left will not be renewed without help. */
const soonDays = 30;

/** The certificates of the load balancers' listeners, and those that the settings name. */
export const certificate: Check = {
  name: "certificate",
  fast: true,
  async look(verification) {
    const { inspector, environment, stack, clock } = verification;
    const named = stack.settings.certificateArns ?? [];
    const { arns, others } = await presented(verification);
    // An environment that is built on another one presents what that one does.
    const made = environment ? environment.inventory.ownCertificates !== false : named.length === 0;
    const wildcard = `*.${stack.settings.domain}`;
    const all = [...new Set([...arns, ...others, ...named])];
    const answers = await Promise.all(
      all.map(async (arn) => ({ arn, answer: await inspector.certificate(arn) })),
    );
    const judged = answers.flatMap(({ arn, answer }) =>
      judge(arn, answer, (found) => {
        if (!made || named.includes(arn)) return judgeNamed(found, arn, clock.nowMs());
        const name = arns.has(arn) ? wildcard : found?.names[0];
        return judgeCertificate(found, name ?? arn, clock.nowMs(), stack.name);
      }),
    );
    const known = answers.flatMap(({ answer }) => ("value" in answer ? (answer.value ?? []) : []));
    if (made || known.length < all.length) return judged;
    const uncovered = uncoveredBy(known, presentedNames(stack.settings));
    return [...judged, ...uncovered.map((name) => judgeUncovered(name, stack.settings.foundation))];
  },
};

/** ARNs at the listeners: of their default certificates, and of those besides them. */
async function presented({ inspector, environment }: Verification) {
  const edges = environment
    ? await Promise.all(colors.map((color) => inspector.edge(environment.inventory, color)))
    : [];
  const shown = edges.flatMap((edge) => ("value" in edge ? (edge.value?.listeners ?? []) : []));
  return {
    arns: new Set(shown.flatMap(({ certificateArn }) => certificateArn ?? [])),
    others: new Set(shown.flatMap(({ otherCertificateArns }) => otherCertificateArns)),
  };
}

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
  const { status, names, reason } = found;
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
  const todo =
    "ACM could not renew it: check that its validation record is still in the hosted zone";
  return judgeExpiry(found, subject, nowMs, todo);
}

/** Without these, ACM lists RSA of up to 2048 bits alone. */
const listed = ["RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1"];

/** One that somebody else made, and that the load balancers present because the settings name it. */
export function judgeNamed(found: CertificateView | null, arn: string, nowMs: number): Judgement {
  const { id, region } = certificateParts(arn);
  const other =
    "name another one in `certificateArns`; to list them: " +
    `\`aws acm list-certificates --region ${region} --includes keyTypes=${listed.join()}\``;
  if (!found) return failing(id, `does not exist in ${region} of this account`, other);
  const why = unusable(found);
  if (why !== undefined) return failing(id, why, other);
  return judgeExpiry(
    found,
    `${found.names[0] ?? id} (${id})`,
    nowMs,
    "renew it in ACM: an imported one is imported again under the same ARN",
  );
}

function judgeUncovered(name: string, foundation: string | undefined): Judgement {
  const where = foundation === undefined ? "" : ` of ${foundation}`;
  return failing(
    name,
    "no certificate at the load balancers is valid for this name: clients would refuse to connect",
    `add one that is to \`certificateArns\`${where}`,
  );
}

function judgeExpiry(
  { notAfterMs }: CertificateView,
  subject: string,
  nowMs: number,
  todo: string,
): Judgement {
  const days = notAfterMs === null ? Infinity : Math.floor((notAfterMs - nowMs) / dayMs);
  if (days >= soonDays) return ok(subject, `issued, valid for ${days} days`);
  if (days < 0) return failing(subject, "has expired", todo);
  return warning(subject, `expires in ${days} days`, todo);
}
