import { html, type Markup } from '../page/markup.ts';
import { fine } from './time-chart.ts';

interface EdgePosition {
  /** Of the width. */
  readonly share: number;
  readonly y: number;
  readonly height: number;
}

/**
 * Between two parts of a bar: a dark line within a light one, so that one of them differs from either part in any shade of gray. None
 * beside CPU, which is often narrower than an edge and differs by itself from all but failures.
 */
export function partEdge(before: string, after: string, { share, y, height }: EdgePosition): Markup | undefined {
  const isBeside = (kind: string) => before === kind || after === kind;
  if (isBeside('cpu') && !isBeside('failed')) return undefined;
  const x = `${fine(share * 100)}%`;
  const line = (look: string) =>
    html`<line class="edge ${look}" x1="${x}" x2="${x}" y1="${fine(y)}" y2="${fine(y + height)}"/>`;
  return html`${line('outer')}${line('inner')}`;
}
