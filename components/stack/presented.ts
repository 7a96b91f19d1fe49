import { getStack } from "@pulumi/pulumi";
import { certificateParts } from "../../config/certificateArns";
import {
  type CertificateView,
  presentedNames,
  uncoveredBy,
  unusable,
} from "../../config/certificates";
import type { Settings } from "../../config/schema";
import { Refusal } from "../refusal";
import type { Deployed } from "./deployed";
import type { Foreign } from "./foreign";

/** What ACM says of a certificate; null: it has none of this ARN, undefined: it could not be asked. */
export type Certificates = (arn: string) => Promise<CertificateView | null | undefined>;

/**
 * Certificates that alone are valid for the public names; null: the program makes its own. An environment that was made
 * with its own keeps them: what serves with them is never without.
 */
export function presentedAlone(
  { certificateArns }: Pick<Settings, "certificateArns">,
  { foundation }: Pick<Foreign, "foundation">,
  { clusterName, ownCertificates }: Pick<Deployed, "clusterName" | "ownCertificates">,
): readonly string[] | null {
  if (foundation) return foundation.certificateArns ?? null;
  if (certificateArns === undefined) return null;
  return clusterName !== undefined && ownCertificates ? null : certificateArns;
}

/** Refuses certificates that load balancers don't take, and names that clients would be refused at. */
export async function refuseUnpresentable(
  settings: Settings,
  alone: readonly string[] | null,
  ask: Certificates | undefined,
): Promise<void> {
  const arns = [...new Set([...(settings.certificateArns ?? []), ...(alone ?? [])])];
  if (!ask || arns.length === 0) return;
  const answers = await Promise.all(arns.map(async (arn) => ({ arn, found: await ask(arn) })));
  const wrong = answers.flatMap(({ arn, found }) => problemOf(arn, found));
  const known = answers.flatMap(({ found }) => found ?? []);
  const uncovered =
    alone !== null && known.length === arns.length
      ? uncoveredBy(known, presentedNames(settings))
      : [];
  const problems = [...wrong, ...uncovered.map((name) => `no certificate is valid for ${name}`)];
  if (problems.length === 0) return;
  const where = settings.foundation ?? getStack();
  throw new Refusal({
    found: "clients could not connect with the certificates in `certificateArns`",
    problems,
    next:
      `correct \`certificateArns\` in Pulumi.${where}.yaml, or remove it, for certificates of the environment's own; ` +
      `then: bluegreen up --stack ${getStack()}`,
  });
}

function problemOf(arn: string, found: CertificateView | null | undefined): string[] {
  if (found === undefined) return [];
  const { id, region } = certificateParts(arn);
  const text = found ? unusable(found) : `does not exist in ${region} of this account`;
  return text === undefined ? [] : [`certificate ${id} ${text}`];
}
