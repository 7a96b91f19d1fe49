import { type Actions, all, anything, at, ours, read, stamped, write } from "../grant";

const target = at("application-autoscaling", "scalable-target/*");
const ofEcs = () => ({ StringEquals: { "application-autoscaling:service-namespace": "ecs" } });

export const scalingActions = {
  "application-autoscaling:RegisterScalableTarget": [
    write(target, all(ofEcs, stamped)),
    write(target, all(ofEcs, ours)),
  ],
  "application-autoscaling:DeregisterScalableTarget": write(target, all(ofEcs, ours)),
  "application-autoscaling:DescribeScalableTargets": read(anything),
  "application-autoscaling:PutScalingPolicy": write(target, all(ofEcs, ours)),
  "application-autoscaling:DeleteScalingPolicy": write(target, all(ofEcs, ours)),
  "application-autoscaling:DescribeScalingPolicies": read(anything),
  "application-autoscaling:ListTagsForResource": read(target),
  "application-autoscaling:TagResource": [write(target, stamped), write(target, ours)],
  "application-autoscaling:UntagResource": write(target, ours),
} satisfies Actions;

export const scalingTypes = {
  "aws:appautoscaling/target:Target": [
    "application-autoscaling:RegisterScalableTarget",
    "application-autoscaling:DeregisterScalableTarget",
    "application-autoscaling:DescribeScalableTargets",
    "application-autoscaling:ListTagsForResource",
    "application-autoscaling:TagResource",
    "application-autoscaling:UntagResource",
    // It looks at the service with the caller's rights; what it changes, it does by its own role.
    "ecs:DescribeServices",
    "iam:CreateServiceLinkedRole",
  ],
  "aws:appautoscaling/policy:Policy": [
    "application-autoscaling:PutScalingPolicy",
    "application-autoscaling:DeleteScalingPolicy",
    "application-autoscaling:DescribeScalingPolicies",
  ],
} as const;
