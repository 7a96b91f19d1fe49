import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ApiSettings } from "../../config/schema";
import { usualIdleSeconds } from "../../config/longRequests";
import { type Color, colors } from "../../release/state";
import type { EdgePlace } from "./edges";
import type { FleetTargetGroups } from "./targetGroups";
import { alarmPrefix } from "../../privilege/scope";
import { tags } from "../tags";

/**
 * With fewer requests per minute the share means nothing: one failure out of three would be a
 * third.
 */
const minRequests = 20;

/**
 * A minute's metrics arrive one to two minutes after it. Until then, FILL makes zeros of it, and an alarm that looked
 * at the last minute alone would always see those.
 */
const minutesLookedAt = 5;

export interface ErrorAlarmArgs {
  service: string;
  color: Color;
  /** Of the settings that the fleet runs with, the longest request decides how errors are counted. */
  settings: Pick<ApiSettings, "longestRequestSeconds">;
  /** Share of a minute's requests, in percent. */
  percent: number;
  /** Load balancers of one side, and the fleet's target group on each. */
  edges: Record<Color, Pick<EdgePlace, "loadBalancer">>;
  targetGroups: FleetTargetGroups;
  /** Names of the service's alarms as of the last `up`. */
  deployed: readonly string[];
}

const errors = "HTTPCode_Target_5XX_Count";
const answers = {
  ok: "HTTPCode_Target_2XX_Count",
  redirects: "HTTPCode_Target_3XX_Count",
  rejections: "HTTPCode_Target_4XX_Count",
  errors,
};

const all = (...ids: string[]) =>
  `SUM([${ids.flatMap((id) => colors.map((edge) => `FILL(${edge}_${id}, 0)`)).join(", ")}])`;

/**
 * Goes off when too large a share of a minute's requests to the fleet failed, at both load balancers of one
 * side together: the fleet answered 5xx, or not at all. CloudWatch counts what a load balancer itself answers
 * (502, 503, 504) for no target group. Without data for a minute, nothing failed.
 *
 * One alarm reads 10 metrics at most: exactly those of two target groups.
 */
export function errorAlarm(
  name: string,
  { service, color, settings, percent, edges, targetGroups, deployed }: ErrorAlarmArgs,
  opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.MetricAlarm {
  // Of a stream that is open for minutes, the request was counted long before its answer will be.
  const isLong = settings.longestRequestSeconds > usualIdleSeconds;
  const counted = isLong ? { refused: "TargetConnectionErrorCount", errors } : answers;
  const sums = Object.entries({ requests: "RequestCount", ...counted }).flatMap(
    ([id, metricName]) =>
      colors.map((edge) => sumOf(`${edge}_${id}`, metricName, edges[edge], targetGroups[edge])),
  );
  const expressions = isLong ? failedOfLong() : failedOf(percent);
  return new aws.cloudwatch.MetricAlarm(
    name,
    {
      ...fixedName(name, deployed),
      alarmDescription: `at least ${percent}% of the requests to ${service} ${color} failed in a minute`,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      threshold: percent,
      evaluationPeriods: minutesLookedAt,
      datapointsToAlarm: 1,
      treatMissingData: "notBreaching",
      metricQueries: [
        ...sums,
        ...Object.entries(expressions).map(([id, expression]) => ({ id, expression })),
        {
          id: "share",
          label: "failed requests in percent",
          expression: `IF(requests >= ${minRequests}, 100 * failed / requests, 0)`,
          returnData: true,
        },
      ],
      tags: tags({ service, color }),
    },
    opts,
  );
}

/**
 * A request counts when it arrives, its answer when that ends. So one that is open when a minute ends looks like one
 * that got no answer. In steady traffic as many were open when the minute began, but traffic that starts or grows
 * shortly before the end may have most of its requests open then. They are part of the minute's growth (`DIFF`): if
 * that exceeds the alarm's share, requests without an answer don't count, and a later minute shows whether they failed.
 *
 * AWS documents that `RequestCount` counts each request for which a target was chosen. If the target refuses the
 * connection, that request gets no answer; the two metrics that count refused connections would be too many.
 */
function failedOf(percent: number) {
  const grows = `100 * DIFF(requests) > ${percent} * (requests - DIFF(requests))`;
  return {
    requests: all("requests"),
    errors: all("errors"),
    answered: all(...Object.keys(answers)),
    unanswered: "IF(requests > answered, requests - answered, 0)",
    failed: `errors + IF(${grows}, 0, unanswered)`,
  };
}

/**
 * Where requests may be open for minutes, one without an answer has not failed. Refused connections have, and are
 * added to the requests: AWS does not say outright that it counts their requests.
 */
function failedOfLong() {
  return {
    arrived: all("requests"),
    refused: all("refused"),
    requests: "arrived + refused",
    failed: `${all("errors")} + refused`,
  };
}

function sumOf(
  id: string,
  metricName: string,
  { loadBalancer }: Pick<EdgePlace, "loadBalancer">,
  targetGroup: aws.lb.TargetGroup,
) {
  return {
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
  };
}

/**
 * Policies tell alarms apart by their names. An older alarm keeps the name that Pulumi chose, so
 * that a release always finds the alarm that guards it.
 */
function fixedName(name: string, deployed: readonly string[]): { name?: string } {
  const isOld = deployed.some((one) => /^-[0-9a-f]{7}$/.test(one.replace(name, "")));
  return isOld ? {} : { name: `${alarmPrefix(pulumi.getProject(), pulumi.getStack())}${name}` };
}
