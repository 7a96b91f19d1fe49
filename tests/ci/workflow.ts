import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { parse } from "yaml";
import { z } from "zod";

const env = z.record(z.string(), z.union([z.string(), z.number()])).default({});

const step = z.object({
  name: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  if: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
  env,
});

const job = z.object({
  if: z.string().optional(),
  needs: z.string().optional(),
  environment: z.string().optional(),
  "timeout-minutes": z.number().optional(),
  permissions: z.record(z.string(), z.string()).optional(),
  concurrency: z.object({ group: z.string(), "cancel-in-progress": z.boolean() }).optional(),
  strategy: z.object({ matrix: z.record(z.string(), z.array(z.string())) }).optional(),
  env,
  steps: z.array(step),
});

/** The part of a workflow that is checked here; actionlint checks the rest. */
const workflowSchema = z.object({
  name: z.string(),
  on: z.record(z.string(), z.unknown()),
  permissions: z.record(z.string(), z.string()),
  defaults: z.object({ run: z.object({ shell: z.literal("bash") }) }),
  concurrency: z.object({ group: z.string(), "cancel-in-progress": z.boolean() }).optional(),
  env,
  jobs: z.record(z.string(), job),
});

export type Workflow = z.output<typeof workflowSchema>;
export type Job = Workflow["jobs"][string];
export type Step = Job["steps"][number];

const folder = join(__dirname, "../../ci/github");

export const workflowFiles = readdirSync(folder);

export function textOf(file: string): string {
  return readFileSync(join(folder, file), "utf8");
}

export function workflow(file: string): Workflow {
  return workflowSchema.parse(parse(textOf(file)));
}

/** What GitHub provides to expressions: `github`, `inputs`, `matrix`, `vars`, `secrets` and functions. */
export type Contexts = Record<string, unknown>;

/** The text with each `${{ … }}` evaluated. Throws for a name that the contexts do not have. */
export function evaluated(text: string, contexts: Contexts): string {
  return text.replace(/\$\{\{(.*?)\}\}/g, (_, expression: string) =>
    String(valueOf(expression, contexts)),
  );
}

export function holds(condition: string | undefined, contexts: Contexts): boolean {
  if (condition === undefined) return true;
  return Boolean(valueOf(condition.replace(/^\$\{\{(.*)\}\}$/, "$1"), contexts));
}

/** GitHub's expressions as far as they are valid JavaScript, which those of these workflows are. */
function valueOf(expression: string, contexts: Contexts): unknown {
  const value: unknown = runInNewContext(expression, { ...contexts });
  if (value !== undefined) return value;
  throw new Error(`the expression \`${expression.trim()}\` has no value`);
}
