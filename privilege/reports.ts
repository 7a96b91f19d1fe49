import { type AccessRole, readsOnly } from "./accessRoles";
import { accessLogCalls, reportCalls } from "./deployerCalls";
import type { Scope } from "./scope";
import type { Statement } from "./statement";

/** Of the environment's own records alone: neither another environment's, nor a list of what is there. */
export function reportStatements(
  role: AccessRole,
  { partition, stack, reports }: Scope,
): Statement[] {
  if (reports === undefined || role === "preview") return [];
  const bucket = `arn:${partition}:s3:::${reports.bucket}`;
  const statement = (Action: readonly string[], resource: string): Statement[] => [
    { Effect: "Allow", Action: [...Action], Resource: [resource] },
  ];
  return [
    ...(readsOnly(role)
      ? []
      : statement(reportCalls.objects, `${bucket}/${recordPath(reports.prefix, stack)}*`)),
    ...(role === "preview-stacks" ? [] : statement(reportCalls.bucket, bucket)),
  ];
}

/** For `verify`. Load balancers write there as AWS's own service. */
export function accessLogStatements(
  role: AccessRole,
  { partition, accessLogs }: Scope,
): Statement[] {
  if (accessLogs === undefined || (role !== "deploy" && role !== "drift")) return [];
  const Resource = [`arn:${partition}:s3:::${accessLogs}`];
  return [{ Effect: "Allow", Action: [...accessLogCalls], Resource }];
}

/** Start of the keys of an environment's records. */
export function recordPath(prefix: string, stack: string): string {
  return `${prefix === "" ? "" : `${prefix}/`}${stack}/release-`;
}
