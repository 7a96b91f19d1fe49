import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { rulePriorities } from "../../config/ruleSlot";
import { type Color, colors } from "../../release/state";
import type { EdgePlace } from "./edges";
import { tags } from "../tags";
import type { TargetGroups } from "./targetGroups";

export interface RoutesArgs {
  service: string;
  /** Place of the rules on both listeners (config/ruleSlot.ts). */
  slot: number;
  /** null: the listener is the service's alone, whatever its clients call it. */
  productionName: string | null;
  /** null: there is none at these edges. */
  testName: string | null;
  colorSecret: pulumi.Input<string>;
  edges: Record<Color, Listening>;
  targetGroups: TargetGroups;
  /** Which fleet an edge forwards production to; null: none, it answers 503. */
  productionTarget: (edge: Color) => Color | null;
}

/** What of an edge takes rules. */
export type Listening = Pick<EdgePlace, "color" | "httpsListener">;

type Condition = aws.types.input.lb.ListenerRuleCondition;
type Action = aws.types.input.lb.ListenerRuleAction;

/**
 * A service's rules on both edges, in the order in which a listener tries them: by header to the color
 * that the header names, by test name to the edge's own color, by production name to where production
 * is. All but the last are the same at all times, and keep every target group attached to its edge.
 */
export class Routes extends pulumi.ComponentResource {
  /** What a release moves. Fleets and records wait for these. */
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
                conditions: [byHost(args.testName)],
                actions: [forward(args, color, color)],
              }),
            ]),
      ];
    });
    this.production = colors.map((color) => {
      const target = args.productionTarget(color);
      return this.rule(
        `${name}-${color}-production`,
        args.service,
        args.edges[color],
        {
          priority: priorities.production,
          conditions: [args.productionName === null ? anyPath : byHost(args.productionName)],
          actions: [target === null ? notReleased : forward(args, target, color)],
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
 * On a port other than 443 clients send it with the name, and values of a host header take none (provider's
 * documentation of `hostHeader`).
 */
const anyPath: Condition = { pathPattern: { values: ["/*"] } };

/** The secret keeps the public from choosing a color that is not released. */
function byHeader(
  { productionName, testName, colorSecret }: RoutesArgs,
  fleet: Color,
): Condition[] {
  const names = [productionName, testName].filter((name) => name !== null);
  return [
    ...(names.length === 0 ? [] : [byHost(...names)]),
    { httpHeader: { httpHeaderName: "x-bluegreen-color", values: [fleet] } },
    { httpHeader: { httpHeaderName: "x-bluegreen-secret", values: [colorSecret] } },
  ];
}

function forward({ targetGroups }: RoutesArgs, fleet: Color, edge: Color): Action {
  return { type: "forward", targetGroupArn: targetGroups[fleet][edge].arn };
}

const notReleased: Action = {
  type: "fixed-response",
  fixedResponse: {
    contentType: "text/plain",
    messageBody: "not released yet\n",
    statusCode: "503",
  },
};
