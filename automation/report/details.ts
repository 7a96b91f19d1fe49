import { changeWords } from "../record/glance";
import { clockTime, fromTo, grouped, totalOf } from "../record/words";
import { hiddenValue } from "../world/variables";
import { partNames, type ReleaseRecord } from "../record/schema";
import { duration } from "./chart";
import { html, type Html, list, output, paragraphs, section, table } from "./html";

/** The sections below the timeline, each only where it has something to say. */
export function details(record: ReleaseRecord): (Html | null)[] {
  return [
    settings(record),
    nameServers(record),
    drain(record),
    measured(record),
    steps(record),
    checks(record),
    alarms(record),
    notes(record),
    sources(record),
  ];
}

function settings({ services }: ReleaseRecord): Html | null {
  const rows = services.flatMap(({ name, changes }) =>
    changes.map((change) => [name, change.key, ...changeWords(change)]),
  );
  const hidden = services.some(({ changes }) =>
    changes.some(({ from, to }) => from === hiddenValue || to === hiddenValue),
  );
  return section(
    "Changed settings",
    table("Settings that the release changed", {
      head: ["service", "setting", "before", "after"],
      rows,
    }),
    hidden ? html`<p class="muted">Values of variables and secrets are not recorded.</p>` : null,
  );
}

function nameServers({ nameServers: all }: ReleaseRecord): Html | null {
  const rows = all.map(({ at, name, answers }) => [
    name,
    clockTime(at),
    list(
      answers.map(({ server, leadsTo, ttlSeconds, error }) => {
        const ttl = ttlSeconds === null ? "" : `, TTL ${ttlSeconds} s`;
        return `${server}: ${leadsTo === null ? (error ?? "no answer") : led[leadsTo]}${ttl}`;
      }),
      "plain",
    ) ?? "no server",
  ]);
  return section(
    "What each name server answered",
    table("Answers of the authoritative servers, whenever one changed", {
      head: ["name", "at", "answers"],
      rows,
    }),
  );
}

const led = {
  blue: "the blue load balancer",
  green: "the green load balancer",
  origin: "its origin",
  mixed: "addresses that neither load balancer is known to have",
  nowhere: "no address",
} as const;

function drain({ drain: found, outcome }: ReleaseRecord) {
  const { seconds, ttlSeconds, marginSeconds, longRequests } = found;
  if (seconds === null) return null;
  const [left, stopped] =
    outcome === "rolledBack"
      ? ["the candidate's load balancer", "the candidate"]
      : ["the old load balancer", "the old fleet"];
  return section(
    "Drain",
    paragraphs([
      `Clients had ${duration(seconds)} to leave ${left} before ${stopped} stopped: a TTL of ` +
        `${ttlSeconds} s, a margin of ${marginSeconds} s, and the time until it was quiet.`,
      ...longRequests,
    ]),
  );
}

function measured({ comparisons, warmUps, canaries, traffic }: ReleaseRecord): Html | null {
  const ms = (value: number | null) => (value === null ? "" : `${value.toFixed(1)} ms`);
  return section(
    "Measurements",
    table("What the load balancers counted during the release", {
      head: ["fleet", "requests", "5xx", "p50", "p90", "p99"],
      rows: traffic.map(({ service, color, minutes, p50Ms, p90Ms, p99Ms }) => [
        `${service} ${color}`,
        ...[totalOf(minutes, "requests"), totalOf(minutes, "errors")].map(grouped),
        ...[p50Ms, p90Ms, p99Ms].map(ms),
      ]),
      numbers: [1, 2, 3, 4, 5],
    }),
    table("Comparison with what served before", {
      head: ["request", "before", "after", "result"],
      rows: comparisons.map(({ service, request, oldMs, newMs, text }) => [
        `${service} ${request}`,
        ms(oldMs),
        ms(newMs),
        text,
      ]),
      numbers: [1, 2],
    }),
    list([
      ...warmUps.map(({ service, text }) => `Warm-up of ${service}: ${text}`),
      ...canaries.map(({ text }) => text),
    ]),
  );
}

function steps({ steps: all, ups, outcome }: ReleaseRecord): Html | null {
  const isCut = (index: number) => outcome === "paused" && index === all.length - 1;
  const rows = all.map(({ name, seconds, failed, waits }, index) => [
    `${failed && !isCut(index) ? "✘ " : ""}${name}${failed && isCut(index) ? " (not finished)" : ""}`,
    seconds === null ? "not ended" : duration(seconds),
    list(
      waits.map(({ what, seconds: took, reasons }) => {
        const because = reasons.length > 0 ? `: ${reasons.join("; ")}` : "";
        return `${duration(took)} for ${what}${because}`;
      }),
      "plain",
    ) ?? "",
  ]);
  const took = ups.map(({ verb, seconds, result }) => [
    verb,
    seconds === null ? "not ended" : duration(seconds),
    result,
  ]);
  const hasWaited = all.some(({ waits }) => waits.length > 0);
  return section(
    "Steps",
    table("What the deployer did", {
      head: ["step", "took", ...(hasWaited ? ["waited"] : [])],
      rows: hasWaited ? rows : rows.map((row) => row.slice(0, 2)),
      numbers: [1],
    }),
    table("Pulumi's updates", { head: ["update", "took", "result"], rows: took, numbers: [1] }),
  );
}

function checks({ tests, hooks }: ReleaseRecord): Html | null {
  const line = (name: string, one: { ok: boolean; seconds: number; reason: string }) =>
    `${one.ok ? "✔" : "✘"} ${name} (${duration(one.seconds)})${one.ok ? "" : `: ${one.reason}`}`;
  return section(
    "Tests and hooks",
    list(
      [
        ...tests.map((one) => output(line(one.name, one), one.output)),
        ...hooks.map((one) => output(line(`${one.hook} of ${one.service}`, one), one.output)),
      ],
      "plain",
    ),
  );
}

function alarms({ alarms: all }: ReleaseRecord): Html | null {
  const rows = all.map(({ at, name, state, reason }) => [name, clockTime(at), state, reason]);
  return section(
    "Alarms",
    table("Alarms whenever their state changed, beginning with the first look", {
      head: ["alarm", "at", "state", "reason"],
      rows,
    }),
  );
}

function notes({ notes: all }: ReleaseRecord): Html | null {
  return section(
    "What the deployer said",
    list(
      all.map(
        ({ at, kind, text }) =>
          html`<span class="said">${clockTime(at)} ${kind === "warning" ? "! " : ""}${text}</span>`,
      ),
      "plain",
    ),
  );
}

const partWords: Readonly<Record<(typeof partNames)[number], string>> = {
  ups: "Pulumi's updates",
  definitions: "definitions",
  shares: "shares",
  steps: "steps and waits",
  nameServers: "name servers",
  alarms: "alarms",
  tests: "tests",
  hooks: "hooks",
  comparisons: "comparisons",
  warmUps: "warm-ups",
  canaries: "canaries",
  drain: "drain",
  traffic: "requests",
  bill: "what it cost",
};

/** What rests on less than a deployer that was there all along. */
function sources({ release, sources: from, resumedAt, unwatched }: ReleaseRecord): Html | null {
  if (release === null) return null;
  const parts = (fits: (one: readonly string[]) => boolean) =>
    partNames.filter((name) => fits(from[name])).map((name) => partWords[name]);
  const fromHistory = parts((one) => one.includes("history"));
  const unknown = parts((one) => one.length === 0);
  const resumed =
    resumedAt === null
      ? []
      : [
          `This release was resumed at ${clockTime(resumedAt)}.`,
          ...unwatched.map(
            (one) =>
              `What happened ${fromTo(one)} is known from Pulumi's history alone: no steps, waits, tests or alarms.`,
          ),
        ];
  const lines = [
    ...resumed,
    ...(fromHistory.length > 0 ? [`From Pulumi's history: ${fromHistory.join(", ")}.`] : []),
    ...(unknown.length > 0 ? [`Not known: ${unknown.join(", ")}.`] : []),
  ];
  return section("What this page is based on", paragraphs(lines));
}
