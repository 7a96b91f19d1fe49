import { counted } from "../../../config/plural";
import { otherColor } from "../../../release/state";
import { clockTime, dateTime } from "../../record/words";
import { chart, strip } from "../chart";
import { html, type Html, list, paragraphs, section, table } from "../html";
import { chartsOf } from "../traffic";
import { commandsIn } from "./commands";
import { picture, roleWords, targetWords, taskWords } from "./picture";
import type { LiveName, LiveService, LiveView, Moment } from "./view";

const iso = (ms: number) => new Date(ms).toISOString();

/** `12:05:59 UTC` */
const clock = (ms: number) => clockTime(iso(ms));

/** The parts of the page, each of which is sent again when it has changed. */
export const partsOf = {
  /** The phase; read out when it changes. */
  heading: ({ view }: Moment): Html => html`<h1>${view.heading}</h1>`,
  when: ({ view, nowMs }: Moment): Html => {
    const { stack, revision, seenMs } = view;
    return html`<p class="when">
      ${stack}, revision ${revision}, read at ${clock(seenMs)}
      (${ticking("since", seenMs, ago(nowMs - seenMs))})
    </p>`;
  },
  sentence: ({ view: { sentence, heading } }: Moment): Html | null => {
    const said = capital(sentence);
    return said === `${heading}.` ? null : html`<p class="lead">${said}</p>`;
  },
  failure: ({ view, failure }: Moment): Html | null => failed(view, failure),
  course: ({ view }: Moment): Html | null => course(view),
  pictures: ({ view }: Moment): Html | null => pictures(view),
  next: ({ view }: Moment): Html | null => next(view),
  drain: (moment: Moment): Html | null => drain(moment),
  holder: ({ view }: Moment): Html | null => holder(view),
  traffic: ({ view }: Moment): Html | null => traffic(view),
  names: ({ view }: Moment): Html | null => names(view),
  forwards: ({ view }: Moment): Html | null => forwards(view),
  fleets: ({ view }: Moment): Html | null => fleets(view),
  notes: ({ view }: Moment): Html | null => section("Also", list(view.notes)),
} satisfies Record<string, (moment: Moment) => Html | null>;

const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

export type PartName = keyof typeof partsOf;

/** A text that the page's script keeps true while time passes. */
function ticking(what: "since" | "until", ms: number, text: string): Html {
  return html`<time datetime="${iso(ms)}" data-${what}="${ms}">${text}</time>`;
}

const ago = (ms: number) => `${Math.max(0, Math.round(ms / 1000))} s ago`;

function failed({ seenMs }: LiveView, failure: Moment["failure"]): Html | null {
  if (!failure) return null;
  const { atMs, found, reasons, next: command } = failure;
  return html`<section class="alert">
    <h2>The last look failed, at ${clock(atMs)}</h2>
    <p class="said">${found}</p>
    ${list(reasons)} ${command === null ? null : commands(command)}
    <p>What follows was true at ${clock(seenMs)}. The page goes on looking.</p>
  </section>`;
}

function course({ release }: LiveView): Html | null {
  if (!release) return null;
  return html`<ol class="course" aria-label="The way of this release">
    ${release.course.map(
      ({ name, is }) =>
        html`<li class="${is}" ${is === "now" ? html`aria-current="step"` : ""}>${name}</li>`,
    )}
  </ol>`;
}

function pictures({ services, drain: leaving, notAsked, seenMs }: LiveView): Html | null {
  if (services.length === 0) return null;
  const older = leaving && leaving.untilMs > seenMs ? leaving.services : [];
  const how =
    notAsked === null
      ? "Shares are as recorded. Names are what the name servers answer, tasks what ECS and the load balancers report."
      : `As recorded; AWS was not asked: ${notAsked}`;
  return section(
    "What flows where",
    html`<div class="pictures">
      ${services.map((one) => picture(one, older.includes(one.name)))}
    </div>`,
    html`<p class="muted">${how}</p>`,
  );
}

function next({ next: command }: LiveView): Html | null {
  return section("What to run next", commands(command));
}

/** Each command by itself, with the words before it, ready to copy. */
function commands(text: string): Html {
  return html`<ul class="plain commands">
    ${commandsIn(text).map(
      ({ words, command }) =>
        html`<li>
          ${words === "" ? null : html`<span>${words}</span>`}
          ${
            command === null
              ? null
              : html`<span class="command"
                  ><code>${command}</code
                  ><button class="copy" type="button" data-copy="${command}" hidden>
                    Copy<span class="unseen"> ${command}</span>
                  </button></span
                >`
          }
        </li>`,
    )}
  </ul>`;
}

function drain({ view: { drain: leaving, release }, nowMs }: Moment): Html | null {
  if (!leaving) return null;
  const { fromMs, untilMs, ttlSeconds, marginSeconds, services } = leaving;
  const leftMs = untilMs - nowMs;
  const whose = `Clients of ${services.join(", ")} that keep to the TTL`;
  const who = release?.phase === "returning" ? "the candidate" : "the old fleet";
  const quiet = "the load balancer that they leave is quiet";
  return section(
    "Drain",
    html`<p class="countdown">
      ${ticking("until", untilMs, leftMs > 0 ? `${Math.ceil(leftMs / 1000)} s` : "over")}
    </p>`,
    html`<div class="bar" aria-hidden="true">
      <div data-from="${fromMs}" data-to="${untilMs}"></div>
    </div>`,
    paragraphs([
      leftMs > 0
        ? `${whose} may hold the older address until ${clock(untilMs)}: a TTL of ${ttlSeconds} s and a margin of ${marginSeconds} s. Then ${who} stops, once ${quiet}.`
        : `${whose} had left by ${clock(untilMs)}. Next, the deployer stops ${who}, once ${quiet}.`,
    ]),
  );
}

function holder({ release }: LiveView): Html | null {
  if (!release) return null;
  const { id, owner, ownerIs, startedAt, lock, phase } = release;
  const held = html`<b>${owner}</b>${ownerIs === null ? "" : `, ${ownerIs}`}`;
  return section(
    "Who holds it",
    html`<p>${held}</p>`,
    html`<p class="muted">
      Release ${id} since ${dateTime(startedAt)}, phase <code>${phase}</code>
    </p>`,
    lock === null ? null : html`<p class="muted">Pulumi's lock: ${lock}</p>`,
  );
}

function traffic({ traffic: { services, bands, fromMs, toMs, remarks } }: LiveView): Html | null {
  const frame = { fromMs, toMs, bands };
  const charts = services.flatMap(chartsOf).map((one) => chart(one, frame));
  const drawn = charts.filter((one) => one !== null);
  return section(
    "Requests and latency",
    drawn.length > 0 ? strip(frame, true) : null,
    ...drawn,
    paragraphs(remarks),
  );
}

function names({ services, drain: leaving, isMoving, seenMs }: LiveView): Html | null {
  const holds = ({ name, active }: LiveService) => {
    if (isMoving) return "possibly";
    return leaving && active && leaving.services.includes(name) && leaving.untilMs > seenMs
      ? `the ${otherColor(active)} one, until ${clock(leaving.untilMs)}`
      : "no";
  };
  const rows = services.flatMap((service) =>
    service.names.map((one) => [
      one.isPrivate ? `${one.name} (inside)` : one.name,
      service.active === null ? "nowhere" : `the ${service.active} load balancer`,
      leads(one),
      holds(service),
    ]),
  );
  return section(
    "Names",
    table("Where production's names lead", {
      head: ["name", "recorded", "name servers answer", "clients may hold an older answer"],
      rows,
    }),
  );
}

function leads({ leadsTo }: LiveName): string {
  if (leadsTo === null) return "not asked";
  return {
    blue: "the blue load balancer",
    green: "the green load balancer",
    origin: "its origin",
    mixed: "not all the same, or unknown addresses",
    nowhere: "no address",
  }[leadsTo];
}

function forwards({ services }: LiveView): Html | null {
  const rows = services.flatMap(({ name, forwards: to }) =>
    to ? [[name, targetWords(to.blue), targetWords(to.green)]] : [],
  );
  return section(
    "Load balancers",
    table("Where each load balancer forwards production's requests, as recorded", {
      head: ["service", "blue", "green"],
      rows,
    }),
  );
}

function fleets({ services, others }: LiveView): Html | null {
  const rows = [...services, ...others].flatMap(({ name, fleets: both }) =>
    (["blue", "green"] as const)
      .map((color) => ({ color, ...both[color] }))
      .filter(({ role, size }) => role !== "stopped" || size > 0)
      .map((fleet) => [
        `${name} ${fleet.color}`,
        fleet.version ?? "no version",
        roleWords[fleet.role],
        counted(fleet.size, "task"),
        fleet.seen ? taskWords(fleet) : "not asked",
      ]),
  );
  return section(
    "Fleets",
    table("Fleets that have tasks, of every service", {
      head: ["fleet", "version", "role", "recorded", "observed"],
      rows,
    }),
  );
}
