/** Of the page: light, dark and printed, from a phone on. */
export const styles = `
:root { color-scheme: light dark;
  --text: #1b2330; --muted: #536072; --page: #f5f7fa; --card: #ffffff; --rule: #dde3ea;
  --blue: #1f5fd0; --green: #15753a; --neutral: #6b7686; --bad: #b3141f; --bad-back: #fdecec;
  --tone-0: #e9eef5; --tone-1: #f6f8fb; }
@media screen and (prefers-color-scheme: dark) { :root {
  --text: #e5eaf1; --muted: #a3b0c0; --page: #10141a; --card: #181e27; --rule: #2d3643;
  --blue: #7eb0ff; --green: #5bd48a; --neutral: #93a0b1; --bad: #ff8a8a; --bad-back: #3a1a1d;
  --tone-0: #222b37; --tone-1: #1a212b; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); overflow-wrap: anywhere;
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
main, footer { max-width: 68rem; margin: 0 auto; padding: 1.25rem; }
h1 { font-size: 1.45rem; line-height: 1.3; margin: 0; }
h2 { font-size: 1.05rem; margin: 0 0 .6rem; }
p { margin: .25rem 0; }
section { margin-top: 1.5rem; padding: 1rem 1.1rem; background: var(--card);
  border: 1px solid var(--rule); border-radius: .6rem; }
.when, .muted, caption, footer { color: var(--muted); }
.bad { color: var(--bad); }
ul, ol { margin: .3rem 0; padding-left: 1.2rem; }
td ul.plain { margin: 0; }
ul.plain, ul.legend, ol.phases { list-style: none; padding: 0; }
.card code, p code { padding: 0 .25rem; background: var(--tone-0); border-radius: .25rem; }
.said { white-space: pre-wrap; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 1rem;
  padding: 0; background: none; border: 0; }
.card { padding: 1rem 1.1rem; background: var(--card); border: 1px solid var(--rule); border-radius: .6rem; }
.card h2 { color: var(--muted); font-size: .9rem; font-weight: 600; margin-bottom: .3rem; }
figure { margin: 0 0 1.4rem; }
section > :last-child { margin-bottom: 0; }
figcaption { font-weight: 600; }
.legend, .phases { display: flex; flex-wrap: wrap; gap: .1rem 1rem; font-size: .87rem; }
.key { display: inline-block; width: 1.4rem; margin-right: .4rem; vertical-align: middle;
  border-top: 2px solid currentColor; }
.key.dashed { border-top-style: dashed; }
.key.area { border-top-width: .6rem; opacity: .75; }
.key.bars { width: .3rem; border-top-width: .7rem; }
.blue { color: var(--blue); } .green { color: var(--green); }
.neutral { color: var(--neutral); } .failed { color: var(--bad); }
.plot { position: relative; height: 11rem; margin: .4rem 0 1.6rem 3.4rem; }
.field { position: absolute; inset: 0; border: solid var(--rule); border-width: 0 0 1px 1px; overflow: hidden; }
.field svg { position: absolute; inset: 0; width: 100%; height: 100%; }
.behind { position: absolute; top: 0; bottom: 0; }
.tone-0 { background: var(--tone-0); } .tone-1 { background: var(--tone-1); }
.band.bad, .behind.bad, .swatch.bad { background: var(--bad-back); }
.side span, .times span { position: absolute; color: var(--muted); font-size: .78rem; white-space: nowrap; }
.side span { right: 100%; margin-right: .4rem; transform: translateY(50%); }
.times span { top: 100%; transform: translateX(-50%); margin-top: .2rem; }
.line { fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; }
.line.dashed { stroke-dasharray: 5 4; stroke-width: 1.5; }
.fill { fill: currentColor; opacity: .16; }
.bars, .marks { fill: none; stroke: currentColor; stroke-width: 4; }
.marks { opacity: .3; }
.strip.aligned { margin-left: 3.4rem; }
.strip { position: relative; height: 2rem; border: 1px solid var(--rule); border-radius: .3rem; overflow: hidden; }
.strip .band { position: absolute; top: 0; bottom: 0; padding: .3rem .4rem; font-size: .82rem;
  white-space: nowrap; overflow: hidden; text-overflow: ellipsis; border-right: 1px solid var(--rule); }
.swatch { display: inline-block; width: .8rem; height: .8rem; margin-right: .35rem; border: 1px solid var(--rule); vertical-align: -1px; }
table { width: 100%; border-collapse: collapse; margin: .4rem 0 1rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-size: .87rem; padding-bottom: .2rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .9rem .35rem 0; border-bottom: 1px solid var(--rule); }
th { color: var(--muted); font-weight: 600; font-size: .87rem; overflow-wrap: normal; }
.number { text-align: right; white-space: nowrap; }
summary { cursor: pointer; }
pre { margin: .4rem 0; padding: .6rem .8rem; background: var(--tone-0); border-radius: .4rem; white-space: pre-wrap; font-size: .85rem; }
footer { padding-top: 0; font-size: .87rem; }
footer pre { color: var(--text); }
@media (min-width: 641px) { td:first-child { min-width: 13rem; } }
@media (max-width: 640px) {
  main, footer { padding: .8rem; }
  section { padding: .8rem; margin-top: 1rem; }
  .plot { height: 9rem; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { display: block; padding: .5rem 0; border-bottom: 1px solid var(--rule); }
  td { display: grid; grid-template-columns: 6.5rem 1fr; gap: .6rem; border: 0; padding: .1rem 0; }
  td.number { text-align: left; }
  td::before { content: attr(data-head); color: var(--muted); }
  td.none { display: none; }
}
@media print {
  :root { --page: #fff; --card: #fff; --text: #000; --muted: #444; --rule: #bbb; }
  body { font-size: 11pt; }
  section, .card { break-inside: avoid-page; }
  .tone-0, .tone-1, .bad, .fill, .swatch { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
`;
