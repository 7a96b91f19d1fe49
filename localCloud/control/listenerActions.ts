import { z } from "zod";
import type { Cloud } from "../cloud";
import type { Action, WeightedTarget } from "../dataplane/rules";
import type { TargetGroup } from "../dataplane/targetGroup";
import { CloudError } from "../errors";
import { arnOf, flag, wholeNumber } from "./schemas";

/** Actions of listeners and rules; exactly one each. */
export const actionSchema = z.discriminatedUnion("type", [
  z
    .strictObject({
      type: z.literal("forward"),
      targetGroupArn: arnOf("elasticloadbalancing").optional(),
      /** By weight; with stickiness, a client stays on the target group that it was sent to. */
      forward: z
        .strictObject({
          stickiness: z
            .strictObject({ enabled: flag(false), duration: wholeNumber(1, 604_800) })
            .optional(),
          targetGroups: z
            .array(
              z.strictObject({
                arn: arnOf("elasticloadbalancing"),
                weight: wholeNumber(0, 999),
              }),
            )
            .min(1)
            .max(5),
        })
        .optional(),
    })
    .refine(
      ({ targetGroupArn, forward }) => !targetGroupArn !== !forward,
      "needs either `targetGroupArn` or `forward`",
    ),
  z.strictObject({
    type: z.literal("fixed-response"),
    fixedResponse: z.strictObject({
      contentType: z.enum(["text/plain", "text/html", "application/json"]),
      messageBody: z.string().max(1024).default(""),
      statusCode: z.string().regex(/^[245]\d\d$/, "must be a 2xx, 4xx or 5xx status"),
    }),
  }),
  z.strictObject({
    type: z.literal("redirect"),
    redirect: z.strictObject({
      statusCode: z.enum(["HTTP_301", "HTTP_302"]),
      protocol: z.enum(["HTTP", "HTTPS", "#{protocol}"]).default("#{protocol}"),
      host: z.string().default("#{host}"),
      port: z.string().default("#{port}"),
      path: z.string().default("/#{path}"),
      query: z.string().default("#{query}"),
    }),
  }),
]);

export const actionsSchema = z.tuple([actionSchema]);
export type ActionInput = z.output<typeof actionSchema>;

export const priority = wholeNumber(1, 50_000);

export function toAction(input: ActionInput): Action {
  switch (input.type) {
    case "forward": {
      const { enabled, duration } = input.forward?.stickiness ?? { enabled: false };
      const sticky = enabled && duration !== undefined && { stickySeconds: duration };
      return { type: "forward", targets: targetsOf(input), ...sticky };
    }
    case "fixed-response": {
      const { statusCode, ...response } = input.fixedResponse;
      return { type: "fixed-response", statusCode: Number(statusCode), ...response };
    }
    case "redirect": {
      const { statusCode, ...parts } = input.redirect;
      return { type: "redirect", statusCode: Number(statusCode.slice("HTTP_".length)), ...parts };
    }
  }
}

/** Target groups with their weights; none unless the action forwards. */
export function targetsOf(action: ActionInput): WeightedTarget[] {
  if (action.type !== "forward") return [];
  const { targetGroupArn, forward } = action;
  return targetGroupArn ? [{ arn: targetGroupArn, weight: 1 }] : (forward?.targetGroups ?? []);
}

/**
 * Records in the target groups that `userArn`, a listener or a rule of the load balancer, forwards to it.
 */
export function attach(
  cloud: Cloud,
  action: ActionInput,
  userArn: string,
  loadBalancerArn: string,
): void {
  const targets = targetsOf(action);
  const groups = targets.map(({ arn }) => {
    const group = cloud.targetGroups.get(arn);
    if (group) return group;
    throw new CloudError("TargetGroupNotFound", `Target groups '${arn}' not found`);
  });
  refuseLooseClients(action, groups);
  refuseListener(cloud, userArn, groups);
  for (const group of groups) group.attach(userArn, loadBalancerArn);
}

function refuseLooseClients(action: ActionInput, groups: readonly TargetGroup[]): void {
  const { enabled = false } = (action.type === "forward" && action.forward?.stickiness) || {};
  const isSticky = groups.some(({ settings }) => settings.stickySeconds !== undefined);
  if (groups.length < 2 || enabled || !isSticky) return;
  throw new CloudError(
    "InvalidLoadBalancerAction",
    "You must enable group stickiness on a rule if you enabled target stickiness on one of its target groups",
  );
}

/** HTTP/2 and gRPC need TLS, where client and load balancer agree on a version of HTTP. */
function refuseListener(cloud: Cloud, userArn: string, groups: readonly TargetGroup[]): void {
  const version = groups
    .map(({ settings }) => settings.speaks ?? "http1")
    .find((one) => one !== "http1");
  const isPlain = [...cloud.edges.values()].some(({ listeners }) =>
    [...listeners.values()].some(
      ({ arn, protocol }) => protocol === "HTTP" && (arn === userArn || isRuleOf(userArn, arn)),
    ),
  );
  if (version === undefined || !isPlain) return;
  throw new CloudError(
    "InvalidConfigurationRequest",
    "Listener protocol 'HTTP' is not supported with a target group with the protocol-version " +
      `'${version.toUpperCase()}'`,
  );
}

const isRuleOf = (ruleArn: string, listenerArn: string) =>
  ruleArn.startsWith(`${listenerArn.replace(":listener/", ":listener-rule/")}/`);

/** @param next the action that takes its place: what it forwards to stays attached */
export function detach(
  cloud: Cloud,
  action: ActionInput,
  userArn: string,
  next?: ActionInput,
): void {
  const kept = next ? targetsOf(next).map(({ arn }) => arn) : [];
  for (const { arn } of targetsOf(action)) {
    if (!kept.includes(arn)) cloud.targetGroups.get(arn)?.detach(userArn);
  }
}
