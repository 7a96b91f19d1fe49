import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { tags } from "../tags";

export interface WildcardCertificateArgs {
  domain: string;
  zoneId: pulumi.Input<string>;
}

/** A certificate for every host name directly below the domain, validated and renewed through DNS. */
export class WildcardCertificate extends pulumi.ComponentResource {
  /** Resolves once the certificate is issued. */
  readonly validatedArn: pulumi.Output<string>;

  constructor(
    name: string,
    { domain, zoneId }: WildcardCertificateArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("bluegreen:index:WildcardCertificate", name, {}, opts);
    const own = { parent: this };
    const certificate = new aws.acm.Certificate(
      name,
      { domainName: `*.${domain}`, validationMethod: "DNS", tags: tags() },
      own,
    );
    // One name, hence one validation option.
    const option = certificate.domainValidationOptions[0]!;
    const proof = new aws.route53.Record(
      `${name}-proof`,
      {
        zoneId,
        name: option.resourceRecordName,
        type: option.resourceRecordType,
        records: [option.resourceRecordValue],
        ttl: 60,
        // The validation record of a domain is the same for every certificate of an account.
        allowOverwrite: true,
      },
      own,
    );
    const validation = new aws.acm.CertificateValidation(
      `${name}-validation`,
      { certificateArn: certificate.arn, validationRecordFqdns: [proof.fqdn] },
      own,
    );
    this.validatedArn = validation.certificateArn;
    this.registerOutputs({ validatedArn: this.validatedArn });
  }
}
