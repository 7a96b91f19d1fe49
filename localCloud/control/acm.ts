import { createHash } from "node:crypto";
import { z } from "zod";
import type { CertificateView } from "../../config/certificates";
import type { Cloud } from "../cloud";
import { canonicalName, recordKey } from "../dataplane/dnsAnswer";
import { CloudError } from "../errors";
import { defineType } from "./resourceType";
import { arnOf, tags } from "./schemas";

export const certificateType = "aws:acm/certificate:Certificate";

/** How long the validation may take, in AWS seconds. */
const validationTimeoutSeconds = 75 * 60;

interface ValidationOption {
  domainName: string;
  resourceRecordName: string;
  resourceRecordType: "CNAME";
  resourceRecordValue: string;
}

/** RequestCertificate, AWS Certificate Manager API Reference. */
const domainName = z
  .string()
  .regex(
    /^(\*\.)?((?!-)[A-Za-z0-9-]{0,62}[A-Za-z0-9]\.)+(?!-)[A-Za-z0-9-]{1,62}[A-Za-z0-9]$/,
    "is not a domain name that ACM accepts",
  );

const certificate = defineType({
  token: certificateType,
  properties: {
    /** It is also the certificate's common name, which has 64 characters at most. */
    domainName: domainName.max(64),
    subjectAlternativeNames: z.array(domainName.max(253)).optional(),
    validationMethod: z.literal("DNS"),
    tags,
  },
  replaceOn: ["domainName", "subjectAlternativeNames", "validationMethod"],
  create(cloud, { domainName, subjectAlternativeNames = [] }) {
    const arn = cloud.arn("acm", `certificate/${cloud.random.hex(32)}`);
    const names = [...new Set([domainName, ...subjectAlternativeNames])];
    const domainValidationOptions = names.map((name) => validationOption(cloud, name));
    return { id: arn, outputs: { arn, status: "PENDING_VALIDATION", domainValidationOptions } };
  },
  delete(cloud, { id }) {
    const listeners = ["aws:lb/listener:Listener", "aws:lb/listenerCertificate:ListenerCertificate"]
      .map((type) => cloud.resources.all(type))
      .flat();
    if (listeners.some(({ inputs }) => inputs.certificateArn === id)) {
      throw new CloudError("ResourceInUseException", `Certificate ${id} in account is in use`);
    }
    cloud.certificates.delete(id);
  },
});

const certificateValidation = defineType({
  token: "aws:acm/certificateValidation:CertificateValidation",
  properties: {
    certificateArn: arnOf("acm"),
    validationRecordFqdns: z.array(z.string()).optional(),
  },
  replaceOn: ["certificateArn", "validationRecordFqdns"],
  async create(cloud, { certificateArn, validationRecordFqdns }) {
    const { inputs, outputs } = cloud.resources.require(certificateType, "arn", certificateArn);
    const options = outputs.domainValidationOptions as ValidationOption[];
    requireRecords(options, validationRecordFqdns);
    await proven(cloud, options);
    const names = [inputs.domainName, ...((inputs.subjectAlternativeNames ?? []) as string[])];
    cloud.certificates.set(certificateArn, await cloud.authority.issue(names as string[]));
    return { id: new Date().toISOString(), outputs: {} };
  },
});

/** Issued at once if the validation record of every domain is found in public DNS. */
async function proven(cloud: Cloud, options: ValidationOption[]): Promise<void> {
  const deadlineMs = Date.now() + cloud.timing.ms(validationTimeoutSeconds);
  while (!options.every((option) => isProven(cloud, option))) {
    if (Date.now() > deadlineMs) {
      throw new CloudError("Timeout", "the certificate is not issued: no validation record found");
    }
    await cloud.timing.wait(5);
  }
}

function isProven(cloud: Cloud, { resourceRecordName, resourceRecordValue }: ValidationOption) {
  const record = cloud
    .zoneAnswering(resourceRecordName)
    ?.records.get(recordKey(resourceRecordName, "CNAME"));
  return record?.values.map(canonicalName).includes(canonicalName(resourceRecordValue)) ?? false;
}

function requireRecords(options: ValidationOption[], fqdns: string[] | undefined): void {
  const given = fqdns?.map(canonicalName);
  const missing = options.filter(
    ({ resourceRecordName }) => given && !given.includes(canonicalName(resourceRecordName)),
  );
  if (missing.length === 0) return;
  throw new CloudError(
    "InvalidParameterException",
    `missing ${missing.map((one) => one.resourceRecordName).join(", ")} DNS validation record`,
  );
}

/** A domain has the same validation record for every certificate of an account. */
function validationOption({ accountId }: Cloud, domainName: string): ValidationOption {
  const base = domainName.replace(/^\*\./, "");
  const mark = createHash("sha256").update(`${accountId} ${base}`).digest("hex").slice(0, 32);
  return {
    domainName,
    resourceRecordName: `_${mark}.${base}.`,
    resourceRecordType: "CNAME",
    resourceRecordValue: `_${mark}.acm-validations.aws.`,
  };
}

/** As somebody does who has it from another authority; the rehearsal's own signs it here. */
export async function importCertificate(cloud: Cloud, arn: string, names: string[]): Promise<void> {
  cloud.certificates.set(arn, await cloud.authority.issue(names));
}

/** `DescribeCertificate`, of what load balancers present. */
export function certificateView(cloud: Cloud, arn: string): CertificateView | null {
  const certificate = cloud.certificates.get(arn);
  if (!certificate) return null;
  const { names, notAfterMs } = certificate;
  return { status: "ISSUED", names, notAfterMs, reason: "", keyAlgorithm: "EC_prime256v1" };
}

export const acmTypes = [certificate, certificateValidation];
