import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ApiSettings } from "../../config/schema";
import type { Color } from "../../release/state";
import { domainName } from "../network/domainName";
import { noSuchService, tlsPolicy } from "./edge";
import type { Network } from "../network/network";
import type { PrivatePlace } from "./privateNames";
import { Routes, type RoutesArgs } from "./routes";
import { tags } from "../tags";
import { byColor, type TargetGroups, targetGroups } from "./targetGroups";

export interface PrivateServiceArgs extends Pick<
  RoutesArgs,
  "service" | "colorSecret" | "productionTargets"
> {
  /** The settings that each fleet runs with. */
  fleetSettings: Record<Color, ApiSettings>;
  network: Network;
  names: PrivatePlace;
  /** Such as `users.internal.dev.example.com`. */
  hostName: string;
  /** Port of the service's listener on both private load balancers. */
  port: number;
}

/**
 * A service as seen by its callers: a listener of its own on both private load balancers, with the same
 * rules as in production. So its private name moves when the production name does.
 */
export class PrivateService extends pulumi.ComponentResource {
  readonly hostName: string;
  readonly targetGroups: TargetGroups;
  /** The part that a release changes. */
  readonly rules: pulumi.Resource[];
  private readonly names: PrivatePlace;

  constructor(name: string, args: PrivateServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bluegreen:index:PrivateService", name, {}, opts);
    const { service, hostName, names } = args;
    this.hostName = hostName;
    this.names = names;
    this.targetGroups = targetGroups(service, args, { parent: this }, "p");
    const edges = byColor((color) => ({ color, httpsListener: this.listen(name, args, color) }));
    const routes = new Routes(
      name,
      {
        ...args,
        slot: 0,
        productionNames: null,
        testName: null,
        edges,
        targetGroups: this.targetGroups,
      },
      { parent: this },
    );
    this.rules = routes.production;
    this.registerOutputs({ hostName });
  }

  /** The private name, created after what it points to is ready. */
  record(name: string, color: Color, opts: pulumi.CustomResourceOptions): pulumi.Resource[] {
    const { zone, edges } = this.names;
    const to = { hostName: this.hostName, zoneId: zone.zoneId, edge: edges[color] };
    return [domainName(name, to, { parent: this, ...opts })];
  }

  private listen(name: string, args: PrivateServiceArgs, color: Color): aws.lb.Listener {
    return new aws.lb.Listener(
      `${name}-${color}`,
      {
        loadBalancerArn: args.names.edges[color].loadBalancer.arn,
        port: args.port,
        protocol: "HTTPS",
        sslPolicy: tlsPolicy,
        certificateArn: args.names.certificateArn,
        defaultActions: [noSuchService],
        tags: tags({ service: args.service, color }),
      },
      { parent: this },
    );
  }
}
