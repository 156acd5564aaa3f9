import { count, counted, type Format, mb, ms, usd } from '../../../text/format.ts';
import { cell, derived } from '../../figures/figure.ts';
import { chartFigure } from '../../page/chart-figure.ts';
import { targetClass } from '../../page/color.ts';
import { html, type Markup } from '../../page/markup.ts';
import { explained, left, table } from '../../page/table.ts';
import { indexOfTarget, targetName } from '../../page/target-name.ts';
import type { PageContext, Section } from '../section.ts';
import { drawMultiple, type SizeLine } from './draw-growth.ts';
import { type Burst, type Growth, growthOf } from './growth.ts';

type Key = 'environments' | 'memoryMb' | 'p50Ms' | 'maxMs' | 'usdPerMillion';

interface Panel {
  readonly title: string;
  readonly format: Format;
  /** The second one is dashed. */
  readonly keys: readonly [Key, Key?];
}

const panels: readonly Panel[] = [
  { title: 'Distinct environments', format: count, keys: ['environments'] },
  { title: 'Peak RSS', format: mb, keys: ['memoryMb'] },
  { title: 'Service time, p50 and max', format: ms, keys: ['p50Ms', 'maxMs'] },
  { title: 'Cost per million requests', format: usd, keys: ['usdPerMillion'] },
];

const words: Readonly<Record<Key, string>> = {
  environments: 'distinct environments',
  memoryMb: 'peak RSS',
  p50Ms: 'p50',
  maxMs: 'max',
  usdPerMillion: 'per million requests',
};

/** What grows with the size of the burst, and how fast: small charts on one axis of sizes. */
export const sizesSection: Section = {
  id: 'sizes',
  label: 'Burst sizes',
  title: 'Against the size of the burst',
  inDepth: true,
  body: (context) => {
    const growths = growthOf(context.result, context.samples);
    if (growths.length === 0) return undefined;
    return html`${sizesFigure(growths, context)}
${explained(html`Each point is a burst; of several of one size, the highest. Dotted: one environment per request. Memory is the highest sum of RSS over all
processes from the first send of the burst to its last answer. Cost: each call at the cost of a cold or a warm one, by the share of cold starts of the burst;
what is paid by the hour has no price per request without a demand.`)}`;
  },
};

function sizesFigure(growths: readonly Growth[], { result, draw }: PageContext): Markup {
  const most = Math.max(...growths.flatMap(({ bursts }) => bursts.map(({ size }) => size)));
  const indexOf = (target: string) => indexOfTarget(result, target);
  const drawn = panels.flatMap(({ title, format, keys }) => {
    const lines = growths.flatMap((growth) =>
      keys.flatMap((key, place) =>
        key === undefined ? [] : lineOf(growth, key, { format, isDashed: place > 0, indexOf }),
      ),
    );
    if (lines.length === 0) return [];
    const label = `${title} by burst size: ${lines.map(({ titles }) => titles.join('; ')).join('; ')}`;
    const chart = drawMultiple(lines, { label, format, most, hasReference: keys[0] === 'environments' }, draw);
    return [html`<div class="panel"><p class="panel-name">${title}</p>\n${chart}</div>`];
  });
  const entries = growths.map(
    ({ target, bursts }) =>
      html`<li><span class="line ${targetClass(indexOf(target))}"></span>${target} (${counted(bursts.length, 'burst')})</li>`,
  );
  return chartFigure({
    title: 'Environments, memory, time and cost',
    legend: html`${entries}<li><span class="line cold"></span>max</li><li><span class="line reference"></span>one per request</li>`,
    content: html`<div class="multiples small">${drawn}</div>`,
    numbers: burstsTable(growths, result),
  });
}

interface LineLook {
  readonly format: Format;
  readonly isDashed: boolean;
  indexOf(target: string): number;
}

/** The highest of each size. */
function lineOf({ target, bursts }: Growth, key: Key, { format, isDashed, indexOf }: LineLook): SizeLine[] {
  const highest = new Map<number, number>();
  for (const burst of bursts) {
    const value = burst[key];
    if (value !== undefined) highest.set(burst.size, Math.max(value, highest.get(burst.size) ?? value));
  }
  const points = [...highest];
  const titles = points.map(([size, value]) => `${target}: a burst of ${count(size)}: ${words[key]} ${format(value)}`);
  return points.length === 0 ? [] : [{ targetIndex: indexOf(target), isDashed, points, titles }];
}

function burstsTable(growths: readonly Growth[], result: PageContext['result']): Markup {
  const all = growths.flatMap(({ target, bursts }) => bursts.map((burst) => ({ target, burst })));
  const known = (key: keyof Burst) => all.some(({ burst }) => burst[key] !== undefined);
  const columns: readonly (readonly [string, Exclude<keyof Burst, 'phase'>, Format])[] = [
    ['burst size', 'size', count],
    ['distinct environments', 'environments', count],
    ['cold starts', 'coldStarts', count],
    ['peak RSS', 'memoryMb', mb],
    ['p50', 'p50Ms', ms],
    ['max', 'maxMs', ms],
    ['per million requests', 'usdPerMillion', usd],
  ];
  const shown = columns.filter(([, key]) => known(key));
  return table({
    caption: 'Burst by burst',
    columns: ['target', left('phase'), ...shown.map(([label]) => label)],
    rows: all.map(({ target, burst }) => [
      ...[targetName(result, target), burst.phase],
      ...shown.map(([, key, format]) => valueCell(burst[key], key, format)),
    ]),
  });
}

const valueCell = (value: number | undefined, key: keyof Burst, format: Format): Markup =>
  key === 'usdPerMillion' && value !== undefined
    ? derived(value, format, 'calculated with the cost formulas at the share of cold starts of the burst')
    : cell(value, format);
