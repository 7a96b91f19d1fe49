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

/** A minute with more requests than so many times those of the minute before may have begun with the last second. */
const growth = 1.5;

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

const answers = {
  ok: "HTTPCode_Target_2XX_Count",
  redirects: "HTTPCode_Target_3XX_Count",
  rejections: "HTTPCode_Target_4XX_Count",
};

const all = (...ids: string[]) =>
  `SUM([${ids.flatMap((id) => colors.map((edge) => `FILL(${edge}_${id}, 0)`)).join(", ")}])`;

/**
 * Goes off when too large a share of a minute's requests to the fleet failed, at both load balancers of one
 * side together. CloudWatch counts what a load balancer itself answers (502, 503, 504) for no target group,
 * so a failure is a request without a 2xx, 3xx or 4xx. AWS does not say whether a connection that the target
 * refused counts as a request, so it counts as one here. Without data for a minute, nothing failed.
 *
 * Requests that are open at the end of a minute look like failed ones. While traffic is steady, as many were open at
 * its beginning; but it may begin a moment before a minute ends, and most of it be open then. So in a minute with many
 * more requests than the one before, those without an answer failed only if they are more than those with one:
 * otherwise the next minute tells.
 *
 * One alarm reads 10 metrics at most: exactly those of two target groups.
 */
export function errorAlarm(
  name: string,
  { service, color, settings, percent, edges, targetGroups, deployed }: ErrorAlarmArgs,
  opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.MetricAlarm {
  const metrics = { requests: "RequestCount", refused: "TargetConnectionErrorCount" };
  // Requests are counted when they start, answers when they end: a request or stream that is open
  // for minutes is not a failed one, so there only the target's own 5xx count.
  const isLong = settings.longestRequestSeconds > usualIdleSeconds;
  const counted = isLong ? { errors: "HTTPCode_Target_5XX_Count" } : answers;
  const sums = Object.entries({ ...metrics, ...counted }).flatMap(([id, metricName]) =>
    colors.map((edge) => sumOf(`${edge}_${id}`, metricName, edges[edge], targetGroups[edge])),
  );
  const expressions = {
    requests: all("requests"),
    refused: all("refused"),
    ...(isLong ? { failed: all("errors") } : unansweredOf(all(...Object.keys(answers)))),
  };
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
          expression:
            `IF(requests + refused >= ${minRequests}, ` +
            "100 * (failed + refused) / (requests + refused), 0)",
          returnData: true,
        },
      ],
      tags: tags({ service, color }),
    },
    opts,
  );
}

/** Expressions for requests that failed for want of an answer. `DIFF` is what there were more than a minute before. */
function unansweredOf(answered: string) {
  const before = "(requests - DIFF(requests))";
  return {
    answered,
    unanswered: "IF(requests > answered, requests - answered, 0)",
    may_be_open: `IF(requests > ${growth} * ${before}, unanswered <= answered, 0)`,
    failed: "IF(may_be_open, 0, unanswered)",
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
