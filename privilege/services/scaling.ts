import { all, anything, at, calls, ours, read, stamped, write } from "../grant";

const target = at("application-autoscaling", "scalable-target/*");
const alarm = at("cloudwatch", "alarm:*");
/** Target tracking alarms; Application Auto Scaling names them and does not tag them. */
const trackingAlarm = at("cloudwatch", "alarm:TargetTracking-service/cluster-*");

const ofEcs = () => ({
  StringEquals: { "application-autoscaling:service-namespace": "ecs" },
});

export const scalingTypes = {
  "aws:appautoscaling/target:Target": calls(
    {
      "application-autoscaling:RegisterScalableTarget": [
        write(target, all(ofEcs, stamped)),
        write(target, all(ofEcs, ours)),
      ],
      "application-autoscaling:DeregisterScalableTarget": write(target, all(ofEcs, ours)),
      "application-autoscaling:DescribeScalableTargets": read(anything),
      "application-autoscaling:ListTagsForResource": read(target),
      "application-autoscaling:TagResource": [write(target, stamped), write(target, ours)],
      "application-autoscaling:UntagResource": write(target, ours),
    },
    "iam:CreateServiceLinkedRole",
  ),
  "aws:appautoscaling/policy:Policy": calls(
    {
      "application-autoscaling:PutScalingPolicy": write(target, all(ofEcs, ours)),
      "application-autoscaling:DeleteScalingPolicy": write(target, all(ofEcs, ours)),
      "application-autoscaling:DescribeScalingPolicies": read(anything),
    },
    // What whoever sets up target tracking for an ECS service must be allowed too (Application Auto
    // Scaling User Guide, "Identity-based policy examples").
    "cloudwatch:PutMetricAlarm",
    "cloudwatch:DescribeAlarms",
    "cloudwatch:DeleteAlarms",
    "ecs:DescribeServices",
    "ecs:UpdateService",
  ),
  "aws:cloudwatch/metricAlarm:MetricAlarm": calls({
    "cloudwatch:PutMetricAlarm": [write(alarm, stamped), write(trackingAlarm)],
    "cloudwatch:DeleteAlarms": [write(alarm, ours), write(trackingAlarm)],
    // For composite alarms, any narrower scope is denied (API reference, "DescribeAlarms").
    "cloudwatch:DescribeAlarms": read(anything),
    "cloudwatch:ListTagsForResource": read(alarm),
    "cloudwatch:TagResource": [write(alarm, stamped), write(alarm, ours)],
    "cloudwatch:UntagResource": write(alarm, ours),
  }),
};
