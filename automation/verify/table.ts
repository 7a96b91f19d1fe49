import type { Finding, Status } from "./finding";

const marks: Record<Status, string> = {
  ok: "✔ ok",
  warning: "! warning",
  error: "✘ error",
  unknown: "? unknown",
  notApplicable: "- n/a",
};

/** Findings for people: one line each, with what to do below it. */
export function describeFindings(findings: readonly Finding[]): string {
  const checkWidth = widest(findings.map(({ check }) => check));
  const subjectWidth = Math.min(40, widest(findings.map(({ subject }) => subject)));
  const lines = findings.flatMap(({ check, subject, status, found, todo }) => [
    [marks[status].padEnd(9), check.padEnd(checkWidth), subject.padEnd(subjectWidth), found]
      .join("  ")
      .trimEnd(),
    ...(todo === "" ? [] : [`${" ".repeat(11)}→ ${todo}`]),
  ]);
  return [...lines, "", summary(findings)].join("\n");
}

function summary(findings: readonly Finding[]): string {
  const count = (wanted: Status) => findings.filter(({ status }) => status === wanted).length;
  const [errors, warnings, unknowns] = [count("error"), count("warning"), count("unknown")];
  const others = `warnings ${warnings}, not checked ${unknowns}`;
  return errors === 0
    ? `ready for a release: ok ${count("ok")}, ${others}`
    : `not ready for a release: errors ${errors}, ${others}`;
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(({ length }) => length));
}
