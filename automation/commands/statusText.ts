import { counted } from "../../config/plural";
import { leastTasks } from "../../config/size";
import { type Color, colors, type Fleet } from "../../release/state";
import { namesOf } from "../world/edges";
import type { Environment } from "../world/environment";
import { shortDigest } from "../world/versions";
import type { Look } from "./statusLook";

const columns = 80;

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

/** A line for each fleet, in columns, and one for each name that leads to the service. */
export function serviceLines(
  { release, inventory }: Pick<Environment, "release" | "inventory">,
  look: Look,
  nowMs: number,
): string[] {
  const services = Object.entries(release.services);
  const rows = services.map(([name, { activeColor, fleets }]) => {
    const shown = colors.filter((color) => fleets[color].size > 0 || color === activeColor);
    return shown.map((color) => [
      name,
      color,
      color === activeColor ? "serves" : "",
      fleets[color].label?.tag ?? "-",
      shortDigest(fleets[color].image ?? "-"),
      tasksOf(look, name, color, fleets[color], inventory.services[name]?.size),
      ageOf(fleets[color], nowMs),
    ]);
  });
  const widths = widthsOf(rows.flat());
  return services.flatMap(([name], index) => {
    const known = inventory.services[name];
    const names = known ? namesOf(known) : [];
    const lines = rows[index]!.map((row) =>
      `  ${row.map((cell, column) => cell.padEnd(widths[column]!)).join("  ")}`.trimEnd(),
    );
    return [
      ...(lines.length > 0 ? lines : [`  ${name}  never released`]),
      ...names.map((one) => `    ${one.name}${one.side === "private" ? " (inside)" : ""}`),
    ];
  });
}

function widthsOf(rows: string[][]): number[] {
  return (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
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
