import { printable } from "../world/printable";

/** Text that is HTML already; everything else is escaped where it is put in. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = Html | string | number | Part[] | null;

/**
 * HTML from a template: every value in it is escaped, unless it is HTML itself. The line breaks of the template are
 * spaces.
 */
export function html(strings: TemplateStringsArray, ...values: Part[]): Html {
  return new Html(
    strings.reduce(
      (all, text, index) =>
        `${all}${partOf(values[index - 1] ?? null)}${text.replace(/\s*\n\s*/g, " ")}`,
    ),
  );
}

function partOf(value: Part): string {
  if (value === null) return "";
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(partOf).join("");
  return escaped(`${value}`);
}

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return printable(text).replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}

/** A part of a page under its heading; nothing where it has nothing to say. */
export function section(title: string, ...content: (Html | null)[]): Html | null {
  const found = content.filter((one) => one !== null);
  if (found.length === 0) return null;
  return html`<section>
    <h2>${title}</h2>
    ${found}
  </section>`;
}

export function paragraphs(lines: readonly string[]): Html | null {
  return lines.length > 0
    ? new Html(lines.map((line) => html`<p>${prose(line)}</p>`.text).join(""))
    : null;
}

/** What stands between backticks is code. */
function prose(text: string): Html[] {
  return text
    .split("`")
    .map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
}

export function list(lines: readonly (string | Html)[], kind = ""): Html | null {
  if (lines.length === 0) return null;
  return html`<ul class="${kind}">
    ${lines.map((line) => html`<li>${line}</li>`)}
  </ul>`;
}

export interface Table {
  head: readonly string[];
  rows: readonly (readonly (string | Html)[])[];
  /** Columns of numbers, which are aligned to the right. */
  numbers?: readonly number[];
}

/** On a narrow screen each row becomes a block of its own, with the heads as labels. Empty: null. */
export function table(caption: string, { head, rows, numbers = [] }: Table): Html | null {
  if (rows.length === 0) return null;
  const kind = (column: number) => (numbers.includes(column) ? "number" : "");
  // The roles that elements lose when they are laid out as blocks.
  const shown = (cell: string | Html, column: number) => (cell === "" ? "none" : kind(column));
  return html`<table role="table">
    <caption>
      ${caption}
    </caption>
    <thead role="rowgroup">
      <tr role="row">
        ${head.map(
          (cell, column) =>
            html`<th role="columnheader" scope="col" class="${kind(column)}">${cell}</th>`,
        )}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows.map(
        (row) =>
          html`<tr role="row">
            ${row.map(
              (cell, column) =>
                html`<td
                  role="cell"
                  class="${shown(cell, column)}"
                  data-head="${head[column] ?? ""}"
                >
                  ${cell}
                </td>`,
            )}
          </tr> `,
      )}
    </tbody>
  </table>`;
}

/** Long output that is folded away. */
export function output(title: string | Html, text: string): Html {
  if (text.trim() === "") return html`${title}`;
  return html`<details>
    <summary>${title}</summary>
    <pre tabindex="0">${text.trimEnd()}</pre>
  </details>`;
}
