/** docs/six-steps.svg: the picture of a release in the README, a panel for each step. */

type Side = "blue" | "green";

interface Panel {
  title: string;
  /** What happens, in a line below the picture. */
  caption: string;
  /** Version that each fleet runs; null: it has no task. */
  fleets: Record<Side, string | null>;
  /** Where the names lead; absent: the name does not exist. */
  production: Side;
  test?: Side;
  tested?: true;
  /** Blue's load balancer forwards to green's fleet. */
  forwards?: true;
}

const panels: readonly Panel[] = [
  {
    title: "Start green",
    caption: "instances and tasks, beside the running blue",
    fleets: { blue: "v1", green: "" },
    production: "blue",
  },
  {
    title: "Deploy the image",
    caption: "pinned by digest, until every target is healthy",
    fleets: { blue: "v1", green: "v2" },
    production: "blue",
  },
  {
    title: "Point the test name",
    caption: "until every name server answers it",
    fleets: { blue: "v1", green: "v2" },
    production: "blue",
    test: "green",
  },
  {
    title: "Run the tests",
    caption: "if one fails, green stops; no user was affected",
    fleets: { blue: "v1", green: "v2" },
    production: "blue",
    test: "green",
    tested: true,
  },
  {
    title: "Switch production",
    caption: "blue still serves whoever holds its address",
    fleets: { blue: "v1", green: "v2" },
    production: "green",
    test: "green",
  },
  {
    title: "Drain, then stop blue",
    caption: "after the DNS TTL; late clients are forwarded",
    fleets: { blue: null, green: "v2" },
    production: "green",
    forwards: true,
  },
];

const [width, height, gap] = [340, 236, 14];
const center: Record<Side, number> = { blue: 88, green: 252 };
const y = { title: 30, names: 52, balancers: 108, fleets: 166, caption: 221 };

/** `light-dark()` is too young for many viewers of SVG; a media query is not. */
const style = `
    :root { --card: #f6f8fa; --line: #d0d7de; --text: #1f2328; --soft: #59636e; --blue: #0969da; --green: #1a7f37; --on: #ffffff }
    @media (prefers-color-scheme: dark) {
      :root { --card: #151b23; --line: #3d444d; --text: #f0f6fc; --soft: #9198a1; --blue: #4493f8; --green: #3fb950; --on: #0d1117 }
    }
    text { font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; fill: var(--text); text-anchor: middle }
    .title { font-weight: 600; font-size: 15px; text-anchor: start }
    .caption { fill: var(--soft); font-size: 12px }
    .card { fill: var(--card); stroke: var(--line) }
    .name { fill: none; stroke: var(--soft) }
    .blue { fill: none; stroke: var(--blue); stroke-width: 1.5 }
    .green { fill: none; stroke: var(--green); stroke-width: 1.5 }
    .task-blue { fill: var(--blue) }
    .task-green { fill: var(--green) }
    .task { fill: var(--on); font-weight: 600; font-size: 12px }
    .starting { stroke-dasharray: 3 3 }
    .arrow { fill: none; stroke: var(--text); stroke-width: 1.5; marker-end: url(#head) }
    .soft { stroke-dasharray: 4 3 }
    .head { fill: var(--text) }`;

export function sixStepsSvg(): string {
  const cards = panels.map((panel, index) => {
    const left = gap / 2 + (index % 3) * (width + gap);
    const top = gap / 2 + Math.floor(index / 3) * (height + gap);
    return `  <g transform="translate(${left} ${top})">\n${drawn(panel, index + 1)}\n  </g>`;
  });
  const box = `0 0 ${3 * (width + gap)} ${2 * (height + gap)}`;
  const told = panels.map(({ title, caption }, index) => `${index + 1}. ${title}: ${caption}.`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}" role="img" aria-labelledby="title desc">
  <title id="title">The six steps of a release</title>
  <desc id="desc">${told.join(" ")}</desc>
  <style>${style}
  </style>
  <defs>
    <marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
      <path class="head" d="M0 0 8 4 0 8z" />
    </marker>
  </defs>
${cards.join("\n")}
</svg>
`;
}

function drawn(panel: Panel, number: number): string {
  const { title, caption, production, test, tested, forwards } = panel;
  const parts = [
    `<rect class="card" width="${width}" height="${height}" rx="8" />`,
    `<text class="title" x="16" y="${y.title}">${number}  ${title}</text>`,
    ...box("name", "production", center.blue, y.names, 104),
    arrow(center.blue, y.names + 26, production === "blue" ? center.blue : 205, y.balancers),
    ...(test ? [...box("name", tested ? "test ✓" : "test", center.green, y.names, 64)] : []),
    ...(test ? [arrow(center.green, y.names + 26, center[test], y.balancers)] : []),
    ...box("blue", "blue load balancer", center.blue, y.balancers, 148),
    ...box("green", "green load balancer", center.green, y.balancers, 148),
    forwards
      ? arrow(center.blue, y.balancers + 26, center.green - 30, y.fleets, "soft")
      : arrow(center.blue, y.balancers + 26, center.blue, y.fleets),
    ...(panel.fleets.green ? [arrow(center.green, y.balancers + 26, center.green, y.fleets)] : []),
    ...fleet("blue", panel.fleets.blue),
    ...fleet("green", panel.fleets.green),
    `<text class="caption" x="${width / 2}" y="${y.caption}">${caption}</text>`,
  ];
  return parts.map((part) => `    ${part}`).join("\n");
}

function box(kind: string, text: string, middle: number, top: number, wide: number): string[] {
  const rect = `x="${middle - wide / 2}" y="${top}" width="${wide}" height="26" rx="6"`;
  return [`<rect class="${kind}" ${rect} />`, `<text x="${middle}" y="${top + 17}">${text}</text>`];
}

function arrow(x1: number, y1: number, x2: number, y2: number, kind = ""): string {
  const name = ["arrow", kind].filter(Boolean).join(" ");
  return `<path class="${name}" d="M${x1} ${y1} L${x2} ${y2 - 2}" />`;
}

/** Two tasks; only outlined while they have no version yet. */
function fleet(side: Side, version: string | null): string[] {
  if (version === null) return [];
  return [-28, 28].flatMap((offset) => {
    const middle = center[side] + offset;
    const rect = `x="${middle - 20}" y="${y.fleets}" width="40" height="28" rx="5"`;
    return version === ""
      ? [`<rect class="${side} starting" ${rect} />`]
      : [
          `<rect class="task-${side}" ${rect} />`,
          `<text class="task" x="${middle}" y="${y.fleets + 18}">${version}</text>`,
        ];
  });
}
