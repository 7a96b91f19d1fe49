import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { isIpv6 } from "../../config/ipRange";
import { ColorLoadBalancer, type ColorLoadBalancerArgs } from "./colorLoadBalancer";
import { linkPage } from "./linkPage";
import { certificateParts } from "../../config/certificateArns";
import { tags } from "../tags";

/**
 * TLS 1.3 and 1.2 with forward secrecy only, and post-quantum key exchange for clients that support it.
 * AWS's recommendation for Application Load Balancers (User Guide, "Security policies").
 */
export const tlsPolicy = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09";

export interface EdgeArgs extends ColorLoadBalancerArgs {
  /** For clients that name no host, or one for which no other certificate is valid. */
  certificateArn: pulumi.Input<string>;
  /** Of the settings, for clients that name one of their hosts. */
  otherCertificateArns: readonly string[];
  /** Ranges that may connect; null: everybody. */
  admitted: readonly string[] | null;
}

/** Addresses of one version of IP. */
const versions = {
  ipv4: { suffix: "", key: "cidrIpv4", everybody: "0.0.0.0/0", nobody: "127.0.0.1/32" },
  ipv6: { suffix: "-ipv6", key: "cidrIpv6", everybody: "::/0", nobody: "::1/128" },
} as const;
type Version = (typeof versions)[keyof typeof versions];

/**
 * One color's load balancer of an environment. Its services add rules to the HTTPS listener, and it can
 * send traffic only to services that opened a path for it (components/network/taskNetwork.ts).
 */
export class Edge extends ColorLoadBalancer {
  readonly httpsListener: aws.lb.Listener;
  readonly ipv6Paths: readonly pulumi.Resource[];

  constructor(name: string, args: EdgeArgs, opts?: pulumi.ComponentResourceOptions) {
    const description = `${args.color} edge: HTTP and HTTPS in, only its fleets out`;
    super({ type: "bluegreen:index:Edge", internal: false, description }, name, args, opts);
    const { network, ipv6, admitted } = args;
    const ofIpv4 = admitted?.filter((range) => !isIpv6(range)) ?? null;
    this.admit(name, versions.ipv4, ofIpv4);
    // With ranges of IPv4 alone, nobody is let in over IPv6.
    const rules = ipv6 ? this.admit(name, versions.ipv6, admitted?.filter(isIpv6) ?? null) : [];
    this.ipv6Paths = [...rules, ...(network.ipv6Routes ?? [])];
    this.filter(name, args.options.webAclArn);
    this.httpsListener = this.listen(name, args.certificateArn);
    this.present(name, args.otherCertificateArns);
    this.registerOutputs({ dnsName: this.loadBalancer.dnsName });
  }

  /**
   * The rules for everybody are protected, so they are never deleted: with ranges they admit nobody, which AWS changes
   * in place. The rules of the ranges come first, so that nobody in one of them is ever cut off.
   */
  private admit(
    name: string,
    version: Version,
    ranges: readonly string[] | null,
  ): aws.vpc.SecurityGroupIngressRule[] {
    const { suffix, everybody, nobody } = version;
    return (
      [
        ["http", 80],
        ["https", 443],
      ] as const
    ).flatMap(([protocol, port]) => {
      const rule = (more: string, from: string, range: string, opts: pulumi.ResourceOptions) =>
        new aws.vpc.SecurityGroupIngressRule(
          `${name}-${protocol}${more}`,
          {
            securityGroupId: this.securityGroup.id,
            description: `${protocol} from ${from}`,
            [version.key]: range,
            ipProtocol: "tcp",
            fromPort: port,
            toPort: port,
            tags: tags({ color: this.color }),
          },
          { parent: this, ...opts },
        );
      // AWS refuses a second rule with the same range.
      const own = [...(ranges ?? [])]
        .filter((range) => range !== nobody)
        .sort()
        // Two colons in a row separate the parts of a resource's name.
        .map((range) => rule(`-${range.replaceAll(":", "-")}`, range, range, { protect: false }));
      const [from, range] = ranges === null ? ["everywhere", everybody] : ["nowhere", nobody];
      return [...own, rule(suffix, from, range, { dependsOn: own })];
    });
  }

  /** AWS takes the web ACL off by the load balancer alone, so the old one has to go before the new one comes. */
  private filter(name: string, webAclArn: string | undefined): void {
    if (webAclArn === undefined) return;
    new aws.wafv2.WebAclAssociation(
      `${name}-web-acl`,
      { resourceArn: this.loadBalancer.arn, webAclArn },
      { parent: this, protect: false, deleteBeforeReplace: true },
    );
  }

  /**
   * The first is among them too: AWS does not take the default certificate off a listener, and whichever is first may
   * leave the settings.
   */
  private present(name: string, certificateArns: readonly string[]): void {
    for (const certificateArn of certificateArns) {
      new aws.lb.ListenerCertificate(
        `${name}-${certificateParts(certificateArn).id}`,
        { listenerArn: this.httpsListener.arn, certificateArn },
        { parent: this, protect: false },
      );
    }
  }

  private listen(name: string, certificateArn: pulumi.Input<string>): aws.lb.Listener {
    const common = { loadBalancerArn: this.loadBalancer.arn, tags: tags({ color: this.color }) };
    new aws.lb.Listener(
      `${name}-http`,
      {
        ...common,
        port: 80,
        protocol: "HTTP",
        defaultActions: [
          {
            type: "redirect",
            redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" },
          },
        ],
      },
      { parent: this },
    );
    return new aws.lb.Listener(
      `${name}-https`,
      {
        ...common,
        port: 443,
        protocol: "HTTPS",
        sslPolicy: tlsPolicy,
        certificateArn,
        defaultActions: [linkPage],
      },
      { parent: this },
    );
  }
}

/** A listener's answer to a host name that no rule matches. */
export const noSuchService: aws.types.input.lb.ListenerDefaultAction = {
  type: "fixed-response",
  fixedResponse: {
    contentType: "text/plain",
    messageBody: "no such service\n",
    statusCode: "404",
  },
};
