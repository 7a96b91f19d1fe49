import { bluegreen } from "../../course/commandLines";
import { html, Html } from "../html";
import { styles } from "../styles";
import { type PartName, partsOf } from "./parts";
import { script } from "./script";
import { liveStyles } from "./styles";
import type { Moment } from "./view";

/** The page as it stands at a moment: it has all its words without a script, which keeps them true. */
export function livePage(moment: Moment, nonce: string): string {
  const { stack } = moment.view;
  const part = (name: PartName) =>
    html`<div id="part-${name}">${partsOf[name](moment) ?? null}</div>`;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${titleOf(moment)}</title>
        <link rel="icon" href="data:," />
        <style nonce="${nonce}">
          ${new Html(styles)}
          ${new Html(liveStyles)}
        </style>
      </head>
      <body data-now="${moment.nowMs}">
        <main>
          <header>
            <div id="part-heading" aria-live="polite">${partsOf.heading(moment)}</div>
            ${part("when")}
          </header>
          <div id="lost" class="alert" role="alert" hidden>
            <b>No connection since <span id="lost-at"></span>.</b> This page shows what was true
            then, and tries again by itself. If the dashboard was stopped, start it again and open
            the link that it prints.
          </div>
          <noscript>
            <p class="alert">
              Without JavaScript this page does not move: reload it to look again.
            </p>
          </noscript>
          ${part("failure")} ${part("course")} ${part("sentence")}
          <div class="columns">
            <div>${part("pictures")}</div>
            <div>${part("drain")} ${part("next")} ${part("holder")} ${part("forwards")}</div>
          </div>
          ${part("traffic")} ${part("names")} ${part("fleets")} ${part("notes")}
        </main>
        <footer>
          <p>
            Live page of ${stack}, made by <code>${bluegreen("dashboard", stack)}</code>. It changes
            nothing.
          </p>
        </footer>
        <script nonce="${nonce}">
          ${new Html(script)};
        </script>
      </body>
    </html> `;
  return `${page.text.trim()}\n`;
}

const titleOf = ({ view: { heading, stack } }: Moment) => `${stack}: ${heading}`;

/** What a page that is open is sent. */
export interface LiveEvent {
  nowMs: number;
  /** When what it shows was read. */
  seenMs: number;
  title: string;
  parts: Record<PartName, string>;
}

export function liveEvent(moment: Moment): LiveEvent {
  const names = Object.keys(partsOf) as PartName[];
  const parts = names.map((name) => [name, partsOf[name](moment)?.text ?? ""] as const);
  return {
    ...{ nowMs: moment.nowMs, seenMs: moment.view.seenMs, title: titleOf(moment) },
    parts: Object.fromEntries(parts) as LiveEvent["parts"],
  };
}
