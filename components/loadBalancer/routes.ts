import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { rulePriorities } from "../../config/ruleSlot";
import type { ApiSettings } from "../../config/schema";
import type { Target } from "../../release/routing";
import { type Color, colors } from "../../release/state";
import type { EdgePlace } from "./edges";
import { tags } from "../tags";
import type { TargetGroups } from "./targetGroups";

export interface RoutesArgs {
  service: string;
  /** Slot of the rules on both listeners (config/ruleSlot.ts). */
  slot: number;
  /** The primary one first; null: the listener belongs to the service alone, whatever its clients send. */
  productionNames: readonly string[] | null;
  /** null: there is none on these load balancers. */
  testName: string | null;
  /** What a request by the test name has to fulfil; requests that don't match get the listener's default answer. */
  testConditions?: Condition[];
  colorSecret: pulumi.Input<string>;
  edges: Record<Color, Listening>;
  targetGroups: TargetGroups;
  /** Of each fleet. */
  fleetSettings: Record<Color, Pick<ApiSettings, "stickySeconds">>;
  /** The fleets that a load balancer forwards production to; none: it answers 503. */
  productionTargets: (edge: Color) => readonly Target[];
}

/** The part of a load balancer that rules are added to. */
export type Listening = Pick<EdgePlace, "color" | "httpsListener">;

export type Condition = aws.types.input.lb.ListenerRuleCondition;
type Action = aws.types.input.lb.ListenerRuleAction;

/**
 * A service's rules on both load balancers, in the order in which a listener tries them: by header to
 * the color in the header, by test name to the load balancer's own color, by production name to the
 * fleet that serves production. All but the last never change, and they keep every target group attached
 * to its load balancer.
 */
export class Routes extends pulumi.ComponentResource {
  /** The part that a release changes. Fleets and records wait for these rules. */
  readonly production: aws.lb.ListenerRule[];

  constructor(name: string, args: RoutesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bluegreen:index:Routes", name, {}, opts);
    const priorities = rulePriorities(args.slot);
    const fixed = colors.flatMap((color) => {
      const edge = args.edges[color];
      const prefix = `${name}-${color}`;
      return [
        ...colors.map((fleet) =>
          this.rule(`${prefix}-header-${fleet}`, args.service, edge, {
            priority: priorities.header[fleet],
            conditions: byHeader(args, fleet),
            actions: [forward(args, fleet, color)],
          }),
        ),
        ...(args.testName === null
          ? []
          : [
              this.rule(`${prefix}-test`, args.service, edge, {
                priority: priorities.test,
                conditions: [byHost(args.testName), ...(args.testConditions ?? [])],
                actions: [forward(args, color, color)],
              }),
            ]),
      ];
    });
    this.production = colors.map((color) => {
      return this.rule(
        `${name}-${color}-production`,
        args.service,
        args.edges[color],
        {
          priority: priorities.production,
          conditions: [args.productionNames ? byHost(...args.productionNames) : anyPath],
          actions: [production(args, color)],
        },
        fixed,
      );
    });
    this.registerOutputs({});
  }

  private rule(
    name: string,
    service: string,
    edge: Listening,
    rule: { priority: number; conditions: Condition[]; actions: Action[] },
    dependsOn: pulumi.Resource[] = [],
  ): aws.lb.ListenerRule {
    return new aws.lb.ListenerRule(
      name,
      {
        listenerArn: edge.httpsListener.arn,
        ...rule,
        tags: tags({ service, color: edge.color }),
      },
      { parent: this, dependsOn },
    );
  }
}

function byHost(...values: string[]): Condition {
  return { hostHeader: { values } };
}

/**
 * Clients send the port with the name if it is not 443, and a host header condition can't contain a port
 * (provider's documentation of `hostHeader`).
 */
const anyPath: Condition = { pathPattern: { values: ["/*"] } };

/**
 * The secret keeps the public from choosing a color that is not released. Only by the primary name and the
 * test name: a rule has at most five values.
 */
function byHeader(
  { productionNames, testName, colorSecret }: RoutesArgs,
  fleet: Color,
): Condition[] {
  const names = [productionNames?.[0], testName].filter((name) => typeof name === "string");
  return [
    ...(names.length === 0 ? [] : [byHost(...names)]),
    { httpHeader: { httpHeaderName: "x-bluegreen-color", values: [fleet] } },
    { httpHeader: { httpHeaderName: "x-bluegreen-secret", values: [colorSecret] } },
  ];
}

function forward({ targetGroups }: RoutesArgs, fleet: Color, edge: Color): Action {
  return { type: "forward", targetGroupArn: targetGroups[fleet][edge].arn };
}

/**
 * Each request is sent by the weights, unless a fleet is sticky: then a client stays on its fleet, which AWS demands
 * where a client stays on its task. Once there is only one target, whatever a client's cookie says is ignored, so a
 * rollback reaches every client at once.
 */
function production(args: RoutesArgs, edge: Color): Action {
  const [target, ...others] = args.productionTargets(edge);
  if (!target) return notReleased;
  if (others.length === 0) return forward(args, target.fleet, edge);
  const targetGroups = [target, ...others].map(({ fleet, percent }) => ({
    arn: args.targetGroups[fleet][edge].arn,
    weight: percent,
  }));
  const stickiness = stickinessOf(args);
  return { type: "forward", forward: { targetGroups, ...(stickiness && { stickiness }) } };
}

function stickinessOf({ fleetSettings }: RoutesArgs) {
  const duration = Math.max(...colors.map((color) => fleetSettings[color].stickySeconds ?? 0));
  return duration > 0 ? { enabled: true, duration } : undefined;
}

const notReleased: Action = {
  type: "fixed-response",
  fixedResponse: {
    contentType: "text/plain",
    messageBody: "not released yet\n",
    statusCode: "503",
  },
};
