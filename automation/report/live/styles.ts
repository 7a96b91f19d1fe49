/** What the live page has beside the styles of the report. */
export const liveStyles = `
[hidden] { display: none !important; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
header { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: .2rem 1.5rem; }
.alert { margin: 1rem 0 0; padding: .8rem 1.1rem; color: var(--text); background: var(--bad-back);
  border: 1px solid var(--bad); border-radius: .6rem; }
.alert .muted, .alert h2 { color: var(--text); }
.course { display: flex; flex-wrap: wrap; list-style: none; margin: 1rem 0 0; padding: 0; gap: .4rem; }
.course li { flex: 1 1 4.5rem; padding: .5rem .2rem 0; border-top: .3rem solid var(--rule); color: var(--muted); font-size: .87rem; }
.course .past { border-color: var(--green); }
.course .now { border-color: var(--blue); color: var(--text); font-weight: 600; }
.lead { margin: 1rem 0 0; max-width: 60rem; }
.columns { display: grid; grid-template-columns: 1fr; column-gap: 1rem; align-items: start; }
.columns > div, .columns td:first-child { min-width: 0; }
@media (min-width: 900px) { .columns { grid-template-columns: 3fr 2fr; } }
.pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: 1rem; }
.picture { margin: 0 auto; width: 100%; max-width: 34rem; }
.picture figcaption { text-align: center; }
.picture svg { display: block; width: 100%; height: auto; margin-top: .4rem; }
.picture text { fill: var(--text); font-size: 12px; text-anchor: middle; }
.picture .strong { font-weight: 600; font-size: 13px; }
.picture .small { fill: var(--muted); font-size: 11px; }
.picture .start { text-anchor: start; } .picture .end { text-anchor: end; }
.picture .percent { font-weight: 600; font-size: 12px; }
.picture .box { fill: var(--card); stroke: var(--rule); stroke-width: 1.5; }
.picture .blue > .box, .picture .green > .box { stroke: currentColor; }
.picture .balancer { fill: var(--tone-0); }
.picture .off > .box { stroke: var(--rule); stroke-dasharray: 5 4; }
.picture .off text { fill: var(--muted); }
.picture .share { fill: var(--card); stroke: currentColor; stroke-width: 1.5; }
.picture .task { fill: currentColor; stroke: currentColor; stroke-width: 1.5; }
.picture .waiting { fill: none; }
.flow path { fill: none; stroke: currentColor; stroke-linecap: round; opacity: .45; }
.flow.old path { stroke-dasharray: 1 6; opacity: .9; }
.flow .moving { stroke-dasharray: 1 17; opacity: 1; animation: flow 1.2s linear infinite; }
.lost .flow .moving { animation: none; }
@keyframes flow { to { stroke-dashoffset: -18; } }
@media (prefers-reduced-motion: reduce) { .flow .moving { animation: none; } }
.countdown { font-size: 2.2rem; line-height: 1.2; font-weight: 600; font-variant-numeric: tabular-nums; }
.bar { height: .5rem; margin: .3rem 0 .6rem; background: var(--tone-0); border-radius: .25rem; overflow: hidden; }
.bar div { width: 0; height: 100%; background: var(--blue); transition: width .5s linear; }
.commands li { margin-top: .6rem; }
.command { display: flex; align-items: stretch; margin-top: .2rem; background: var(--tone-0); border-radius: .4rem; }
.command code { flex: 1; padding: .45rem .7rem; font-size: .87rem; min-width: 0; }
.copy { flex: none; padding: 0 .8rem; font: inherit; font-size: .87rem; color: var(--text); background: none; cursor: pointer;
  border: 0; border-left: 1px solid var(--rule); border-radius: 0 .4rem .4rem 0; }
.copy:hover { background: var(--rule); }
.copied::after { content: " ✓"; }
`;
