import { z } from "zod";
import { defineType } from "./resourceType";
import { name, tags, wholeNumber } from "./schemas";

export const metricAlarmType = "aws:cloudwatch/metricAlarm:MetricAlarm";

const metric = z.strictObject({
  namespace: z.string(),
  metricName: z.string(),
  dimensions: z.record(z.string(), z.string()),
  period: z.literal([10, 20, 30]).or(z.number().int().min(60).multipleOf(60)),
  stat: z.string(),
});

const metricQuery = z.strictObject({
  id: z.string().regex(/^[a-z]\w*$/, "must begin with a lower-case letter"),
  label: z.string().optional(),
  expression: z.string().min(1).max(2048).optional(),
  metric: metric.optional(),
  returnData: z.boolean().default(false),
});

/** Functions of metric math are in upper case, ids begin in lower case. */
function idsIn(expression: string): string[] {
  return [...new Set(expression.match(/\b[a-z]\w*/g) ?? [])];
}

/** An alarm that watches nothing here: a test sets its state (`fault`). */
const metricAlarm = defineType({
  token: metricAlarmType,
  properties: {
    name: name(255, "-_./ "),
    alarmDescription: z.string().max(1024).optional(),
    comparisonOperator: z.enum(["GreaterThanOrEqualToThreshold", "GreaterThanThreshold"]),
    threshold: z.number(),
    evaluationPeriods: wholeNumber(1, 86_400),
    treatMissingData: z.enum(["missing", "ignore", "breaching", "notBreaching"]),
    metricQueries: z.array(metricQuery).min(1).max(20),
    tags,
  },
  replaceOn: ["name"],
  autoName: { property: "name", maxLength: 255 },
  problems({ metricQueries = [] }) {
    const returned = metricQueries.filter(({ returnData }) => returnData);
    const count = (key: "metric" | "expression") =>
      metricQueries.filter((query) => query[key] !== undefined).length;
    const ids = new Set(metricQueries.map(({ id }) => id));
    const empty = metricQueries.filter(({ expression, metric }) => !expression === !metric);
    return [
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
      ...empty.map(({ id }) => `metric query \`${id}\` needs either \`expression\` or \`metric\``),
    ];
  },
  create(cloud, { name }) {
    cloud.alarms.set(name, "OK", "no datapoint was over the threshold");
    return { id: name, outputs: { arn: cloud.arn("cloudwatch", `alarm:${name}`) } };
  },
  delete(cloud, { id }) {
    cloud.alarms.remove(id);
  },
});

export const alarmTypes = [metricAlarm];
