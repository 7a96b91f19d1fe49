import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { colors } from "../../release/state";
import type { Edges } from "../loadBalancer/edges";
import { DomainCertificate, type DomainCertificateArgs } from "./certificate";

export interface NameCertificateArgs extends Pick<DomainCertificateArgs, "zoneId"> {
  hostName: string;
  edges: Edges;
}

/** A production name's own certificate, which both load balancers present besides the wildcard one. */
export class NameCertificate extends pulumi.ComponentResource {
  /** The name may lead to either load balancer once these exist. */
  readonly presented: pulumi.Resource[];

  constructor(name: string, args: NameCertificateArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bluegreen:index:NameCertificate", name, {}, opts);
    const own = { parent: this };
    const { hostName, edges, zoneId } = args;
    const certificate = new DomainCertificate(name, { name: hostName, zoneId }, own);
    this.presented = colors.map(
      (color) =>
        new aws.lb.ListenerCertificate(
          `${name}-${color}`,
          {
            listenerArn: edges[color].httpsListener.arn,
            certificateArn: certificate.validatedArn,
          },
          own,
        ),
    );
    this.registerOutputs({});
  }
}
