import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const lineSchema = z.union([
  z.object({
    action: z.string(),
    level: z.enum(["Read", "List", "Write", "Tagging", "Permissions management"]),
    /** Types of the resources that a policy may name for it. */
    on: z.array(z.string()),
    keys: z.array(z.string()),
  }),
  z.object({ resource: z.string(), arn: z.string(), keys: z.array(z.string()) }),
]);
type Line = z.output<typeof lineSchema>;
export type DocumentedAction = Extract<Line, { action: string }>;
type DocumentedResource = Extract<Line, { resource: string }>;

/**
 * AWS's documentation of each action (Service Authorization Reference), as extracted by
 * tools/service-authorization/extract.ts.
 */
const lines = readFileSync(join(__dirname, "serviceAuthorization.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => lineSchema.parse(JSON.parse(line)));

const actions = new Map(
  lines.flatMap((line) => ("action" in line ? [[line.action, line] as const] : [])),
);
const resources = new Map(
  lines.flatMap((line) => ("resource" in line ? [[line.resource, line] as const] : [])),
);

export function documented(action: string): DocumentedAction {
  const found = actions.get(action);
  if (found) return found;
  throw new Error(
    `AWS documents no action ${action}; if its service is missing in ` +
      "tests/privilege/serviceAuthorization.jsonl, add it in " +
      "tools/service-authorization/extract.ts",
  );
}

/** The resource types that an action supports, with the format of their ARNs. */
export function resourcesOf({ action, on }: DocumentedAction): DocumentedResource[] {
  const service = action.split(":")[0];
  return on.map((type) => resources.get(`${service}:${type}`)!);
}

/** Whether one of our ARN patterns matches resources of a documented format. */
export function hasForm(pattern: string, { arn }: DocumentedResource): boolean {
  const form = arn
    .split(/\$\{\w+\}/)
    .map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join(".*");
  return new RegExp(`^${form}$`).test(pattern);
}
