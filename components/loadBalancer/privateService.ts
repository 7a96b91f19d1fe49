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
  /** Where a candidate is tested; null: at the public load balancers. */
  test: { hostName: string; port: number } | null;
}

type ListenerAction = aws.types.input.lb.ListenerDefaultAction;

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
  private readonly test: PrivateServiceArgs["test"];

  constructor(name: string, args: PrivateServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bluegreen:index:PrivateService", name, {}, opts);
    const { service, hostName, names } = args;
    this.hostName = hostName;
    this.names = names;
    this.test = args.test;
    this.targetGroups = targetGroups(service, args, { parent: this }, "p");
    const edges = byColor((color) => ({ color, httpsListener: this.listen(name, args, color) }));
    if (this.test) this.listenForTests(name, args, this.test.port);
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
    return this.alias(name, this.hostName, color, opts);
  }

  /** The test name of a private service. */
  testRecord(name: string, color: Color, opts: pulumi.CustomResourceOptions): pulumi.Resource[] {
    return this.test ? this.alias(name, this.test.hostName, color, opts) : [];
  }

  private alias(name: string, hostName: string, color: Color, opts: pulumi.CustomResourceOptions) {
    const { zone, edges } = this.names;
    const to = { hostName, zoneId: zone.zoneId, edge: edges[color] };
    return [domainName(name, to, { parent: this, ...opts })];
  }

  private listen(name: string, args: PrivateServiceArgs, color: Color): aws.lb.Listener {
    return this.listener(`${name}-${color}`, args, { color, port: args.port, to: noSuchService });
  }

  /** Each load balancer's own color, whatever name a client sends: only the service's own tasks may connect. */
  private listenForTests(name: string, args: PrivateServiceArgs, port: number): void {
    byColor((color) => {
      const to = { type: "forward", targetGroupArn: this.targetGroups[color][color].arn };
      return this.listener(`${name}-${color}-test`, args, { color, port, to });
    });
  }

  private listener(
    name: string,
    { service, names }: PrivateServiceArgs,
    { color, port, to }: { color: Color; port: number; to: ListenerAction },
  ): aws.lb.Listener {
    return new aws.lb.Listener(
      name,
      {
        loadBalancerArn: names.edges[color].loadBalancer.arn,
        port,
        protocol: "HTTPS",
        sslPolicy: tlsPolicy,
        certificateArn: names.certificateArn,
        defaultActions: [to],
        tags: tags({ service, color }),
      },
      { parent: this },
    );
  }
}
