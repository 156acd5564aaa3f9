import {
  type CostPoint,
  change,
  decisiveSensitivities,
  type InputEffect,
  type Sensitivity,
} from '../../../billing/sensitivity.ts';
import type { RunResult } from '../../../model/run-result.ts';
import { perSecond, times, usd } from '../../../text/format.ts';
import { multiple } from '../../../text/multiples.ts';
import { fine } from '../../charts/time-chart.ts';
import { doubtTag } from '../../figures/doubt.ts';
import { derived, nothing } from '../../figures/figure.ts';
import { chartFigure } from '../../page/chart-figure.ts';
import { html, type Markup } from '../../page/markup.ts';
import { left, table } from '../../page/table.ts';

/** What would change the decision, input by input: the most telling first. */
export const sensitivityFigures = (result: RunResult): Markup[] =>
  decisiveSensitivities(result).map((sensitivity) => sensitivityFigure(sensitivity, result));

function sensitivityFigure(sensitivity: Sensitivity, result: RunResult): Markup {
  const { billed, hourly, base, perSecond: rate } = sensitivity;
  const inputs = byEffect(sensitivity);
  const scale = scaleOf(sensitivity);
  const onFunction = derived(base.functionUsdPerMillion, usd, `${billed}: costs, at this rate`);
  const onServer = derived(base.serverUsdPerMillion, usd, `${hourly}: costs, at this rate`);
  return chartFigure({
    title: html`What would change the decision: ${billed} or ${hourly}${doubtTag(result)}`,
    legend: html`<li><span class="swatch less"></span>50% less</li><li><span class="swatch more"></span>50% more</li>
<li><span class="line even"></span>both cost the same</li>`,
    content: html`<p class="tornado-lead">At ${perSecond(rate)}, a million requests cost ${onFunction} on ${billed} and ${onServer} on
${hourly}: ${costWords(sensitivity)}. Each bar shows the ratio of the two when one input alone changes by 50%; the line is where the decision
changes.</p>
${inputs.map((input) => tornadoRow(input, scale))}${tornadoAxis(scale, `${billed} costs this many times as much as ${hourly}`)}`,
    numbers: sensitivityTable(sensitivity, inputs),
    note: 'Calculated from the measured figures and prices, not measured: the cost formulas with one input changed and all others as they were.',
  });
}

const ratioOf = ({ functionUsdPerMillion, serverUsdPerMillion }: CostPoint): number =>
  functionUsdPerMillion / serverUsdPerMillion;

function costWords({ billed, hourly, base }: Sensitivity): string {
  const ratio = ratioOf(base);
  if (isEven(ratio)) return 'both cost the same';
  return ratio >= 1 ? `${billed} costs ${times(ratio)} as much` : `${hourly} costs ${times(1 / ratio)} as much`;
}

/** To the digits that are shown. */
const isEven = (ratio: number): boolean => Math.abs(ratio - 1) < 0.005;

/** On a logarithm, so that twice and half are as wide as each other. */
const widthOf = ({ low, high }: InputEffect): number => Math.abs(Math.log(ratioOf(high) / ratioOf(low)));

const byEffect = ({ inputs }: Sensitivity): InputEffect[] => inputs.toSorted((a, b) => widthOf(b) - widthOf(a));

interface Scale {
  readonly base: number;
  readonly even: number;
  /** From 0 to 1000. */
  place(ratio: number): number;
  /** Round ratios, at most seven. */
  readonly ticks: readonly number[];
}

/** From the lowest to the highest ratio, 1 among them, with a little room on both sides. */
function scaleOf({ base, inputs }: Sensitivity): Scale {
  const logs = [1, ratioOf(base), ...inputs.flatMap(({ low, high }) => [ratioOf(low), ratioOf(high)])].map(Math.log);
  const [from, to] = [Math.min(...logs) - 0.1, Math.max(...logs) + 0.1];
  const place = (ratio: number) => (1000 * (Math.log(ratio) - from)) / (to - from);
  return { place, base: place(ratioOf(base)), even: place(1), ticks: roundRatios(Math.exp(from), Math.exp(to)) };
}

/** 1, 2 and 5 times powers of ten; where these are few, steps of a tenth or a quarter. */
function roundRatios(low: number, high: number): number[] {
  const powers = [0.001, 0.01, 0.1, 1, 10, 100, 1000];
  const steps = [[1], [1, 2, 5], [1, 1.5, 2, 3, 5, 7], [1, 1.1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 4, 5, 6, 7, 8, 9]];
  const inside = steps.map((digits) =>
    powers.flatMap((power) => digits.map((digit) => digit * power)).filter((ratio) => ratio >= low && ratio <= high),
  );
  return inside.findLast((ratios) => ratios.length <= 7) ?? [1];
}

function tornadoAxis({ place, ticks }: Scale, name: string): Markup {
  const labels = ticks.map((ratio) => html`<span style="left: ${fine(place(ratio) / 10)}%">${times(ratio)}</span>`);
  return html`<div class="tornado scale"><span></span><div class="tornado-axis">${labels}</div><span class="muted">${name}</span></div>`;
}

function tornadoRow(effect: InputEffect, { place, base, even }: Scale): Markup {
  const { input, low, high, turnsAt } = effect;
  const part = (point: CostPoint, look: string, words: string): Markup => {
    const [from, to] = [Math.min(place(ratioOf(point)), base), Math.max(place(ratioOf(point)), base)];
    const [x, width] = [fine(from), fine(Math.max(to - from, 1))];
    return html`<g class="mark"><title>${input}, ${words}: ${times(ratioOf(point))} as much as the server</title>
<rect class="${look}" x="${x}" y="1" width="${width}" height="8"/></g>`;
  };
  const [less, more] = [times(ratioOf(low)), times(ratioOf(high))];
  const label = `${input}: 50% less ${less}, 50% more ${more} as much as the server`;
  return html`<div class="tornado"><span>${input}</span>
<svg class="chart bar" role="img" aria-label="${label}" viewBox="0 0 1000 10" preserveAspectRatio="none">
${part(low, 'less', '50% less')}${part(high, 'more', '50% more')}
<rect class="base" x="${fine(base)}" y="0" width="2" height="10"/><rect class="even" x="${fine(even)}" y="0" width="3" height="10"/>
</svg><span class="muted">${turnWords(turnsAt)}</span></div>`;
}

const turnWords = (turnsAt: number | undefined): string =>
  turnsAt === undefined
    ? 'cannot change it alone'
    : isEven(turnsAt)
      ? 'any change decides'
      : `changes it at ${multiple(turnsAt)} of the measured value`;

function sensitivityTable({ billed, hourly, base }: Sensitivity, inputs: readonly InputEffect[]): Markup {
  const [less, more] = [`−${change * 100}%`, `+${change * 100}%`];
  const labels = [
    'input',
    ...[less, more].map((by) => `${billed}, $ per million at ${by}`),
    ...[less, more].map((by) => `${hourly} at ${by}`),
    ...[less, more].map((by) => `break-even at ${by}`),
    'both cost the same at',
  ];
  const formula = 'calculated with the cost formulas, not measured';
  const breakEven = ({ breakEvenPerSecond }: CostPoint) =>
    breakEvenPerSecond === undefined
      ? nothing('they never cost the same')
      : derived(breakEvenPerSecond, perSecond, formula);
  return table({
    caption: `Each input by itself; unchanged ${usd(base.functionUsdPerMillion)} and ${usd(base.serverUsdPerMillion)}`,
    columns: [...labels, left('assuming')],
    rows: inputs.map(({ input, assumes, low, high, turnsAt }) => [
      input,
      ...[low, high].map((point) => derived(point.functionUsdPerMillion, usd, formula)),
      ...[low, high].map((point) => derived(point.serverUsdPerMillion, usd, formula)),
      ...[low, high].map(breakEven),
      turnsAt === undefined ? nothing('at no value') : derived(turnsAt, multiple, formula),
      assumes,
    ]),
  });
}
