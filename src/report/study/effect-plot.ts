import type { StudyEffect, StudyResult } from '../../model/study/study-result.ts';
import { targetClass } from '../page/color.ts';
import { html, type Markup } from '../page/markup.ts';
import { linear } from './scale.ts';
import { groupLabel, valueNamed } from './values.ts';

const width = 1000;
const left = 380;
const right = 30;
const rowHeight = 22;

/** Each effect on one value as a point with its interval, beside a line at zero. Undefined if there are none. */
export function effectPlot(result: StudyResult, metric: string): Markup | undefined {
  const effects = result.effects.filter((effect) => effect.metric === metric);
  if (effects.length === 0) return undefined;
  const ends = effects.flatMap(({ difference: { estimate, low = estimate, high = estimate } }) => [low, high]);
  const scale = linear(Math.min(0, ...ends), Math.max(0, ...ends), { from: left, to: width - right });
  const { label, format } = valueNamed(metric);
  const bottom = effects.length * rowHeight + 8;
  const ticks = scale.ticks.map(
    (tick) =>
      html`<line class="${tick === 0 ? 'zero' : 'tick'}" x1="${fine(scale.at(tick))}" x2="${fine(scale.at(tick))}" y1="4" y2="${bottom}"/><text class="middle" x="${fine(scale.at(tick))}" y="${bottom + 16}">${format(tick)}</text>`,
  );
  const rows = effects.map((effect, index) => rowMarkup(effect, index, { result, at: scale.at, format }));
  return html`<svg class="chart strip" role="img" aria-label="Effects on ${label}" viewBox="0 0 ${width} ${bottom + 22}">${ticks}${rows}</svg>`;
}

interface Drawing {
  readonly result: StudyResult;
  at(value: number): number;
  format(value: number): string;
}

function rowMarkup(effect: StudyEffect, index: number, { result, at, format }: Drawing): Markup {
  const { difference, factor, level, baseline, start } = effect;
  const { estimate, low = estimate, high = estimate } = difference;
  const y = 4 + index * rowHeight + rowHeight / 2;
  const text = `${factor}: ${level} against ${baseline}, ${groupLabel(effect, result)}`;
  return html`<g class="${targetClass(result.starts.indexOf(start))}"><title>${format(estimate)} [${format(low)}, ${format(high)}]</title><text class="end" x="${left - 10}" y="${y + 4}">${text}</text><line class="median" x1="${fine(at(low))}" x2="${fine(at(high))}" y1="${y}" y2="${y}"/><circle cx="${fine(at(estimate))}" cy="${y}" r="4.5"/></g>`;
}

const fine = (value: number): string => String(Number(value.toFixed(1)));
