import { createHash } from "node:crypto";
import type { Span, Trace } from "../world/trace";
import type { ReleaseRecord } from "./schema";

/** Adds what belongs to a part of the record to what every span has. */
type Part = Omit<Span, "spanId" | "parentId" | "events"> & Partial<Pick<Span, "events">>;

export function traceOf(record: ReleaseRecord): Trace {
  const { stack, release, made } = record;
  const identity = `${stack}\n${release ?? made.at}`;
  const endMs = Date.parse(made.at);
  const steps = record.steps.map((one) => stepOf(one, endMs));
  const ups = record.ups.map((one) => upOf(one, endMs));
  const root: Span = {
    ...commandOf(record, Math.min(endMs, ...[...steps, ...ups].map(({ startMs }) => startMs))),
    spanId: idOf(identity, "command", made.at),
    parentId: null,
  };
  const below = (one: Part, parent: Span, ...key: (string | number)[]): Span => ({
    ...{ events: [], ...one },
    spanId: idOf(identity, ...key),
    parentId: parent.spanId,
  });
  const ofSteps = steps.map((one, index) => below(one, root, "step", made.at, index));
  const ofUps = ups.map((one, index) => {
    const around = ofSteps.findLast((step) => contains(step, one));
    return below(one, around ?? root, "up", index);
  });
  return { traceId: digest(identity).slice(0, 32), spans: [root, ...ofSteps, ...ofUps] };
}

function commandOf(record: ReleaseRecord, startMs: number) {
  const { stack, release, made, kind, outcome, exitCode, services, reasons, notes } = record;
  const endedWell = outcome === "done" || outcome === "unchanged";
  return {
    name: kind,
    startMs,
    endMs: Date.parse(made.at),
    failed: endedWell ? null : [outcome, ...reasons.slice(0, 1)].join(": "),
    attributes: {
      "deployment.environment.name": stack,
      ...(release !== null && { "deployment.id": release }),
      "deployment.status": endedWell ? "succeeded" : "failed",
      "bluegreen.outcome": outcome,
      ...(exitCode !== null && { "process.exit.code": exitCode }),
      "bluegreen.command": made.command,
      "bluegreen.services": services.map(({ name }) => name),
      "bluegreen.images": services.flatMap(({ after }) => (after ? [after.image] : [])),
      "bluegreen.reasons": reasons,
    },
    events: notes
      .filter(({ kind }) => kind === "warning")
      .map(({ at, text }) => ({ name: text, atMs: Date.parse(at), attributes: {} })),
  };
}

function stepOf({ step, name, ...rest }: ReleaseRecord["steps"][number], endMs: number): Part {
  const { startedAt, seconds, failed, waits } = rest;
  return {
    ...{ name, ...timesOf(startedAt, seconds, endMs), failed: failed ? `${name} failed` : null },
    attributes: { "bluegreen.step": step },
    events: waits.map(({ what, startedAt: at, seconds: lasted, reasons }) => ({
      name: what,
      atMs: Date.parse(at),
      attributes: { "bluegreen.wait.seconds": lasted, "bluegreen.wait.reasons": reasons },
    })),
  };
}

function upOf(
  { verb, startedAt, seconds, result, from }: ReleaseRecord["ups"][number],
  endMs: number,
): Part {
  return {
    ...{ name: `pulumi up: ${verb}`, ...timesOf(startedAt, seconds, endMs) },
    failed: result === "failed" ? "the `up` failed" : null,
    attributes: { "bluegreen.up.result": result, "bluegreen.source": from },
  };
}

function timesOf(startedAt: string, seconds: number | null, endMs: number) {
  const startMs = Date.parse(startedAt);
  return { startMs, endMs: seconds === null ? Math.max(startMs, endMs) : startMs + seconds * 1000 };
}

function contains(step: Part, { startMs }: Part): boolean {
  return step.startMs <= startMs && startMs <= step.endMs;
}

function idOf(...parts: (string | number)[]): string {
  return digest(parts.join("\n")).slice(0, 16);
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
