import { counted } from "../../config/plural";
import { leastTasks } from "../../config/size";
import { describeOrigin } from "../../release/origin";
import { type Color, colors, type Fleet, type OriginRecord } from "../../release/state";
import { namesOf } from "../world/edges";
import type { Environment } from "../world/environment";
import { shortDigest } from "../world/versions";
import type { Look } from "./statusLook";

export const columns = 80;

/** Text on lines of at most 80 columns, those after the first further in; neither a word nor a command is cut. */
export function wrapped(text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.match(/bluegreen [^;,`]+|\S+/g) ?? []) {
    if (line.trim() !== "" && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = `${indent}  ${word}`;
    } else {
      line = line.trim() === "" ? `${line}${word}` : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** One command a line, whole, so that it can be pasted whatever its length. */
export function nextLines(next: string): string[] {
  return next.split("; ").map((part, index) => `${index === 0 ? "next: " : "      "}${part}`);
}

/** A line for each fleet, in columns, or two where they would be too wide; and one for each name of the service. */
export function serviceLines(
  { release, inventory }: Pick<Environment, "release" | "inventory">,
  look: Look,
  nowMs: number,
): string[] {
  const services = Object.entries(release.services);
  const rows = services.map(([name, { activeColor, fleets }]) => {
    const shown = colors.filter((color) => fleets[color].size > 0 || color === activeColor);
    return shown.map((color): Row => {
      const { label, image } = fleets[color];
      const serves = color === activeColor ? "serves" : "";
      const version = [label?.tag ?? "-", shortDigest(image ?? "-")];
      const size = inventory.services[name]?.size;
      const tasks = tasksOf(look, name, color, fleets[color], size);
      return { fleet: [name, color, serves], version, now: [tasks, ageOf(fleets[color], nowMs)] };
    });
  });
  const laidOut = layout(rows.flat());
  return services.flatMap(([name, { activeColor, origin = {} }], index) => {
    const known = inventory.services[name];
    const names = known ? namesOf(known) : [];
    const lines = rows[index]!.flatMap(laidOut);
    const isAway = activeColor === null && names.some((one) => origin[one.name]);
    const none = isAway ? `  ${name}  served by its origin` : `  ${name}  never released`;
    return [
      ...(lines.length > 0 && !isAway ? lines : [none, ...lines]),
      ...names.flatMap((one) => [
        `    ${one.name}${one.side === "private" ? " (inside)" : ""}`,
        ...originLines(origin[one.name]),
      ]),
    ];
  });
}

/** What an adopted name led to, and leads to again after a rollback to its origin. */
function originLines(origin: OriginRecord | undefined): string[] {
  return origin ? wrapped(`origin: ${describeOrigin(origin)}`, "      ") : [];
}

/** What is said of a fleet: which it is, what it was released with, and how it is now. */
type Row = Record<"fleet" | "version" | "now", string[]>;

/** The lines of a row. A tag stays whole, since somebody may copy it. */
function layout(rows: readonly Row[]): (row: Row) => string[] {
  const inOne = ({ fleet, version, now }: Row) => [...fleet, ...version, ...now];
  const first = ({ fleet, now }: Row) => [...fleet, ...now];
  const whole = aligned(rows.map(inOne));
  if (rows.every((row) => whole(inOne(row)).length <= columns)) return (row) => [whole(inOne(row))];
  const short = aligned(rows.map(first));
  return (row) => [short(first(row)), `      ${row.version.toReversed().join("  ")}`];
}

function aligned(rows: readonly string[][]): (row: string[]) => string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]!.length)));
  return (row) => `  ${row.map((cell, at) => cell.padEnd(widths[at]!)).join("  ")}`.trimEnd();
}

/** `2/2 tasks`: running and wanted according to ECS; `2 recorded` where it was not asked. */
function tasksOf(
  look: Look,
  name: string,
  color: Color,
  { size }: Fleet,
  applied: unknown,
): string {
  const found = look.asked ? look.tasks[name]?.[color] : undefined;
  if (found === undefined) return `${size} recorded`;
  const rests = size > 0 && leastTasks(size, applied) === 0;
  if (found?.wanted === 0 && found.running === 0 && rests) return "0 tasks (min 0)";
  return found === null ? "no ECS service" : `${found.running}/${counted(found.wanted, "task")}`;
}

/** `12 min`: since the release that brought it began. */
function ageOf({ label }: Fleet, nowMs: number): string {
  if (!label) return "";
  const seconds = Math.max(0, (nowMs - Date.parse(label.at)) / 1000);
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800
    ? `${Math.round(seconds / 3600)} h`
    : `${Math.round(seconds / 86_400)} d`;
}
