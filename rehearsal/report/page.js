import { readFileSync } from "node:fs";
import { join } from "node:path";
import { chartData } from "./chartData";
import { describeFailure } from "./failures";
import { headline } from "./summary";
import { requestRows, stepRows, versionRows, windowLines } from "./summaryTables";
import { problemsOf } from "./verdict";
/** The report as one HTML page that needs nothing else: uPlot, styles and data are in it. */
export function reportPage(facts) {
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
<p>Dashed lines: where a step of the release began. Red: seconds with failed requests.</p>
<h2>Steps</h2>
${table(stepRows(facts), [0, 1])}
<h2>Requests by kind of client and service</h2>
${table(requestRows(facts), [0])}
<h2>Versions, seconds since traffic began</h2>
${table(versionRows(facts), [0, 1])}
${list("Why it was not released", facts.deployer.reasons, "")}
${list("First failed requests", failures, "bad")}
<script type="application/json" id="data">${inScript(JSON.stringify(chartData(facts)))}</script>
<script>${inScript(packageFile("uplot/dist/uPlot.iife.min.js"))}</script>
<script>${inScript(ownFile("page.js"))}</script>
</body>
</html>
`;
}
function table([head = [], ...body], left) {
    const row = (tag, cells) => `<tr>${cells
        .map((cell, column) => {
        const side = left.includes(column) ? ' class="left"' : "";
        return `<${tag}${side}>${escape(cell)}</${tag}>`;
    })
        .join("")}</tr>`;
    const rows = body.map((cells) => row("td", cells)).join("\n");
    return `<div class="wide"><table class="rows"><thead>${row("th", head)}</thead>
<tbody>${rows}</tbody></table></div>`;
}
function list(title, items, kind) {
    if (items.length === 0)
        return "";
    const lines = items.map((item) => `<li${kind && ` class="${kind}"`}>${escape(item)}</li>`);
    return `${title && `<h2>${title}</h2>`}<ul>${lines.join("\n")}</ul>`;
}
function paragraph(text) {
    return `<p>${escape(text)}</p>`;
}
function escape(text) {
    const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
    return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
/** Nothing within a script element may look like its end. */
function inScript(text) {
    return text.replaceAll("</", "<\\/");
}
function ownFile(name) {
    return readFileSync(join(__dirname, name), "utf8");
}
function packageFile(name) {
    return readFileSync(require.resolve(name), "utf8");
}
