import { counted } from "../../config/plural";
import { count, seconds } from "../report/numbers";
import { table } from "../report/table";
import type { Row } from "./row";

/** A row when it ends, for a person watching. */
export function progressLine(row: Row, index: number, total: number): string {
  const mark = row.problems.length === 0 ? "✔" : "✗";
  const failed = `${count(row.failed)} of ${count(row.requests)} failed`;
  const cut = row.cut > 0 ? ` (${row.cut} cut)` : "";
  const way = row.way.length > 0 ? `, ${row.way.join(", ")}` : "";
  const killed = row.killed === "nobody" ? "" : `, ${row.killed} killed`;
  const lock = row.unlocked ? ", lock released" : "";
  const told = counted(new Set(row.events).size, "event");
  const waited =
    row.waitedSeconds === null ? "" : `, waited ${seconds(row.waitedSeconds)} for the receiver`;
  const facts = `${killed}${lock}${way}: ${row.end}, ${failed}${cut}, ${told}${waited}, ${seconds(row.seconds)}`;
  const problems = row.problems.map((problem) => `\n    ${problem}`).join("");
  return `${mark} ${index + 1}/${total} ${row.point}${facts}${problems}`;
}

/** All rows, followed by what is wrong. */
export function matrixTable(rows: readonly Row[]): string {
  const head = [
    ...["point", "phase", "killed", "then", "end", "requests", "failed", "events", "waited"],
    "seconds",
  ];
  const lines = table(
    [
      head,
      ...rows.map((row) => [
        row.point,
        row.phase,
        row.killed,
        [...(row.unlocked ? ["unlock"] : []), ...row.way].join(", ") || "-",
        row.end,
        count(row.requests),
        row.cut > 0 ? `${row.failed} (${row.cut} cut)` : count(row.failed),
        count(new Set(row.events).size),
        row.waitedSeconds?.toFixed(1) ?? "-",
        row.seconds.toFixed(1),
      ]),
    ],
    [0, 1, 2, 3, 4],
  );
  const wrong = rows.flatMap(({ point, problems }) =>
    problems.map((problem) => `${point}: ${problem}`),
  );
  return [...lines, "", summary(rows), ...wrong].join("\n");
}

function summary(rows: readonly Row[]): string {
  const sum = (of: (row: Row) => number) => rows.reduce((all, row) => all + of(row), 0);
  const bad = rows.filter(({ problems }) => problems.length > 0).length;
  return (
    `${counted(rows.length, "row")}, ${bad} with problems; ${count(sum((row) => row.requests))} ` +
    `requests, ${count(sum((row) => row.failed))} failed, ` +
    `${seconds(sum((row) => row.seconds))}`
  );
}
