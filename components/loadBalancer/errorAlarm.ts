import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Color } from "../../release/state";
import type { EdgePlace } from "./edges";
import { tags } from "../tags";

/** With fewer requests a minute the share means nothing: of three, a single failure would be a third. */
const minRequests = 20;

export interface ErrorAlarmArgs {
  service: string;
  color: Color;
  /** Share of a minute's requests, in percent. */
  percent: number;
  loadBalancer: EdgePlace["loadBalancer"];
  /** The fleet's target group on that load balancer. */
  targetGroup: aws.lb.TargetGroup;
}

/**
 * Goes off when the fleet's tasks answered too large a share of a minute's requests with 5xx. A load
 * balancer reports no data at all for a minute without requests or without errors: neither is a failure.
 */
export function errorAlarm(
  name: string,
  { service, color, percent, loadBalancer, targetGroup }: ErrorAlarmArgs,
  opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.MetricAlarm {
  const sumOf = (id: string, metricName: string) => ({
    id,
    metric: {
      namespace: "AWS/ApplicationELB",
      metricName,
      dimensions: {
        LoadBalancer: loadBalancer.arnSuffix,
        TargetGroup: targetGroup.arnSuffix,
      },
      period: 60,
      stat: "Sum",
    },
  });
  return new aws.cloudwatch.MetricAlarm(
    name,
    {
      alarmDescription: `${percent}% of the requests to ${service} ${color} are answered 5xx`,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      threshold: percent,
      evaluationPeriods: 1,
      treatMissingData: "notBreaching",
      metricQueries: [
        sumOf("requests", "RequestCount"),
        sumOf("errors", "HTTPCode_Target_5XX_Count"),
        {
          id: "share",
          label: "5xx in percent",
          expression: `IF(requests >= ${minRequests}, 100 * FILL(errors, 0) / requests, 0)`,
          returnData: true,
        },
      ],
      tags: tags({ service, color }),
    },
    opts,
  );
}
