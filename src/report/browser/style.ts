import { colorRules } from './colors.ts';

const base = `
:root{--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 var(--sans);font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
header,nav,main,footer{max-width:1160px;margin-inline:auto;padding-inline:clamp(1rem,3vw,2rem)}
h1,h2,h3,p,ul,dl,dd,figure{margin:0;padding:0}
ul{list-style:none}
h1{font-size:clamp(1.7rem,1.2rem + 2vw,2.4rem);line-height:1.15;letter-spacing:-.02em;font-weight:680;text-wrap:balance}
h2{font-size:1.35rem;line-height:1.25;letter-spacing:-.01em;font-weight:650}
h3{font-size:1rem;font-weight:650}
h3 .muted{font-weight:400}
a{color:var(--link);text-underline-offset:.15em}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
code,pre{font-family:var(--mono);font-size:.875em}
.muted{color:var(--muted)}
.absent{color:var(--muted)}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.note,.lead{max-width:75ch}
.note{color:var(--muted);font-size:.875rem;margin-top:.75rem}
.lead{margin-bottom:1.25rem}
footer{color:var(--muted);font-size:.875rem;padding-block:1rem 3rem}
`;

const headRules = `
header{padding-block:clamp(1.5rem,4vw,3rem) 1.5rem}
.eyebrow{font-size:.875rem;font-weight:600;margin-bottom:.75rem}
.eyebrow .muted{font-weight:400;margin-left:.5rem}
.question{font-size:1.125rem;color:var(--muted);margin-top:.5rem;max-width:65ch}
.sentence{font-size:clamp(1.15rem,1rem + .8vw,1.45rem);line-height:1.4;font-weight:550;margin-block:1.5rem;padding-left:1rem;border-left:4px solid var(--ink);max-width:60ch}
.banner{padding:.75rem 1rem;border-radius:8px;background:var(--tone-soft);border:1px solid color-mix(in srgb,var(--tone) 35%,transparent);margin-top:.75rem}
.banner strong{color:var(--tone);letter-spacing:.04em;margin-right:.5rem}
.banner li{margin-top:.5rem;padding-left:1rem;border-left:2px solid var(--tone)}
.valid{--tone:var(--good);--tone-soft:var(--good-soft)}
.suspect{--tone:var(--doubt);--tone-soft:var(--doubt-soft)}
.invalid{--tone:var(--bad);--tone-soft:var(--bad-soft)}
.thresholds{margin-top:1.25rem}
.small{font-size:1rem;letter-spacing:0;margin-bottom:.35rem}
.thresholds li{display:grid;grid-template-columns:1.2em 1fr;padding-block:.15rem}
.thresholds .value{color:var(--muted)}
.mark{font-weight:700}
.passed .mark{color:var(--good)}
.failed .mark,.failed .value{color:var(--bad)}
nav ul{display:flex;flex-wrap:wrap;gap:.35rem 1.25rem;padding-block:.75rem;border-block:1px solid var(--line);font-size:.875rem}
nav a{text-decoration:none}
nav a:hover{text-decoration:underline}
main>section{padding-block:2.25rem .75rem}
main>section>h2{margin-bottom:.75rem}
main>section>h3{margin-block:1.25rem .5rem}
`;

const cardRules = `
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,300px),1fr));gap:1rem}
.card{background:var(--surface);border:1px solid var(--line);border-top:4px solid var(--own);border-radius:10px;padding:1.1rem 1.25rem .75rem;min-width:0}
.card h3{font-size:1.125rem;color:var(--own)}
.card h3 .muted{font-size:.875rem;margin-left:.35rem}
.headlines{display:grid;grid-template-columns:1fr 1fr;gap:1rem;margin-block:.85rem .75rem;min-height:6.4rem}
.headline{line-height:1.35;font-size:.875rem;min-width:0}
.number{font-size:2.35rem;line-height:1.1;font-weight:680;letter-spacing:-.03em}
.trouble{color:var(--bad);font-size:.875rem}
dl>div{display:flex;justify-content:space-between;gap:1rem;padding-block:.4rem;border-top:1px solid var(--line);font-size:.9375rem}
dt .muted{font-size:.8125rem}
dd{font-weight:600;text-align:right;white-space:nowrap}
dd .muted{font-weight:400}
.spread{font-weight:400;font-size:.8125rem;color:var(--muted)}
.facts>div{justify-content:flex-start}
.facts dd{white-space:normal;font-weight:400;text-align:left}
.facts{background:var(--surface);border:1px solid var(--line);border-radius:10px;padding:.35rem 1.25rem;margin-bottom:1rem}
.facts>div:first-child{border-top:0}
.facts dt{color:var(--muted);flex:0 0 7.5rem}
`;

const figureRules = `
figure,.scroll:has(>table){background:var(--surface);border:1px solid var(--line);border-radius:10px}
figure{padding:1.1rem 1.25rem;margin-top:1rem}
figure .scroll:has(>table){border-radius:6px;margin-top:.75rem}
figcaption{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.35rem 1.5rem;margin-bottom:.9rem}
.legend{display:flex;flex-wrap:wrap;gap:.25rem 1.1rem;font-size:.8125rem;color:var(--muted);align-items:center}
.legend li{display:flex;align-items:center;gap:3px}
.swatch{display:inline-block;width:12px;height:12px;border-radius:2px;background:var(--own-mid)}
.swatch.cpu{background:var(--own)}
.swatch.waiting{background:var(--own-soft)}
.swatch.queue{background:var(--part-queue)}
.swatch.init{background:var(--part-init)}
.swatch.alive{background:var(--alive);border:1px solid var(--axis)}
.swatch.failed{background:var(--part-failed)}
.swatch:last-of-type,.line{margin-right:3px}
.line{display:inline-block;width:22px;height:0;border-top:2px solid var(--own)}
.line.cold{border-top-style:dashed}
.line.reference{border-top:2px dotted var(--axis)}
.line.weak{border-top:2px solid var(--muted);opacity:.45}
.swatch.held{background:var(--part-held)}
.swatch.twin{background:var(--ink)}
.scroll{position:relative;overflow-x:auto;max-width:100%}
.chart{display:block;width:100%;font-family:var(--sans);font-variant-numeric:tabular-nums}
.chart:where(:not(.time)){height:auto}
.chart.narrow{display:none}
.panel{margin-top:.9rem}
.panel:first-child{margin-top:0}
.panel-name{font-size:.875rem;position:sticky;left:0;width:fit-content;max-width:calc(100vw - 5rem);margin-bottom:.25rem}
.multiples{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,300px),1fr));gap:1.25rem}
.multiples .panel{margin-top:0;min-width:0;max-width:440px;display:flex;flex-direction:column;justify-content:space-between}
.target{font-weight:600;color:var(--own)}
.target::before{content:"";display:inline-block;width:.6em;height:.6em;border-radius:2px;background:var(--own);margin-right:.4em}
.swatch.less{background:var(--axis)}
.swatch.more{background:var(--part-held)}
.line.even{border-top:3px solid var(--ink)}
.tornado{display:grid;grid-template-columns:minmax(9rem,15rem) 1fr minmax(9rem,13rem);gap:.25rem 1rem;align-items:center;font-size:.875rem;padding-block:.2rem}
.tornado-lead{font-size:.9375rem;margin-bottom:.75rem;max-width:75ch}
@media (max-width:640px){.tornado{grid-template-columns:1fr 1fr}.tornado svg{grid-row:2;grid-column:1/-1}.tornado .muted{text-align:right}}
`;

/** A phone has a rendering of its own of what the charting library draws, and drawings over time have fewer ticks. */
const phoneRules = `
@media screen and (max-width:600px){
figure{padding-inline:.75rem}
.chart.full{display:none}
.chart.narrow{display:block}
.chart.time{--left:72px;--right:30px}
.ticks text:not(:nth-of-type(3n+1)){display:none}
}
`;

/** Drawings of our own: shapes have classes, so that a page of thousands of them stays small. */
const drawingRules = `
.time text{font-size:12px;fill:var(--muted)}
.time .ticks text{text-anchor:middle}
.time .ticks line,.time .grid{stroke:var(--grid)}
.time .axis{stroke:var(--axis)}
.chart.time{width:calc(100% - var(--left) - var(--right));margin-left:var(--left);--left:84px;--right:16px;overflow:visible}
.time .name{text-anchor:end;font-size:11px;font-family:var(--mono)}
.chart rect,.chart .service,.chart .handler{fill:var(--own-mid)}
.chart .cpu{fill:var(--own)}
.chart .waiting{fill:var(--own-soft)}
.chart .queue{fill:var(--part-queue)}
.chart .init{fill:var(--part-init)}
.chart .failed{fill:var(--part-failed)}
.chart .held{fill:var(--part-held)}
.chart .twin,.chart .even{fill:var(--ink)}
.chart .less{fill:var(--axis)}
.chart .more{fill:var(--part-held)}
.chart .base{fill:var(--muted)}
.chart .alive rect{fill:var(--alive)}
.chart .place rect{fill:transparent}
.plot path{fill:none;vector-effect:non-scaling-stroke}
.plot .ends{stroke:var(--surface);stroke-width:1}
.plot .offered{fill:var(--own-soft);stroke:none}
.plot .there{stroke:var(--own);stroke-width:2}
.bar{height:18px}
.thin .bar{height:7px}
.bars{margin-top:.9rem;display:grid;gap:2px}
.words{display:flex;flex-wrap:wrap;gap:.1rem 1.1rem;font-size:.8125rem;color:var(--muted);margin-top:.15rem}
`;

const tableRules = `
.scroll:has(>table){margin-top:1rem}
table{border-collapse:collapse;width:100%;font-size:.875rem;overflow-wrap:normal}
caption{text-align:left;font-weight:650;font-size:.9375rem;padding:.75rem 1rem .35rem}
th,td{padding:.4rem .5rem;border-top:1px solid var(--line);text-align:right;vertical-align:baseline;white-space:nowrap;font-weight:400}
thead th{color:var(--muted);font-size:.8125rem;border-top:0}
thead th{white-space:normal;vertical-align:bottom}
th:first-child,td.left,th.left{text-align:left}
th:first-child{padding-left:1rem}
th:last-child,td:last-child{padding-right:1rem}
tbody tr:hover{background:var(--sunken)}
td.left{white-space:normal;min-width:7rem;overflow-wrap:anywhere}
.tag{display:inline-block;padding:0 .45em;border-radius:4px;background:var(--sunken);color:var(--muted);font-size:.8125rem}
.tag.suspect,.tag.invalid{background:var(--tone-soft);color:var(--tone);font-weight:600;letter-spacing:.03em;font-size:.75rem}
.tag.cold{background:color-mix(in srgb,var(--part-init) 22%,var(--surface));color:var(--ink)}
details{margin-top:.9rem}
summary{cursor:pointer;color:var(--link);font-size:.9375rem;width:fit-content}
pre{margin:.75rem 0 0;padding:1rem;background:var(--sunken);border:1px solid var(--line);border-radius:8px;line-height:1.45;width:max-content;min-width:100%}
`;

const scriptRules = `
.blank{color:var(--muted);border-bottom:1px solid var(--axis);display:inline-block;min-width:7rem;font-style:italic;font-size:.8125rem;white-space:normal}
.sheet{font-size:.875rem;line-height:1.35;max-width:900px}
.sheet>section{padding-block:.6rem 0}
.sheet>section>h2{font-size:1rem;margin-bottom:.3rem}
.sheet .tools,.sheet .scroll:has(>table){margin-top:.25rem}
.sheet .facts{margin-bottom:0;padding-block:0}
.sheet .facts>div{padding-block:.2rem;font-size:.8125rem}
.sheet th,.sheet td{white-space:normal;padding:.25rem .4rem;font-size:.8125rem}
.sheet thead th{font-size:.75rem}
.sheet tbody th,.sheet td{vertical-align:top}
.sheet td .blank{vertical-align:top}
.sheet .note{margin-top:.25rem;font-size:.75rem;max-width:none}
.sheet td .blank{min-width:4rem}
.sheet h1{font-size:1.5rem;padding-top:1rem}
.sheet caption{position:absolute;clip-path:inset(50%);height:1px;overflow:hidden}
.tip{position:fixed;z-index:9;max-width:min(26rem,calc(100vw - 16px));padding:.4rem .6rem;background:var(--ink);color:var(--page);border-radius:6px;font-size:.8125rem;line-height:1.4;white-space:pre-line;pointer-events:none;overflow-wrap:anywhere}
.tip[hidden]{display:none}
.chart .marked rect,.chart path.marked{stroke:var(--ink);stroke-width:1.5;vector-effect:non-scaling-stroke}
.chart .place.marked rect{fill:color-mix(in srgb,var(--ink) 12%,transparent);stroke:none}
.chart .band{fill:color-mix(in srgb,var(--link) 25%,transparent)}
.time[tabindex]{cursor:crosshair;user-select:none}
.zoom{display:flex;flex-wrap:wrap;align-items:center;gap:.35rem;margin-bottom:.6rem;font-size:.8125rem}
.hint{margin-left:.35rem}
@media (pointer:coarse){.hint{display:none}}
button{font:inherit;font-size:.8125rem;color:var(--link);background:var(--surface);border:1px solid var(--line);border-radius:6px;padding:.15rem .6rem;min-width:2rem;min-height:1.75rem;cursor:pointer}
button:hover:not(:disabled){background:var(--sunken)}
button:disabled{color:var(--muted);cursor:default}
.tools{display:flex;flex-wrap:wrap;justify-content:flex-end;align-items:center;gap:.6rem;margin-top:1rem;font-size:.8125rem;color:var(--muted)}
.tools+.scroll:has(>table){margin-top:.35rem}
.tools textarea{flex-basis:100%;width:100%;font:.8125rem/1.4 var(--mono);color:var(--ink);background:var(--sunken);border:1px solid var(--line)}
`;

/** Paper: everything unfolded, nothing cut, wide things shrunk rather than scrolled. */
const printRules = `
@media print{
@page{size:A4;margin:14mm}
html{font-size:11px}
body{background:none;font-size:1rem;print-color-adjust:exact;-webkit-print-color-adjust:exact}
header,nav,main,footer{padding-inline:0;max-width:none}
nav,.zoom,.tools,.tip{display:none}
.sheet,.sheet th,.sheet td,.sheet .facts>div,.blank{font-size:10px}
.sheet .note{font-size:9px;margin-top:1px;line-height:1.2}
.sheet>section{padding-block:5px 0}
.sheet h1{font-size:1.3rem;padding-top:0}
.sheet>section>h2{font-size:11px;margin-bottom:1px}
.sheet .facts>div,.sheet th,.sheet td{padding-block:1.5px;line-height:1.25}
.sheet .scroll:has(>table){margin-top:1px}
.sheet .facts dt{flex-basis:9rem}
figure,.card,tr,.banner{break-inside:avoid}
h2,h3,caption{break-after:avoid}
.scroll{overflow:visible}
table{font-size:.75rem}
thead th,.tag{font-size:.75rem}
th,td{padding:.2rem .25rem;white-space:normal}
.cards,.multiples{grid-template-columns:repeat(auto-fit,minmax(190px,1fr))}
.headlines{min-height:5.5rem}
pre{white-space:pre-wrap;width:auto}
details::details-content{content-visibility:visible;display:block;height:auto}
}
`;

/** The style sheet of the page. No fonts and no images: the file needs nothing but itself. */
export const styleSheet = [
  colorRules,
  base,
  headRules,
  cardRules,
  figureRules,
  drawingRules,
  scriptRules,
  tableRules,
  phoneRules,
  printRules,
].join('');
