import { html, type Html } from "./html";
import type { Band } from "./bands";

/** One line or area; values by their times, null where there is none. */
export interface Series {
  name: string;
  /** A class of the page's styles, which gives it its color. */
  kind: string;
  points: readonly (readonly [atMs: number, value: number | null])[];
  shape: "area" | "line" | "dashed" | "bars";
}

export interface Chart {
  title: string;
  /** Such as ` ms`, after the numbers at the side. */
  unit: string;
  series: readonly Series[];
}

/** What all charts of a page share: their time, and the parts of the release behind them. */
export interface Frame {
  fromMs: number;
  toMs: number;
  bands: readonly Band[];
}

const height = 100;
const width = 1000;

/** A chart that needs no script: lines in SVG that stretch with the page, and texts in HTML that don't. */
export function chart({ title, unit, series }: Chart, frame: Frame): Html | null {
  const values = series.flatMap(({ points }) => points.flatMap(([, value]) => value ?? []));
  if (values.length === 0) return null;
  const top = roundedUp(Math.max(...values, 1e-9));
  const ticks = [0, top / 2, top];
  return html`<figure>
    <figcaption>${title}</figcaption>
    ${legend(series)}
    <div class="plot" role="img" aria-label="${described(title, unit, series)}">
      <div class="side" aria-hidden="true">
        ${ticks.map(
          (value) =>
            html`<span style="bottom:${(value / top) * 100}%">${number(value)}${unit}</span>`,
        )}
      </div>
      <div class="field">
        ${frame.bands.map((band, index) => behind(band, index, frame))}
        <svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" aria-hidden="true">
          ${series.map((one) => drawn(one, top, frame))}
        </svg>
      </div>
      ${timeAxis(frame)}
    </div>
  </figure>`;
}

/** The named parts of the release as one strip, with what each took. */
export function strip(frame: Frame, aboveCharts: boolean): Html | null {
  if (frame.bands.length === 0) return null;
  return html`<figure>
    <div class="strip ${aboveCharts ? "aligned" : ""}" aria-hidden="true">
      ${frame.bands.map((band, index) => {
        const name = share(band, frame) > 7 ? band.name : "";
        return html`<div
          class="band ${tone(index, band)}"
          style="${place(band, frame)}"
          title="${band.name}"
        >
          ${name}
        </div>`;
      })}
    </div>
    <ol class="phases">
      ${frame.bands.map(
        (band, index) =>
          html`<li>
            <span class="swatch ${tone(index, band)}"></span>${band.name}
            <b>${duration((band.toMs - band.fromMs) / 1000)}</b>${endOf(band)}
          </li>`,
      )}
    </ol>
  </figure>`;
}

const endOf = ({ failed, cut }: Band) => (failed ? " failed" : cut ? ", not finished" : "");

function legend(series: readonly Series[]): Html {
  return html`<ul class="legend">
    ${series.map(
      ({ name, kind, shape }) =>
        html`<li class="${kind}"><span class="key ${shape}"></span>${name}</li>`,
    )}
  </ul>`;
}

/** For people who hear the page. */
function described(title: string, unit: string, series: readonly Series[]): string {
  const each = series.map(({ name, points }) => {
    const values = points.flatMap(([, value]) => value ?? []);
    const most = values.length > 0 ? `${number(Math.max(...values))}${unit} at most` : "nothing";
    return `${name}: ${most}`;
  });
  return `${title}; ${each.join(", ")}`;
}

function behind(band: Band, index: number, frame: Frame): Html {
  return html`<div class="behind ${tone(index, band)}" style="${place(band, frame)}"></div>`;
}

function tone(index: number, { failed }: Band): string {
  return failed ? "bad" : `tone-${index % 2}`;
}

function place(band: Band, { fromMs, toMs }: Frame): string {
  const at = (ms: number) => Math.min(1, Math.max(0, (ms - fromMs) / (toMs - fromMs))) * 100;
  return `left:${at(band.fromMs).toFixed(3)}%;width:${(at(band.toMs) - at(band.fromMs)).toFixed(3)}%`;
}

function share({ fromMs, toMs }: Band, frame: Frame): number {
  return ((toMs - fromMs) / (frame.toMs - frame.fromMs)) * 100;
}

function drawn({ kind, points, shape }: Series, top: number, { fromMs, toMs }: Frame): Html {
  const x = (atMs: number) => (((atMs - fromMs) / (toMs - fromMs)) * width).toFixed(1);
  const y = (value: number) => (height - (value / top) * height).toFixed(2);
  if (shape === "bars") {
    const found = points.filter(([, value]) => value);
    const bars = found.map(([atMs, value]) => `M${x(atMs)},${height}V${y(value!)}`);
    // However few there are, their time is marked.
    const marks = found.map(([atMs]) => `M${x(atMs)},${height}V0`);
    return html`<path
        class="marks ${kind}"
        d="${marks.join("")}"
        vector-effect="non-scaling-stroke"
      />
      <path class="bars ${kind}" d="${bars.join("")}" vector-effect="non-scaling-stroke" />`;
  }
  const runs = runsOf(points);
  // A value without neighbors is a dot: a line of no length with round ends.
  const line = runs.map((run) => {
    const [first, ...rest] = run.map(([atMs, value]) => `${x(atMs)},${y(value)}`);
    return `M${[first, ...(rest.length > 0 ? rest : [first])].join("L")}`;
  });
  const under = runs.map(
    (run, index) => `${line[index]}L${x(run.at(-1)![0])},${height}L${x(run[0]![0])},${height}Z`,
  );
  const fill = shape === "area" ? html`<path class="fill ${kind}" d="${under.join("")}" />` : null;
  return html`${fill}<path
      class="line ${shape} ${kind}"
      d="${line.join("")}"
      vector-effect="non-scaling-stroke"
    />`;
}

/** Stretches without a gap. */
function runsOf(points: Series["points"]): [number, number][][] {
  const runs: [number, number][][] = [[]];
  for (const [atMs, value] of points) {
    if (value === null) runs.push([]);
    else runs.at(-1)!.push([atMs, value]);
  }
  return runs.filter((run) => run.length > 0);
}

const mostTicks = 5;

function timeAxis({ fromMs, toMs }: Frame): Html {
  const seconds = (toMs - fromMs) / 1000;
  const step = tickSeconds.find((one) => seconds / one <= mostTicks) ?? tickSeconds.at(-1)!;
  const count = Math.floor(seconds / step);
  const ticks = Array.from({ length: count + 1 }, (_, index) => index * step);
  return html`<div class="times" aria-hidden="true">
    ${ticks.map(
      (at) =>
        html`<span style="left:${((at / seconds) * 100).toFixed(2)}%"
          >${at === 0 ? "0" : short(at)}</span
        >`,
    )}
  </div>`;
}

const tickSeconds = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21_600, 86_400];

function short(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${seconds / 60} min` : `${seconds / 3600} h`;
}

/** `7.2 s` below a minute, `2 min 05 s` above. */
export function duration(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
}

function roundedUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 5, 10].map((one) => one * power).find((one) => one >= value)!;
}

function number(value: number): string {
  return new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 }).format(value);
}
