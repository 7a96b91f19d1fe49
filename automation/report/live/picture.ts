import { counted } from "../../../config/plural";
import { type Color, colors, otherColor } from "../../../release/state";
import { html, type Html } from "../html";
import type { LiveFleet, LiveName, LiveService } from "./view";

/** The middles of both columns, and the rows of the picture. */
const middle: Record<Color, number> = { blue: 94, green: 276 };
const box = { width: 164, height: 96 };
const rows = { names: 4, edges: 106, fleets: 232, height: 332 };

/**
 * Names, load balancers, fleets and tasks of a service, and what flows between them. `hasOlder`: clients may hold an
 * older answer.
 */
export function picture(service: LiveService, hasOlder: boolean): Html {
  const { name, worker } = service;
  const top = worker ? rows.fleets - 4 : 0;
  const description = [...flowWords(service), ...fleetWords(service)].join("; ");
  return html`<figure class="picture">
    <figcaption>${name}</figcaption>
    <svg
      viewBox="0 ${top} 370 ${rows.height - top}"
      role="img"
      aria-label="${`${name}: ${description}`}"
    >
      ${worker ? null : upper(service, hasOlder)}
      ${colors.map((color) => fleetBox(color, service.fleets[color]))}
    </svg>
  </figure>`;
}

/** What each load balancer does with production's requests, as recorded. */
export function flowWords({ forwards }: LiveService): string[] {
  if (!forwards) return [];
  return colors.map((edge) => `${edge} load balancer: ${targetWords(forwards[edge])}`);
}

export function targetWords(targets: readonly { fleet: Color; percent: number }[]): string {
  const all = targets.map(({ fleet, percent }) => `${percent} % to ${fleet}`);
  return all.join(", ") || "answers 503";
}

function fleetWords({ fleets }: LiveService): string[] {
  return colors.map((color) => `${color} fleet: ${roleWords[fleets[color].role]}`);
}

export const roleWords: Readonly<Record<LiveFleet["role"], string>> = {
  serves: "serves production",
  candidate: "candidate",
  retiring: "stops next",
  stopped: "stopped",
};

/** `2 of 2 tasks healthy`, or what is recorded where nobody was asked. */
export function taskWords({ size, seen }: LiveFleet): string {
  if (!seen) return `${counted(size, "task")} recorded`;
  if (seen.healthy === null) return `${seen.running} of ${counted(seen.wanted, "task")} running`;
  return `${seen.healthy} of ${counted(seen.wanted, "task")} healthy`;
}

function upper(service: LiveService, hasOlder: boolean): Html {
  const { names, forwards } = service;
  const flows = colors.flatMap((edge) =>
    (forwards?.[edge] ?? []).map(({ fleet, percent }) => ({ edge, fleet, percent })),
  );
  return html`${nameLines(service, hasOlder)} ${namesBox(names)}
  ${flows.map(({ edge, fleet, percent }) => flowLine(edge, fleet, percent))}
  ${colors.map((edge) => edgeBox(edge, forwards?.[edge].length === 0))}
  ${flows.map(({ edge, fleet, percent }) => flowShare(edge, fleet, percent))}`;
}

/** Characters that fit. */
const fits = 40;

function namesBox(names: readonly LiveName[]): Html {
  const [first] = names;
  const more = names.length > 1 ? ` +${names.length - 1}` : "";
  const shown = first ? cut(first.name, fits - more.length) : "no name";
  return html`<rect class="box" x="12" y="${rows.names}" width="346" height="34" rx="17" /><text
      class="strong"
      x="185"
      y="${rows.names + 22}"
      >${shown}${more}</text
    >`;
}

const cut = (text: string, most: number) =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text;

/** Where the names lead; dashed to where a client may still go that has an older answer. */
function nameLines({ names, active }: LiveService, hasOlder: boolean): Html[] {
  const isSeen = names.some(({ leadsTo }) => leadsTo !== null);
  const leads = (edge: Color) =>
    isSeen ? names.some(({ leadsTo }) => leadsTo === edge || leadsTo === "mixed") : active === edge;
  const left = active && hasOlder ? otherColor(active) : null;
  return colors.flatMap((edge) => {
    const path = curve([185, rows.names + 34], [middle[edge], rows.edges]);
    if (leads(edge)) return [line(edge, path, 5, "")];
    if (left !== edge) return [];
    const side = edge === "blue" ? "start" : "end";
    const x = edge === "blue" ? 12 : 358;
    return [
      line(edge, path, 2.5, "old"),
      html`<text class="small ${side}" x="${x}" y="${rows.names + 54}">older answers</text>`,
    ];
  });
}

function edgeBox(edge: Color, isClosed: boolean): Html {
  const x = middle[edge] - box.width / 2;
  return html`<g class="${edge}">
    <rect class="box balancer" x="${x}" y="${rows.edges}" width="${box.width}" height="38" rx="8" />
    <text class="strong" x="${middle[edge]}" y="${rows.edges + (isClosed ? 17 : 24)}"
      >${edge} load balancer</text
    >
    ${isClosed ? html`<text class="small" x="${middle[edge]}" y="${rows.edges + 32}">answers 503</text>` : null}
  </g>`;
}

const flowPath = (edge: Color, fleet: Color) =>
  curve([middle[edge], rows.edges + 38], [middle[fleet], rows.fleets]);

function flowLine(edge: Color, fleet: Color, percent: number): Html {
  return line(fleet, flowPath(edge, fleet), 2 + percent / 16, "");
}

/** Near the load balancer, where lines to both fleets are apart. */
function flowShare(edge: Color, fleet: Color, percent: number): Html {
  const isAcross = edge !== fleet;
  const inwards = edge === "blue" ? 1 : -1;
  const x = middle[edge] + inwards * (isAcross ? 44 : -24);
  const y = rows.edges + (isAcross ? 66 : 62);
  return html`<g class="${fleet}">
    <rect class="share" x="${x - 25}" y="${y - 13}" width="50" height="19" rx="9.5" />
    <text class="percent" x="${x}" y="${y + 1}">${percent} %</text>
  </g>`;
}

/** A line, and on it what moves. */
function line(kind: Color, path: string, width: number, more: string): Html {
  return html`<g class="${kind} flow ${more}">
    <path d="${path}" stroke-width="${width.toFixed(1)}" />
    ${more === "" ? html`<path class="moving" d="${path}" stroke-width="${Math.max(1.5, width / 2.5).toFixed(1)}" />` : null}
  </g>`;
}

type Point = readonly [x: number, y: number];

function curve([x, y]: Point, [toX, toY]: Point): string {
  const half = (y + toY) / 2;
  return `M${x},${y}C${x},${half} ${toX},${half} ${toX},${toY}`;
}

function fleetBox(color: Color, fleet: LiveFleet): Html {
  const x = middle[color] - box.width / 2;
  const y = rows.fleets;
  const { role, version } = fleet;
  const isOff = role === "stopped";
  const tasks = isOff && !fleet.seen?.running ? "no tasks" : taskWords(fleet);
  return html`<g class="${color} fleet ${isOff ? "off" : ""}">
    <rect class="box" x="${x}" y="${y}" width="${box.width}" height="${box.height}" rx="10" />
    <text class="strong" x="${middle[color]}" y="${y + 20}">${color} fleet</text>
    <text x="${middle[color]}" y="${y + 37}"
      >${version === null ? "no version" : cut(version, 22)}</text
    >
    ${dots(color, fleet)}
    <text class="small" x="${middle[color]}" y="${y + 72}">${tasks}</text>
    <text class="small" x="${middle[color]}" y="${y + 87}">${roleWords[role]}</text>
  </g>`;
}

const mostDots = 10;

/** One for each task that should run: full once it is healthy. Recorded ones are hollow. */
function dots(color: Color, { size, seen }: LiveFleet): Html {
  const all = seen ? Math.max(seen.wanted, seen.running) : size;
  const full = seen ? (seen.healthy ?? seen.running) : 0;
  const shown = Math.min(all, mostDots);
  const first = middle[color] - ((shown - 1) * 13) / 2;
  return html`${Array.from(
    { length: shown },
    (_, index) =>
      html`<circle
        class="${index < full ? "task" : "task waiting"}"
        cx="${first + index * 13}"
        cy="${rows.fleets + 51}"
        r="4.5"
      />`,
  )}`;
}
