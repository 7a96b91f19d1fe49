import { printable, printableJson } from "../../automation/world/printable";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { chartData } from "./chartData";
import type { Facts } from "./facts";
import { describeFailure } from "./failures";
import { headline } from "./summary";
import { requestRows, type Rows, stepRows, versionRows, windowLines } from "./summaryTables";
import { problemsOf } from "./verdict";

/** The report as one self-contained HTML page: uPlot, styles and data are inlined. */
export function reportPage(facts: Facts): string {
  const problems = problemsOf(facts);
  const failures = facts.traffic.failures.map((one) => `${one.kind} ${describeFailure(one)}`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escape(headline(facts))}</title>
<style>${packageFile("uplot/dist/uPlot.min.css")}</style>
<style>${ownFile("page.css")}</style>
</head>
<body>
<h1${problems.length > 0 ? ' class="bad"' : ""}>${escape(headline(facts))}</h1>
${list("", problems, "bad")}
${windowLines(facts).map(paragraph).join("\n")}
<div id="charts"></div>
<p>Dashed lines: start of a release step. Red: seconds with failed requests.</p>
<h2>Steps</h2>
${table(stepRows(facts), [0, 1])}
<h2>Requests by kind of client and service</h2>
${table(requestRows(facts), [0])}
<h2>Versions, seconds since traffic started</h2>
${table(versionRows(facts), [0, 1])}
${list("Why it was not released", facts.deployer.reasons, "")}
${list("First failed requests", failures, "bad")}
<script type="application/json" id="data">${inData(chartData(facts))}</script>
<script>${inScript(packageFile("uplot/dist/uPlot.iife.min.js"))}</script>
<script>${inScript(ownFile("page.js"))}</script>
</body>
</html>
`;
}

function table([head = [], ...body]: Rows, left: number[]): string {
  const row = (tag: "th" | "td", cells: string[]) =>
    `<tr>${cells
      .map((cell, column) => {
        const side = left.includes(column) ? ' class="left"' : "";
        return `<${tag}${side}>${escape(cell)}</${tag}>`;
      })
      .join("")}</tr>`;
  const rows = body.map((cells) => row("td", cells)).join("\n");
  return `<div class="wide"><table class="rows"><thead>${row("th", head)}</thead>
<tbody>${rows}</tbody></table></div>`;
}

function list(title: string, items: readonly string[], kind: string): string {
  if (items.length === 0) return "";
  const lines = items.map((item) => `<li${kind && ` class="${kind}"`}>${escape(item)}</li>`);
  return `${title && `<h2>${title}</h2>`}<ul>${lines.join("\n")}</ul>`;
}

function paragraph(text: string): string {
  return `<p>${escape(text)}</p>`;
}

function escape(text: string): string {
  const entities: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return printable(text).replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** Data within a script element: nothing in it may look like a tag or a comment of HTML. */
function inData(value: unknown): string {
  return printableJson(value).replaceAll("<", "\\u003c");
}

/** Nothing within a script element may look like its end tag. */
function inScript(text: string): string {
  return text.replaceAll("</", "<\\/");
}

function ownFile(name: string): string {
  return readFileSync(join(__dirname, name), "utf8");
}

function packageFile(name: string): string {
  return readFileSync(require.resolve(name), "utf8");
}
