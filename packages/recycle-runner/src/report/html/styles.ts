import { patternStyles } from './patterns.ts';

/** The only style sheet of a report. Colors are never the only sign: every state has a word, every phase a pattern. */
export const styles = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --panel: #f6f7f9; --line: #dfe3e8; --text: #1b2230; --quiet: #566072;
  --accent: #2f4fd0; --good: #156f45; --bad: #b3261e; --wait: #7a5200; --bad-panel: #fdf1f0;
  --check: #0b7285; --check-soft: #d5eef2; --work: #66707f; --work-soft: #e6e9ee; --recycle: #3550cf;
  --mono: ui-monospace, "SF Mono", "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #12161d; --panel: #1a2029; --line: #2e3743; --text: #e6eaf0; --quiet: #a3adbb;
    --accent: #9db1ff; --good: #6fd39f; --bad: #ff9a92; --wait: #f0c36d; --bad-panel: #2b1a1b;
    --check: #5cc4d6; --check-soft: #16343c; --work: #98a2b1; --work-soft: #272f3a; --recycle: #8ea5ff;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--page); color: var(--text);
  font: 15px/1.6 Inter, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
.skip { position: absolute; left: -999rem; top: 0; padding: .5rem 1rem; background: var(--page); color: var(--accent); }
.skip:focus { left: 1rem; z-index: 1; }
header, main, footer { max-width: 72rem; margin: 0 auto; padding: 0 2rem; }
header { padding-top: 3.5rem; }
footer { padding-top: 2.5rem; padding-bottom: 3.5rem; color: var(--quiet); font-size: .85rem; }
h1 { margin: 0; font-size: 2rem; line-height: 1.2; font-weight: 650; letter-spacing: -.02em; overflow-wrap: anywhere; }
h2 { margin: 3.25rem 0 1rem; font-size: 1.15rem; font-weight: 650; letter-spacing: -.01em; }
.stop h2 { margin: 0; font-size: 1rem; font-weight: 600; }
p { margin: .5rem 0; max-width: 46rem; }
a { color: var(--accent); }
code, pre, .id { font-family: var(--mono); font-size: .86em; overflow-wrap: anywhere; }
.quiet { color: var(--quiet); }
.lead { display: flex; flex-wrap: wrap; gap: .35rem 1.25rem; align-items: baseline; margin-top: .6rem; font-size: 1.05rem; }
.outcome { font-weight: 650; }
.good { color: var(--good); } .bad { color: var(--bad); } .wait { color: var(--wait); }
.numbers { display: flex; flex-wrap: wrap; gap: 1rem 3rem; margin: 2rem 0 0; padding: 0; list-style: none; }
.numbers li { min-width: 4.5rem; }
.numbers b { display: block; font-size: 1.7rem; line-height: 1.2; font-weight: 600; letter-spacing: -.02em; }
.numbers span { color: var(--quiet); font-size: .85rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 2rem; margin: 1.75rem 0 0; }
dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
.stop { margin: 2rem 0 0; padding: 1.1rem 1.4rem; border-left: 3px solid var(--bad); border-radius: 0 8px 8px 0; background: var(--bad-panel); }
.stop p { margin: .35rem 0 0; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; border-radius: 6px; }
.scroll:focus-visible, summary:focus-visible, a:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--quiet); padding-bottom: .35rem; }
th, td { padding: .6rem 1.25rem .6rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th { font-weight: 600; } thead th { color: var(--quiet); font-size: .82rem; font-weight: 500; padding-top: 0; white-space: nowrap; }
.wide td, .wide th { white-space: nowrap; } .wide .reason { white-space: normal; min-width: 14rem; max-width: 18rem; color: var(--quiet); }
.wide .id { font-size: .84em; }
small { font: .8rem var(--mono); color: var(--quiet); }
details { border-bottom: 1px solid var(--line); }
details > div { display: grid; gap: 1.75rem; margin: .5rem 0 2rem 1.1rem; }
details th { font-weight: 400; } details td, details th { padding-top: .3rem; padding-bottom: .3rem; overflow-wrap: anywhere; }
summary { padding: .7rem 0; cursor: pointer; }
summary > * { margin-right: 1.25rem; } summary b { font-weight: 600; }
pre { margin: 0; padding: 1rem 1.2rem; border-radius: 6px; background: var(--panel); white-space: pre-wrap; line-height: 1.65; }
figure { margin: 0; }
svg { display: block; min-width: 46rem; width: 100%; height: auto; font: 12px Inter, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
svg text { fill: var(--text); font-variant-numeric: tabular-nums; } svg text.quiet { fill: var(--quiet); }
svg text.bad { fill: var(--bad); } svg text.good { fill: var(--good); } svg text.wait { fill: var(--wait); } svg .strong { font-weight: 600; }
svg .grid { stroke: var(--line); stroke-width: 1; } svg .base { stroke: var(--line); stroke-width: 2; }
svg > rect, svg > g > rect { rx: 2px; } svg .tick, svg .tag { text-anchor: middle; } svg .run { fill: var(--recycle); }
svg rect.tag { fill: var(--page); } svg .p-recycle + text { fill: var(--page); }
svg .soft-check { fill: var(--check-soft); } svg .ink-check { stroke: var(--check); fill: var(--check); }
svg .soft-work { fill: var(--work-soft); } svg .ink-work { stroke: var(--work); fill: var(--work); }
svg .soft-recycle { fill: var(--recycle); }
${patternStyles}
svg .failed { stroke: var(--bad); stroke-width: 3; }
.legend { display: flex; flex-wrap: wrap; gap: .4rem 1.6rem; margin: .25rem 0 1rem; padding: 0; list-style: none; color: var(--quiet); font-size: .85rem; }
.legend svg { display: inline-block; vertical-align: -3px; min-width: 0; width: 26px; height: 14px; margin-right: .5rem; }
@media (forced-colors: active) {
  svg .soft-check, svg .soft-work { fill: Canvas; } svg rect.tag, svg .p-recycle + text { fill: Canvas; } svg .soft-recycle, svg .run { fill: CanvasText; }
  svg .ink-check, svg .ink-work { stroke: CanvasText; fill: CanvasText; }
  svg rect[class^="p-"] { stroke: CanvasText; }
  svg text, svg text.quiet, svg text.bad, svg text.good, svg text.wait { fill: CanvasText; }
}
@media (max-width: 40rem) {
  header, main, footer { padding-left: 1.1rem; padding-right: 1.1rem; }
  dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .6rem; }
}
@media print {
  :root { color-scheme: light; --page: #fff; --panel: #fff; --line: #bbb; --text: #000; --quiet: #444; --bad-panel: #fff; }
  body { font-size: 10pt; } header, main, footer { max-width: none; padding: 0; } .skip { display: none; }
  h2 { break-after: avoid; margin-top: 1.6rem; } tr, .stop, details { break-inside: avoid; } svg { min-width: 0; }
  pre { padding: 0; } .scroll { overflow: visible; }
  details::details-content { content-visibility: visible; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
