import { z } from "zod";
import { alarmQueries, comparisons, notModelledIn } from "../metrics/alarmDefinition";
import { defineType } from "./resourceType";
import { name, tags, wholeNumber } from "./schemas";

export const metricAlarmType = "aws:cloudwatch/metricAlarm:MetricAlarm";

/** Functions of metric math are in upper case, ids begin in lower case. */
export function idsIn(expression: string): string[] {
  return [...new Set(expression.match(/\b[a-z]\w*/g) ?? [])];
}

/** Evaluated from the metrics of the local cloud, until a test sets its state (`fault`). */
const metricAlarm = defineType({
  token: metricAlarmType,
  properties: {
    name: name(255, "-_./ "),
    alarmDescription: z.string().max(1024).optional(),
    comparisonOperator: z.enum(Object.keys(comparisons) as (keyof typeof comparisons)[]),
    threshold: z.number(),
    evaluationPeriods: wholeNumber(1, 86_400),
    datapointsToAlarm: wholeNumber(1, 86_400).optional(),
    /** The others that AWS has are not modelled. */
    treatMissingData: z.enum(["breaching", "notBreaching"]),
    metricQueries: alarmQueries,
    tags,
  },
  replaceOn: ["name"],
  autoName: { property: "name", maxLength: 255 },
  problems({ metricQueries = [], evaluationPeriods = 1, datapointsToAlarm = 1, ...inputs }) {
    const returned = metricQueries.filter(({ returnData }) => returnData);
    const count = (key: "metric" | "expression") =>
      metricQueries.filter((query) => query[key] !== undefined).length;
    const ids = new Set(metricQueries.map(({ id }) => id));
    const { comparisonOperator, threshold, treatMissingData } = inputs;
    const problems = [
      ...(metricQueries.length > 0 && returned.length !== 1
        ? ["exactly one metric query must have `returnData`"]
        : []),
      ...(count("metric") > 10 ? ["an alarm may read at most 10 metrics"] : []),
      ...(count("expression") > 10 ? ["an alarm may have at most 10 expressions"] : []),
      ...(ids.size < metricQueries.length ? ["each metric query needs a unique `id`"] : []),
      ...metricQueries.flatMap(({ id, expression = "" }) =>
        idsIn(expression)
          .filter((used) => !ids.has(used))
          .map((used) => `metric query \`${id}\` refers to \`${used}\`, which does not exist`),
      ),
      ...(datapointsToAlarm > evaluationPeriods
        ? ["`datapointsToAlarm` must not be larger than `evaluationPeriods`"]
        : []),
    ];
    const isKnown = metricQueries.length > 0 && comparisonOperator && treatMissingData;
    if (!isKnown || problems.length > 0) return problems;
    const known = { metricQueries, comparisonOperator, treatMissingData, evaluationPeriods };
    return notModelledIn({ ...known, threshold: threshold ?? 0 });
  },
  create(cloud, { name, ...definition }) {
    cloud.alarms.define(name, definition);
    return { id: name, outputs: { arn: cloud.arn("cloudwatch", `alarm:${name}`) } };
  },
  update(cloud, _known, { name, ...definition }) {
    cloud.alarms.define(name, definition);
    return {};
  },
  delete(cloud, { id }) {
    cloud.alarms.remove(id);
  },
});

export const alarmTypes = [metricAlarm];
