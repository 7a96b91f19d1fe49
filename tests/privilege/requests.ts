import type { Request } from "./simulate";

export const arn = (service: string, resource: string, region = "eu-central-1") =>
  `arn:aws:${service}:${region}:123456789012:${resource}`;
export const role = (path: string) => `arn:aws:iam::123456789012:role/${path}`;
export const tags = (key: "Resource" | "Request", environment = "dev") => ({
  [`aws:${key}Tag/project`]: "bluegreen",
  [`aws:${key}Tag/environment`]: environment,
});
export const names = "route53:ChangeResourceRecordSetsNormalizedRecordNames";
export const zone = "arn:aws:route53:::hostedzone/Z1";
export const service = arn("ecs", "service/bluegreen-dev-1a2b3c4/users-green-1a2b3c4");
export const runs = (stack: string) => ({
  "ecs:task-definition": arn("ecs", `task-definition/bluegreen-${stack}-users-green:1`),
});
export const executionRole = role("bluegreen/dev/users-execution-1a2b3c4");

export function request(
  action: string,
  resource: string,
  context: Request["context"] = {},
): Request {
  return { action, resource, context };
}
