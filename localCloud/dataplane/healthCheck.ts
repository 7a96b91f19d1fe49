import { get } from "node:http";
import { arrivedIsRead } from "../timing";
import { statusOverHttp2, TimeoutError } from "./http2/healthCheck";

/** Settings of the target group; in AWS seconds, before the time scale. */
export interface HealthCheckSettings {
  path: string;
  /** Absent: the one that gets the traffic. */
  port?: number;
  /** Status codes such as `200`, `200,204` or `200-299`; gRPC codes in a target group for gRPC. */
  matcher: string;
  intervalSeconds: number;
  timeoutSeconds: number;
  healthyThreshold: number;
  unhealthyThreshold: number;
}

/** Reason codes and descriptions as in `DescribeTargetHealth`. */
export type CheckOutcome =
  { passed: true } | { passed: false; reason: string; description: string };

/** The result of a check on a target that a test told to fail. */
export const failedAsOrdered = failed(
  "Target.ResponseCodeMismatch",
  "Health checks failed with these codes: [500]",
);

export const timedOut = failed("Target.Timeout", "Request timed out");
export const nothingListens = failed("Target.FailedHealthChecks", "Health checks failed");

export async function checkOnce(
  settings: HealthCheckSettings,
  port: number,
  timeoutMs: number,
  speaks: "http1" | "http2" | "grpc" = "http1",
): Promise<CheckOutcome> {
  try {
    const status =
      speaks === "http1"
        ? await requestStatus(settings.path, port, timeoutMs)
        : await statusOverHttp2({
            path: settings.path,
            port,
            timeoutMs,
            isGrpc: speaks === "grpc",
          });
    if (matches(settings.matcher, status)) return { passed: true };
    return failed(
      "Target.ResponseCodeMismatch",
      `Health checks failed with these codes: [${status}]`,
    );
  } catch (error) {
    if (error instanceof TimeoutError) return timedOut;
    return nothingListens;
  }
}

export function matches(matcher: string, status: number): boolean {
  return matcher.split(",").some((part) => {
    const [from = "", to = from] = part.trim().split("-");
    return status >= Number(from) && status <= Number(to);
  });
}

/** Each check opens its own connection, as a load balancer's does. */
function requestStatus(path: string, port: number, timeoutMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { "user-agent": "ELB-HealthChecker/2.0", connection: "close" };
    const request = get({ host: "127.0.0.1", port, path, headers, agent: false }, (response) => {
      response.resume();
      response.once("end", () => resolve(response.statusCode ?? 0));
      response.once("error", reject);
    });
    const expire = () => void arrivedIsRead().then(() => request.destroy(new TimeoutError()));
    const timer = setTimeout(expire, timeoutMs);
    request.once("error", reject);
    request.once("close", () => clearTimeout(timer));
  });
}

function failed(reason: string, description: string): CheckOutcome {
  return { passed: false, reason, description };
}

export type HealthState = "initial" | "healthy" | "unhealthy";

/** How a target's state follows from its checks so far. */
export interface Health {
  state: HealthState;
  /** Consecutive checks with the same outcome. */
  passes: number;
  failures: number;
}

export const registered: Health = { state: "initial", passes: 0, failures: 0 };

/** A new target is healthy after its first passed check; after that the thresholds apply. */
export function nextHealth(
  health: Health,
  passed: boolean,
  thresholds: Pick<HealthCheckSettings, "healthyThreshold" | "unhealthyThreshold">,
): Health {
  const passes = passed ? health.passes + 1 : 0;
  const failures = passed ? 0 : health.failures + 1;
  const needed = health.state === "initial" ? 1 : thresholds.healthyThreshold;
  if (passes >= needed) return { state: "healthy", passes, failures };
  if (failures >= thresholds.unhealthyThreshold) return { state: "unhealthy", passes, failures };
  return { state: health.state, passes, failures };
}
