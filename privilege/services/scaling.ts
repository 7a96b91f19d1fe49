import { all, anything, at, calls, ours, read, retagged, stamped, unowned, write } from "../grant";
import { alarmPrefix, arePreviews, type Scope } from "../scope";

const target = at("application-autoscaling", "scalable-target/*");
const alarm = at("cloudwatch", "alarm:*");
const ownAlarm = (scope: Scope) =>
  at("cloudwatch", `alarm:${alarmPrefix(scope.project, scope.stack)}*`)(scope);
/**
 * Target tracking alarms; Application Auto Scaling names them and does not tag them. Previews have none, and
 * their cluster has those of the environment.
 */
const trackingAlarm = (scope: Scope) =>
  arePreviews(scope)
    ? []
    : at("cloudwatch", `alarm:TargetTracking-service/${scope.cluster}/*`)(scope);

/**
 * An alarm's action can stop anybody's instance. The program's alarms have none; those of target
 * tracking scale.
 */
const withoutActions = () => ({ Null: { "cloudwatch:AlarmActions": "true" } });
const scaling = (scope: Scope) => ({
  "ForAllValues:StringLike": {
    "cloudwatch:AlarmActions": at(
      "autoscaling",
      `scalingPolicy:*:resource/ecs/service/${scope.cluster}/*`,
    )(scope),
  },
});

const ofEcs = () => ({
  StringEquals: { "application-autoscaling:service-namespace": "ecs" },
});

export const scalingTypes = {
  "aws:appautoscaling/target:Target": calls(
    {
      "application-autoscaling:RegisterScalableTarget": [
        write(target, all(ofEcs, stamped, unowned)),
        write(target, all(ofEcs, retagged)),
      ],
      "application-autoscaling:DeregisterScalableTarget": write(target, all(ofEcs, ours)),
      "application-autoscaling:DescribeScalableTargets": read(anything),
      "application-autoscaling:ListTagsForResource": read(target),
      "application-autoscaling:TagResource": [
        write(target, all(stamped, unowned)),
        write(target, retagged),
      ],
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
    // Also needed to set up target tracking for an ECS service (Application Auto Scaling User
    // Guide, "Identity-based policy examples").
    "cloudwatch:PutMetricAlarm",
    "cloudwatch:DescribeAlarms",
    "cloudwatch:DeleteAlarms",
    "ecs:DescribeServices",
    "ecs:UpdateService",
  ),
  "aws:appautoscaling/scheduledAction:ScheduledAction": calls({
    "application-autoscaling:PutScheduledAction": write(target, all(ofEcs, ours)),
    "application-autoscaling:DeleteScheduledAction": write(target, all(ofEcs, ours)),
    "application-autoscaling:DescribeScheduledActions": read(anything),
  }),
  "aws:cloudwatch/metricAlarm:MetricAlarm": calls({
    // An older program let Pulumi choose the names.
    "cloudwatch:PutMetricAlarm": [
      write(ownAlarm, all(stamped, withoutActions)),
      write(alarm, all(retagged, withoutActions)),
      write(trackingAlarm, scaling),
    ],
    "cloudwatch:DeleteAlarms": [write(alarm, ours), write(trackingAlarm)],
    // For composite alarms, any narrower scope is denied (API reference, "DescribeAlarms").
    "cloudwatch:DescribeAlarms": read(anything),
    "cloudwatch:ListTagsForResource": read(alarm),
    "cloudwatch:TagResource": [write(ownAlarm, stamped), write(alarm, retagged)],
    "cloudwatch:UntagResource": write(alarm, ours),
  }),
};
