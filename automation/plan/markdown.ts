import { said } from "../../config/definition";
import { bluegreen } from "../course/commandLines";
import { foretold } from "../runbook/longRequests";
import { codeSpan, marker, table } from "./comment";
import { describeSizes } from "./describe";
import { describeOverlap } from "./overlap";
import { foretoldCanary } from "./foretoldCanary";
import type { ResourceChange } from "./changes";
import type { Plan } from "./plan";

/** A plan as the comment of a pull request; the marker lets CI find and replace its comment. */
export function planInMarkdown(plan: Plan, images: Record<string, string>): string {
  const { stack, steps, ups, settings, drainSeconds, maxQuietSeconds, lateAlarm } = plan;
  const { longRequests, canary, overlap, windows, blockers, rests } = plan;
  const released = Object.entries(images).map(([service, image]) => [service, codeSpan(image)]);
  return [
    marker("plan", stack),
    `### bluegreen: a release in \`${stack}\``,
    "",
    ...table(["service", "image"], released),
    "",
    ...table(
      ["step", "does"],
      steps.map(({ step, name }) => [step, name]),
    ),
    "",
    ...(windows ? [`**Windows:** ${windows.text}`, ""] : []),
    ...blockers.flatMap((line) => [`**Blocked:** ${line}`, ""]),
    ...rests.flatMap((line) => [`**Rests:** ${line}`, ""]),
    `**Drain:** ${describeDrain(drainSeconds, maxQuietSeconds)}`,
    ...(lateAlarm === null ? [] : ["", `**Alarm:** ${lateAlarm}`]),
    ...foretold(longRequests).flatMap((line) => ["", `**Long requests:** ${line}`]),
    ...foretoldCanary(canary).flatMap((line) => ["", `**Canary:** ${line}`]),
    "",
    `**Overlap:** ${describeOverlap(overlap)}`,
    ...settingsInMarkdown(settings),
    ...sizesInMarkdown(plan),
    ...ups.flatMap(({ name, changes }) => ["", ...upInMarkdown(name, changes)]),
  ].join("\n");
}

function settingsInMarkdown(settings: Plan["settings"]): string[] {
  const rows = Object.entries(settings).flatMap(([service, changes]) =>
    changes.map(({ key, from, to }) => [service, codeSpan(key), cell(from), cell(to)]),
  );
  return rows.length > 0 ? ["", ...table(["service", "setting", "serving", "new"], rows)] : [];
}

function sizesInMarkdown({ stack, sizes }: Plan): string[] {
  const lines = describeSizes(sizes).map((line) => `- ${line.trim()}`);
  return lines.length > 0 ? ["", `At once, by \`${bluegreen("up", stack)}\`:`, "", ...lines] : [];
}

function cell(value: unknown): string {
  return value === undefined ? said(value) : codeSpan(said(value));
}

function describeDrain(drainSeconds: number, maxQuietSeconds: number): string {
  if (drainSeconds === 0) return "none, since no client holds an old address";
  return `${drainSeconds} s, then up to ${maxQuietSeconds} s until the old load balancer is quiet`;
}

function upInMarkdown(name: string, changes: readonly ResourceChange[]): string[] {
  if (changes.length === 0) return [`<code>up</code>: ${name}, no changes`];
  return [
    `<details><summary><code>up</code>: ${name}, ${count(changes)}</summary>`,
    "",
    ...table(
      ["", "resource", "type", "changes"],
      changes.map(({ op, name: resource, type, properties }) => [
        op,
        codeSpan(resource),
        codeSpan(type),
        properties.map(codeSpan).join(", "),
      ]),
    ),
    "",
    "</details>",
  ];
}

/** `2 to create, 1 to update`. */
function count(changes: readonly ResourceChange[]): string {
  const ops = ["create", "update", "replace", "delete"] as const;
  const counted = ops.flatMap((op) => {
    const found = changes.filter((change) => change.op === op).length;
    return found > 0 ? [`${found} to ${op}`] : [];
  });
  return counted.join(", ");
}
