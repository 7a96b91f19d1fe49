import { z } from "zod";
import { seconds } from "./seconds";

/** Source: `HealthCheckPath` of CreateTargetGroup, Elastic Load Balancing API Reference. */
const healthCheckPath = z
  .string()
  .max(1024)
  .regex(/^\/[!-~]*$/, "must be a path that starts with `/`, in printable ASCII without spaces");

/** How the load balancers ask a task whether it is healthy. They use the protocol that the service speaks. */
export const healthCheck = z.strictObject({
  /**
   * Defaults to `/health`; with `protocol: grpc` a method, by default `/grpc.health.v1.Health/Check`. Load
   * balancers read a method's gRPC status and not its answer: one that answers `NOT_SERVING` counts as healthy.
   */
  path: healthCheckPath.optional(),
  /** Container port that answers health checks, if not the service's `port`. */
  port: z.number().int().min(1).max(65535).optional(),
  /**
   * HTTP status codes as the ALB writes them, such as `200` or `200-299`; with `protocol: grpc` gRPC status
   * codes, such as `0` or `0,12`. Defaults to `200`, and to `0`.
   */
  matcher: z.string().optional(),
  /** Time between two health checks of a task. */
  intervalSeconds: seconds(5, 300).default(10),
  /** Time to answer; a check without an answer by then has failed. */
  timeoutSeconds: seconds(2, 120).default(5),
  /** Passed checks in a row after which a task gets requests. */
  healthyThreshold: z.number().int().min(2).max(10).default(2),
  /** Failed checks in a row after which a task gets no more requests, and ECS replaces it. */
  unhealthyThreshold: z.number().int().min(2).max(10).default(3),
});
