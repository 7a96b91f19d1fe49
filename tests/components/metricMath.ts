import { runInNewContext } from "node:vm";

interface Query {
  id: string;
  expression?: string;
  metric?: { metricName: string; dimensions: { LoadBalancer: string } };
  returnData?: boolean;
}

/** The functions of CloudWatch's metric math that the alarms use, for one minute. */
const functions = {
  FILL: (value: number | undefined, filler: number) => value ?? filler,
  IF: (condition: boolean, yes: number, no: number) => (condition ? yes : no),
  SUM: (values: number[]) => values.reduce((sum, value) => sum + value, 0),
};

/** What an alarm compares with its threshold, given what each load balancer reported for a minute. */
export function shareOf(
  { metricQueries }: Record<string, unknown>,
  reported: Record<string, Record<string, number>>,
): number {
  const values: Record<string, number | undefined> = {};
  for (const { id, expression, metric, returnData } of metricQueries as Query[]) {
    if (metric) {
      const edge = metric.dimensions.LoadBalancer.replace("suffix:", "");
      values[id] = reported[edge]?.[metric.metricName];
    } else {
      values[id] = Number(runInNewContext(expression!, { ...functions, ...values }));
    }
    if (returnData) return values[id]!;
  }
  throw new Error("no query returns data");
}
