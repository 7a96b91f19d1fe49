import { z } from "zod";
import { placeProblem } from "./partition";
import { eachOnce } from "./unique";

/** Source: `CertificateArn` of DescribeCertificate, AWS Certificate Manager API Reference. */
const acmArn =
  /^arn:(?<partition>aws[a-z-]*):acm:(?<region>[a-z0-9-]+):(?<account>\d{12}):certificate\/(?<id>[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

const certificateArn = z.string().superRefine((text, context) => {
  const message = arnProblem(text);
  if (message !== undefined) context.addIssue({ code: "custom", message });
});

/** Of existing certificates; what they must cover is known only to ACM (config/certificates.ts). */
export const certificateArns = eachOnce(certificateArn).min(1);

function arnProblem(text: string): string | undefined {
  if (/^arn:aws[a-z-]*:iam::/.test(text)) {
    return "is the ARN of a server certificate in IAM: import it into ACM, which `verify` can ask about it";
  }
  if (/^arn:aws[a-z-]*:acm-pca:/.test(text)) {
    return "is the ARN of a private certificate authority: issue a certificate with it, and name that";
  }
  const { partition, region } = acmArn.exec(text)?.groups ?? {};
  if (partition === undefined || region === undefined) {
    return (
      "must be the ARN of a certificate in ACM, such as " +
      "`arn:aws:acm:eu-central-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef`"
    );
  }
  return placeProblem(partition, region);
}

/** Of an ARN that the settings check accepts. */
export function certificateParts(arn: string) {
  const { region = "", account = "", id = "" } = acmArn.exec(arn)?.groups ?? {};
  return { region, account, id };
}
