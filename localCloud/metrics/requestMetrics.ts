import type { MetricName } from "./elbMetrics";
import type { Metrics } from "./metrics";

const byClass: Record<string, MetricName> = {
  "2": "HTTPCode_Target_2XX_Count",
  "3": "HTTPCode_Target_3XX_Count",
  "4": "HTTPCode_Target_4XX_Count",
  "5": "HTTPCode_Target_5XX_Count",
};

const ownAnswers: Record<number, MetricName[]> = {
  408: ["HTTPCode_ELB_4XX_Count"],
  /** The client closed its connection before there was an answer. */
  460: ["HTTPCode_ELB_4XX_Count"],
  /** The target group speaks another version of HTTP than the client. */
  464: ["HTTPCode_ELB_4XX_Count"],
  502: ["HTTPCode_ELB_5XX_Count", "HTTPCode_ELB_502_Count"],
  503: ["HTTPCode_ELB_5XX_Count", "HTTPCode_ELB_503_Count"],
  504: ["HTTPCode_ELB_5XX_Count", "HTTPCode_ELB_504_Count"],
};

/** What one load balancer counts of a request that it forwards to a target group. */
export class RequestMetrics {
  private sentAtMs = 0;

  constructor(
    private readonly metrics: Metrics,
    private readonly loadBalancer: string,
    private readonly targetGroup: string,
  ) {}

  targetChosen(): void {
    this.metrics.count("RequestCount", this.loadBalancer, this.targetGroup);
  }

  connectionFailed(): void {
    this.metrics.count("TargetConnectionErrorCount", this.loadBalancer, this.targetGroup);
  }

  sent(): void {
    this.sentAtMs = performance.now();
  }

  answerBegan(): void {
    const seconds = (performance.now() - this.sentAtMs) / 1000;
    this.metrics.record("TargetResponseTime", seconds, this.loadBalancer, this.targetGroup);
  }

  /** The target's answer has ended, or broken off. A switch to another protocol (101) counts for none. */
  answered(status: number): void {
    const name = byClass[String(status)[0] ?? ""];
    if (name) this.metrics.count(name, this.loadBalancer, this.targetGroup);
  }

  /** The load balancer itself has answered, which counts for no target group. */
  answeredByItself(status: number): void {
    for (const name of ownAnswers[status] ?? []) this.metrics.count(name, this.loadBalancer);
  }
}
