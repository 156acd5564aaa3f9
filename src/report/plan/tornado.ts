import type { PlanResult, PlanSensitivity } from '../../model/plan/plan-result.ts';
import { asMuch, ratio as ratioText } from '../../text/multiples.ts';
import { chartFigure } from '../page/chart-figure.ts';
import { html, type Markup } from '../page/markup.ts';
import { folded } from '../page/table.ts';
import { basisWords } from './figure-text.ts';
import { matters, turnWords } from './text-blocks.ts';

/** Input by input: the option whose cost is nearest is open, the others are folded up. */
export function tornadoSection({ sensitivity }: PlanResult): Markup | undefined {
  const distance = ({ ratio = 1 }: PlanSensitivity) => Math.abs(Math.log(ratio));
  // What does not carry the load has no ratio; the table says from where on it does.
  const [nearest, ...others] = sensitivity
    .filter(({ ratio }) => ratio !== undefined)
    .toSorted((a, b) => distance(a) - distance(b));
  if (nearest === undefined) return undefined;
  const more = others.length === 0 ? undefined : folded('Beside the other options', html`${others.map(tornado)}`);
  return html`<section><h2>The decision, input by input</h2>${tornado(nearest)}${more}</section>`;
}

/** From 0 to 100, on a logarithm, so that twice and half are as wide as each other. */
function scaleOf({ ratio = 1, inputs }: PlanSensitivity): (ratio: number) => number {
  const logs = [0, Math.log(ratio), ...inputs.flatMap(({ low = 1, high = 1 }) => [Math.log(low), Math.log(high)])];
  const finite = logs.filter(Number.isFinite);
  const [from, to] = [Math.min(...finite) - 0.1, Math.max(...finite) + 0.1];
  return (at) => Math.min(100, Math.max(0, (100 * (Math.log(at) - from)) / (to - from)));
}

function tornado(sensitivity: PlanSensitivity): Markup {
  const [one, other] = sensitivity.between;
  const { ratio = 1, basis } = sensitivity;
  const place = scaleOf(sensitivity);
  return chartFigure({
    title: `${other} relative to ${one}`,
    legend: html`<li><span class="swatch less"></span>50% less</li><li><span class="swatch more"></span>50% more</li>
<li><span class="line even"></span>both cost the same</li>`,
    content: html`${sensitivity.inputs.filter(matters).map((each) => bars(each, place, ratio))}`,
    note: `${other} costs ${asMuch(ratio)} as ${one}. A bar is what that becomes when one input alone changes, on a logarithmic scale; ${basisWords[basis]}.`,
  });
}

const changesAt = (each: PlanSensitivity['inputs'][number]): string =>
  each.turnsAt === undefined ? 'no value changes the cheaper one' : `the cheaper one changes at ${turnWords(each)}`;

function bars(each: PlanSensitivity['inputs'][number], place: (ratio: number) => number, ratio: number): Markup {
  const { input, low, high } = each;
  const [less, more] = [low, high].map((end) => (end === undefined ? 'not carried' : ratioText(end)));
  const label = `${input}: ${less} at 50% less, ${more} at 50% more; ${changesAt(each)}`;
  const bar = (end: number | undefined, look: string) => {
    if (end === undefined) return undefined;
    const [from, to] = [Math.min(place(end), place(ratio)), Math.max(place(end), place(ratio))];
    return html`<rect class="${look}" x="${from.toFixed(2)}" y="1" width="${Math.max(0.3, to - from).toFixed(2)}" height="8"/>`;
  };
  return html`<div class="tornado"><span>${input}</span>
<svg class="chart bar" role="img" aria-label="${label}" viewBox="0 0 100 10" preserveAspectRatio="none"><g class="mark"><title>${label}</title>
${bar(low, 'less')}${bar(high, 'more')}</g>
<rect class="even" x="${place(1).toFixed(2)}" y="0" width="0.3" height="10"/></svg><span class="muted">${less} / ${more}; ${changesAt(each)}</span></div>`;
}
