import type { ImportTree } from '../../stats/imports/import-tree.ts';
import { ms, percent } from '../../text/format.ts';
import { targetClass } from '../page/color.ts';
import { html, type Markup } from '../page/markup.ts';

const width = 1000;
const rowHeight = 22;
/** Narrower ones are not drawn: the place of their importer stays empty there. */
const leastWidth = 0.5;
/** Of a letter, at the size of the text in the drawing. */
const letterWidth = 6.2;

interface Bar {
  readonly tree: ImportTree;
  readonly x: number;
  readonly depth: number;
  readonly width: number;
}

/** An icicle chart: each module below whoever imported it first, as wide as its time, and its own time uncovered. */
export function icicle(whole: ImportTree): Markup {
  const bars = barsOf(whole, { x: 0, depth: 0, perMs: width / Math.max(whole.cumulativeMs, Number.MIN_VALUE) });
  const height = rowHeight * (1 + Math.max(...bars.map(({ depth }) => depth)));
  const drawn = bars.map((bar) => barMarkup(bar, whole));
  return html`<svg class="chart icicle" role="img" aria-label="Time of each import" viewBox="0 0 ${width} ${height}">${drawn}</svg>`;
}

interface BarPosition {
  readonly x: number;
  readonly depth: number;
  readonly perMs: number;
}

function barsOf(tree: ImportTree, { x, depth, perMs }: BarPosition): Bar[] {
  const bars: Bar[] = [{ tree, x, depth, width: tree.cumulativeMs * perMs }];
  let childX = x;
  for (const child of tree.children) {
    const childWidth = child.cumulativeMs * perMs;
    if (childWidth >= leastWidth) bars.push(...barsOf(child, { x: childX, depth: depth + 1, perMs }));
    childX += childWidth;
  }
  return bars;
}

function barMarkup({ tree, x, depth, width: barWidth }: Bar, whole: ImportTree): Markup {
  const { name, selfMs, cumulativeMs } = tree;
  const share = whole.cumulativeMs === 0 ? 0 : cumulativeMs / whole.cumulativeMs;
  const title = `${name}: ${ms(cumulativeMs)} (${percent(share)}), ${ms(selfMs)} of them its own`;
  const letters = Math.floor((barWidth - 6) / letterWidth);
  const label = letters < 3 ? undefined : name.length <= letters ? name : `${name.slice(0, letters - 1)}…`;
  const y = depth * rowHeight;
  return html`<g class="${targetClass(depth)}"><title>${title}</title><rect x="${fine(x)}" y="${y}" width="${fine(barWidth)}" height="${rowHeight - 1}"/>${
    label && html`<text x="${fine(x + 4)}" y="${y + 15}">${label}</text>`
  }</g>`;
}

const fine = (value: number): string => String(Number(value.toFixed(2)));
