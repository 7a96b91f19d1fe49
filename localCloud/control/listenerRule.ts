import { z } from "zod";
import type { Cloud } from "../cloud";
import type { Listener } from "../dataplane/listener";
import type { Condition, Rule } from "../dataplane/rules";
import { CloudError } from "../errors";
import {
  type ActionInput,
  actionsSchema,
  attach,
  detach,
  priority,
  toAction,
} from "./listenerActions";
import { defineType } from "./resourceType";
import { arnOf, tags } from "./schemas";

const values = z.array(z.string().min(1).max(128)).min(1);

/** HostHeaderConditionConfig, Elastic Load Balancing API Reference. */
const hostValues = z
  .array(
    z
      .string()
      .max(128)
      .regex(/^[A-Za-z0-9.*?-]*\.[A-Za-z0-9.*?-]*$/, "is not a host name, or one with wildcards"),
  )
  .min(1);

/** An address without a prefix length is refused. */
const cidr = z.union([z.cidrv4(), z.cidrv6()]);

const conditionSchema = z
  .strictObject({
    hostHeader: z.strictObject({ values: hostValues }).optional(),
    pathPattern: z.strictObject({ values }).optional(),
    sourceIp: z.strictObject({ values: z.array(cidr).min(1) }).optional(),
    httpHeader: z.strictObject({ httpHeaderName: z.string().min(1).max(40), values }).optional(),
  })
  .refine((condition) => Object.keys(condition).length === 1, "only one field per condition");

type ConditionInput = z.output<typeof conditionSchema>;

/** ALB quota "Condition values per rule". */
const maxConditionValues = 5;
/** "Condition basics" of the Application Load Balancers' user guide. */
const maxWildcards = 5;
const onlyOnce = ["host-header", "path-pattern", "source-ip"];

export const listenerRule = defineType({
  token: "aws:lb/listenerRule:ListenerRule",
  properties: {
    listenerArn: arnOf("elasticloadbalancing"),
    priority,
    conditions: z.array(conditionSchema).min(1),
    actions: actionsSchema,
    tags,
  },
  replaceOn: ["listenerArn"],
  problems({ conditions = [] }) {
    const all = conditions.map(toCondition);
    const values = all.flatMap((condition) => condition.values);
    const wildcards = values.join("").match(/[*?]/g)?.length ?? 0;
    const twice = onlyOnce.filter((one) => all.filter(({ field }) => field === one).length > 1);
    return [
      ...(values.length > maxConditionValues
        ? [`a rule can have ${maxConditionValues} condition values, this one has ${values.length}`]
        : []),
      ...(wildcards > maxWildcards
        ? [`a rule can have ${maxWildcards} wildcards, this one has ${wildcards}`]
        : []),
      ...twice.map((field) => `a rule can have one ${field} condition`),
    ];
  },
  create(cloud, inputs) {
    const { listener, loadBalancerArn } = requireListener(cloud, inputs.listenerArn);
    const arn = `${listener.arn.replace(":listener/", ":listener-rule/")}/${cloud.random.hex(16)}`;
    refuseTaken(listener, arn, inputs.priority);
    attach(cloud, inputs.actions[0], arn, loadBalancerArn);
    listener.setRule(arn, toRule(inputs));
    return { id: arn, outputs: { arn } };
  },
  update(cloud, { id, inputs: olds }, inputs) {
    const { listener, loadBalancerArn } = requireListener(cloud, inputs.listenerArn);
    refuseTaken(listener, id, inputs.priority);
    const [old, action] = [olds.actions[0], inputs.actions[0]];
    attach(cloud, action, id, loadBalancerArn);
    listener.setRule(id, toRule(inputs));
    detach(cloud, old, id, action);
    return {};
  },
  delete(cloud, { id, inputs }) {
    requireListener(cloud, inputs.listenerArn).listener.setRule(id, undefined);
    detach(cloud, inputs.actions[0], id);
  },
});

function refuseTaken(listener: Listener, ownArn: string, priority: number): void {
  for (const [arn, rule] of listener.rules) {
    if (arn !== ownArn && rule.priority === priority) {
      throw new CloudError("PriorityInUse", `Priority '${priority}' is currently in use`);
    }
  }
}

export function toRule(inputs: {
  priority: number;
  conditions: ConditionInput[];
  actions: [ActionInput];
}): Rule {
  const { priority, conditions, actions } = inputs;
  return { priority, conditions: conditions.map(toCondition), action: toAction(actions[0]) };
}

function toCondition(input: ConditionInput): Condition {
  const { hostHeader, pathPattern, httpHeader, sourceIp } = input;
  if (hostHeader) return { field: "host-header", ...hostHeader };
  if (pathPattern) return { field: "path-pattern", ...pathPattern };
  if (httpHeader) return { field: "http-header", ...httpHeader };
  if (sourceIp) return { field: "source-ip", ...sourceIp };
  throw new CloudError("ValidationError", "A condition field must be specified");
}

function requireListener(cloud: Cloud, arn: string) {
  for (const edge of cloud.edges.values()) {
    const listener = edge.listeners.get(arn);
    if (listener) return { listener, loadBalancerArn: edge.arn };
  }
  throw new CloudError("ListenerNotFound", `Listener '${arn}' not found`);
}
