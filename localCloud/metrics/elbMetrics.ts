import { CloudError } from "../errors";

/**
 * What CloudWatch counts of an application load balancer, as far as it is modelled: by load balancer, and mostly
 * by target group as well ("CloudWatch metrics for your Application Load Balancer").
 */
const byTargetGroup = {
  /** Requests for which a target was chosen, counted when they arrive. */
  RequestCount: true,
  /** Answers of targets, counted when they end. */
  HTTPCode_Target_2XX_Count: true,
  HTTPCode_Target_3XX_Count: true,
  HTTPCode_Target_4XX_Count: true,
  HTTPCode_Target_5XX_Count: true,
  TargetConnectionErrorCount: true,
  /** Seconds until the target began to answer. */
  TargetResponseTime: true,
  /** What the load balancer itself answered counts for no target group. */
  HTTPCode_ELB_4XX_Count: false,
  HTTPCode_ELB_5XX_Count: false,
  HTTPCode_ELB_502_Count: false,
  HTTPCode_ELB_503_Count: false,
  HTTPCode_ELB_504_Count: false,
} as const;

export type MetricName = keyof typeof byTargetGroup;

/** A metric as a query names it. */
export interface MetricKey {
  namespace: string;
  metricName: string;
  dimensions: Record<string, string>;
}

/** The part of an ARN that CloudWatch uses: `app/name/id` or `targetgroup/name/id`. */
export function suffixOf(arn: string): string {
  return arn.replace(/^arn:(?:[^:]*:){4}(?:loadbalancer\/)?/, "");
}

/** One name for a metric of a load balancer, or of one of its target groups. */
export function seriesName(
  name: MetricName,
  loadBalancer: string,
  targetGroup: string | undefined,
): string {
  return [name, loadBalancer, targetGroup ?? ""].join(" ");
}

/** The series that a query means; throws if CloudWatch, or this model of it, has no such metric. */
export function seriesOf({ namespace, metricName, dimensions }: MetricKey): string {
  if (namespace !== "AWS/ApplicationELB") throw notModelled(`namespace ${namespace}`);
  if (!isMetric(metricName)) throw notModelled(`metric ${metricName}`);
  const { LoadBalancer, TargetGroup, ...others } = dimensions;
  const [other] = Object.keys(others);
  if (other !== undefined) throw notModelled(`dimension ${other} of ${metricName}`);
  if (LoadBalancer === undefined) throw notModelled(`${metricName} without dimension LoadBalancer`);
  if (TargetGroup !== undefined && !byTargetGroup[metricName]) {
    throw notModelled(`dimension TargetGroup of ${metricName}, which CloudWatch does not count so`);
  }
  return seriesName(metricName, LoadBalancer, TargetGroup);
}

function isMetric(name: string): name is MetricName {
  return Object.hasOwn(byTargetGroup, name);
}

export function notModelled(what: string): CloudError {
  return new CloudError("NotModelled", `the local cloud does not model ${what}`);
}
