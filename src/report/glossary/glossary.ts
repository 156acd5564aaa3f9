import { glossaryRows } from '../page/assets.ts';
import { html, type Markup } from '../page/markup.ts';
import { left, table } from '../page/table.ts';

/** What every number that is on the page is: its unit, its formula, and what it was measured by. */
export function glossaryTable(parts: readonly (Markup | undefined)[]): Markup | undefined {
  const shown = new Set<Meaning>();
  for (const part of parts)
    for (const [, path = ''] of part?.toString().matchAll(/ data-metric="([^"]+)"/g) ?? []) {
      const meaning = meaningOf(path);
      if (meaning !== undefined) shown.add(meaning);
    }
  if (shown.size === 0) return undefined;
  return html`<p class="lead">Every number on this page that is in <code>result.json</code>, by its name there, below its target or phase. Hover
over or tap a number to see the same.</p>
${table({
  caption: 'Numbers on this page: unit, definition, source',
  columns: ['number', left('unit'), left('definition'), left('source')],
  rows: [...meanings.values()]
    .filter((meaning) => shown.has(meaning))
    .map(({ metric, unit, formula, source }) => [
      html`<code data-of="${metric}">${metric}</code>`,
      unit,
      formula,
      source,
    ]),
})}`;
}

/** What a number of `result.json` is. */
export interface Meaning {
  /** Below a target or one of its phases, such as `memory.peak.rssMb`. */
  readonly metric: string;
  readonly unit: string;
  readonly formula: string;
  readonly source: string;
}

const ofThresholds: Meaning = {
  metric: 'thresholds[].value',
  unit: 'as in its expression',
  formula: 'the left side of the expression, computed from the figures that it names',
  source: 'result.json',
};

/** Every number that a page can show, by its path. */
export const meanings: ReadonlyMap<string, Meaning> = new Map(
  [...glossaryRows.flatMap(meaningsOf), ofThresholds].map((meaning) => [meaning.metric, meaning]),
);

function meaningsOf([path = '', unit = '', formula = '', source = '']: readonly string[]): Meaning[] {
  return expanded(path).map((metric) => ({ metric, unit, formula, source }));
}

/** `expanded('a.{b,c}')` is `a.b` and `a.c`. */
function expanded(path: string): string[] {
  const [whole, names] = path.match(/\{([^}]*)\}/) ?? [];
  if (whole === undefined || names === undefined) return [path];
  return names.split(',').flatMap((name) => expanded(path.replace(whole, name)));
}

/** What is shown with this path (`targets.lambda.phases.0.peakInFlight`): the longest end of it that has a meaning. */
export function meaningOf(path: string): Meaning | undefined {
  const steps = path
    .replace(/\.percentiles\.p[\d.]+$/, '.percentiles')
    .replace(/\.\d+(?=\.|$)/g, '[]')
    .split('.');
  return steps.map((_, from) => meanings.get(steps.slice(from).join('.'))).find((meaning) => meaning !== undefined);
}
