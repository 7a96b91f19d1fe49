import { z } from "zod";
import type { Cloud } from "../cloud";
import type { Action, WeightedTarget } from "../dataplane/rules";
import { CloudError } from "../errors";
import { arnOf, wholeNumber } from "./schemas";

/** Actions of listeners and rules; exactly one each. */
export const actionSchema = z.discriminatedUnion("type", [
  z
    .strictObject({
      type: z.literal("forward"),
      targetGroupArn: arnOf("elasticloadbalancing").optional(),
      /** By weight, without stickiness. */
      forward: z
        .strictObject({
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
    case "forward":
      return { type: "forward", targets: targetsOf(input) };
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
  for (const { arn } of targetsOf(action)) {
    const group = cloud.targetGroups.get(arn);
    if (!group) throw new CloudError("TargetGroupNotFound", `Target groups '${arn}' not found`);
    group.attach(userArn, loadBalancerArn);
  }
}

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
