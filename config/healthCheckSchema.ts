import { z } from "zod";
import { seconds } from "./seconds";

/** Source: `HealthCheckPath` of CreateTargetGroup, Elastic Load Balancing API Reference. */
const healthCheckPath = z
  .string()
  .max(1024)
  .regex(/^\/[!-~]*$/, "must be a path that starts with `/`, in printable ASCII without spaces");

/** Codes and ranges of them, which may be mixed. */
const statusCodes = /^[2-4]\d\d(-[2-4]\d\d)?(,[2-4]\d\d(-[2-4]\d\d)?)*$/;

function isInOrder(range: string): boolean {
  const [first, last = first] = range.split("-").map(Number);
  return first! <= last!;
}

/** How the load balancers ask a task whether it is healthy. */
export const healthCheck = z.strictObject({
  path: healthCheckPath.default("/health"),
  /** HTTP status codes as the ALB writes them, such as `200` or `200-299`. */
  matcher: z
    .string()
    .regex(
      statusCodes,
      "must be status codes from 200 to 499 in quotes, such as `200`, `200,204` or `200-299`",
    )
    .refine(
      (text) => !/(\d{3})-(\d{3})/.test(text) || text.split(",").every(isInOrder),
      "has a range that ends before it begins; write it as in `200-299`",
    )
    .default("200"),
  intervalSeconds: seconds(5, 300).default(10),
  timeoutSeconds: seconds(2, 120).default(5),
  healthyThreshold: z.number().int().min(2).max(10).default(2),
  unhealthyThreshold: z.number().int().min(2).max(10).default(3),
});
