import type { FleetSettings } from "../../release/state";

interface Routed {
  logs?: { options?: Readonly<Record<string, unknown>> };
  sidecars?: Readonly<Record<string, { logRouter?: object } | null>>;
}

/**
 * Where a fleet's own container sends what it writes, if that is not CloudWatch Logs, such as "its log router (sidecar
 * `router`, output `datadog`)"; null: it writes to CloudWatch Logs.
 */
export function logsGoTo(settings: FleetSettings | undefined): string | null {
  const { logs, sidecars = {} } = (settings ?? {}) as Routed;
  if (!logs) return null;
  const [router = ""] = Object.keys(sidecars).filter((name) => sidecars[name]?.logRouter);
  const output = logs.options?.["Name"] ?? logs.options?.["@type"];
  const to = typeof output === "string" ? `, output \`${output}\`` : "";
  return `its log router (sidecar \`${router}\`${to})`;
}
