import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { tags } from "../tags";

export interface DomainCertificateArgs {
  /** Such as `*.dev.example.com`. */
  name: string;
  /** Where its validation record goes; null: the record is there already, of another certificate. */
  zoneId: pulumi.Input<string> | null;
}

/** A certificate for one name or a wildcard, validated and renewed through DNS. */
export class DomainCertificate extends pulumi.ComponentResource {
  /** Resolves once the certificate is issued. */
  readonly validatedArn: pulumi.Output<string>;

  constructor(
    name: string,
    { name: domainName, zoneId }: DomainCertificateArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    // Its old name is part of the URNs of what serves.
    super("bluegreen:index:WildcardCertificate", name, {}, opts);
    const own = { parent: this };
    const certificate = new aws.acm.Certificate(
      name,
      { domainName, validationMethod: "DNS", tags: tags() },
      own,
    );
    const proof = zoneId === null ? null : proofOf(name, certificate, zoneId, own);
    const validation = new aws.acm.CertificateValidation(
      `${name}-validation`,
      {
        certificateArn: certificate.arn,
        ...(proof && { validationRecordFqdns: [proof.fqdn] }),
      },
      own,
    );
    this.validatedArn = validation.certificateArn;
    this.registerOutputs({ validatedArn: this.validatedArn });
  }
}

function proofOf(
  name: string,
  certificate: aws.acm.Certificate,
  zoneId: pulumi.Input<string>,
  own: pulumi.CustomResourceOptions,
): aws.route53.Record {
  // One name, hence one validation option.
  const option = certificate.domainValidationOptions[0]!;
  return new aws.route53.Record(
    `${name}-proof`,
    {
      zoneId,
      name: option.resourceRecordName,
      type: option.resourceRecordType,
      records: [option.resourceRecordValue],
      ttl: 60,
      // The validation record of a domain is the same for every certificate of an account: those of other
      // environments, or of a CDN, are renewed through it, so it outlives this one.
      allowOverwrite: true,
    },
    { ...own, retainOnDelete: true },
  );
}
