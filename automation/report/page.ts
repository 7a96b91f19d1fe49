import { type Glance, glanceOf, notMeasured, whenOf, whyTitle } from "../record/glance";
import { clockTime, dateTime } from "../record/words";
import type { ReleaseRecord } from "../record/schema";
import { bandsOf } from "./bands";
import { chart, type Frame, strip } from "./chart";
import { details } from "./details";
import { html, Html, list, paragraphs, section } from "./html";
import { styles } from "./styles";
import { chartsOf, type ServiceTraffic, trafficIn } from "./traffic";

/** What whoever has counted requests adds to a record. */
export interface Counted {
  /** In place of the record's own headline. */
  headline: string;
  /** Did anybody notice? */
  noticed: string;
  /** Is it faster or slower? Before what the record says. */
  faster: readonly string[];
  /** What went wrong; nothing if it all went as it should. */
  problems: readonly string[];
  traffic: readonly ServiceTraffic[];
  fromMs: number;
  toMs: number;
  /** What the charts need said, such as why lines are jagged. */
  remarks: readonly string[];
  /** Further sections. */
  more: readonly (Html | null)[];
}

/** One self-contained page: nothing is loaded, and there is no script. */
export function reportPage(record: ReleaseRecord, counted: Counted | null = null): string {
  const glance = glanceOf(record);
  const headline = capital(counted?.headline ?? glance.headline);
  const isBad = counted ? counted.problems.length > 0 : isTrouble(record);
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${headline}</title>
        <style>
          ${new Html(styles)}
        </style>
      </head>
      <body>
        <main>
          <header>
            <h1 class="${isBad ? "bad" : ""}">${headline}</h1>
            <p class="when">${whenOf(record)}</p>
            ${list(counted?.problems ?? [], "bad")}
          </header>
          ${why(record)} ${cards(record, glance, counted)} ${timeline(record, counted)}
          ${details(record)} ${counted?.more.filter((one) => one !== null) ?? null}
        </main>
        <footer>
          <p>Made at ${dateTime(record.made.at)} with</p>
          <pre tabindex="0">${record.made.command}</pre>
        </footer>
      </body>
    </html> `;
  return `${page.text.trim()}\n`;
}

const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** It ended otherwise than it was meant to; one that rests goes on later. */
function isTrouble({ outcome, reasons }: ReleaseRecord): boolean {
  if (outcome === "done") return reasons.length > 0;
  return !["unchanged", "inProgress", "resting"].includes(outcome);
}

function why(record: ReleaseRecord): Html | null {
  const { reasons, next } = record;
  if (reasons.length === 0 && next === null) return null;
  const found = reasons.map((reason) => html`<span class="said">${reason.trimEnd()}</span>`);
  return section(
    whyTitle(record),
    list(found),
    next === null ? null : html`<p>Next: ${commandsAsCode(next)}</p>`,
  );
}

/** A command ends at a semicolon, a comma or a backtick (commandLines.ts). */
function commandsAsCode(text: string): Html[] {
  return text
    .replaceAll("`", "")
    .split(/(bluegreen [^;,]+)/)
    .map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
}

function cards(record: ReleaseRecord, glance: Glance, counted: Counted | null): Html {
  const isNone = record.services.length === 0;
  const all: [string, readonly string[]][] = [
    ["Did anybody notice?", [counted?.noticed ?? glance.noticed]],
    ["What changed?", glance.changed],
    ["Is it faster or slower?", fasterOf(glance, counted)],
    ["What is running now?", isNone ? ["What ran before."] : glance.running],
    ["What did it cost?", glance.cost],
  ];
  const said = all.filter(([, lines]) => lines.length > 0);
  return html`<section class="cards" aria-label="At a glance">
    ${said.map(
      ([title, lines]) =>
        html`<div class="card">
          <h2>${title}</h2>
          ${paragraphs(lines)}
        </div> `,
    )}
  </section>`;
}

function fasterOf({ faster }: Glance, counted: Counted | null): string[] {
  const seen = counted?.faster ?? [];
  return [...seen, ...faster.filter((line) => line !== notMeasured || seen.length === 0)];
}

function timeline(record: ReleaseRecord, counted: Counted | null): Html | null {
  const bands = bandsOf(record);
  const traffic = counted?.traffic ?? trafficIn(record);
  const points = traffic.flatMap(({ versions }) => versions.flatMap(({ answers }) => answers));
  const times = [
    ...bands.flatMap(({ fromMs, toMs }) => [fromMs, toMs]),
    ...points.map(([atMs]) => atMs),
  ];
  // A release that went no further than its checks has no course to show.
  if (bands.length < 2 && !counted) return null;
  const frame: Frame = {
    fromMs: Math.min(...times, counted?.fromMs ?? Infinity),
    toMs: Math.max(...times, counted?.toMs ?? -Infinity),
    bands,
  };
  const charts = traffic.flatMap(chartsOf);
  return section(
    "Timeline",
    strip(frame, charts.length > 0),
    shares(record),
    ...charts.map((one) => chart(one, frame)),
    paragraphs(counted?.remarks ?? []),
  );
}

/** Only a canary has more to tell than the phases do. */
function shares({ shares: all }: ReleaseRecord): Html | null {
  const lines = all.map(
    ({ at, service, percent }) => `${clockTime(at)}: ${percent} % of ${service} to the new version`,
  );
  return all.some(({ percent }) => percent > 0 && percent < 100) ? list(lines) : null;
}
