import type { CertificateView } from "../../../../config/certificates";
import type { Aws } from "../clients";

/** An ACM certificate; null if it does not exist. */
export async function describeCertificate(
  aws: Aws,
  CertificateArn: string,
): Promise<CertificateView | null> {
  try {
    const { Certificate } = await (
      await aws.acm()
    ).describeCertificate({ CertificateArn }, aws.callOptions);
    const names = Certificate?.SubjectAlternativeNames ?? [];
    return {
      status: Certificate?.Status ?? "unknown",
      names: names.length > 0 ? names : [Certificate?.DomainName ?? ""],
      notAfterMs: Certificate?.NotAfter?.getTime() ?? null,
      // As ACM lists them; DescribeCertificate itself has a hyphen, `RSA-2048`.
      ...(Certificate?.KeyAlgorithm && {
        keyAlgorithm: Certificate.KeyAlgorithm.replace("-", "_"),
      }),
      reason: Certificate?.FailureReason ?? Certificate?.RevocationReason ?? "",
    };
  } catch (error) {
    if (error instanceof Error && error.name === "ResourceNotFoundException") return null;
    throw error;
  }
}
