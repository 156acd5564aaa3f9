import { partEdge } from '../../charts/part-edge.ts';
import { fine } from '../../charts/time-chart.ts';
import { html, type Markup } from '../../page/markup.ts';

export interface BarPart {
  /** Of the whole scale. */
  readonly share: number;
  /** The class that gives it its color. */
  readonly look: string;
  readonly title: string;
}

/** One bar across the width that there is, whatever that is; what it says is in words beside it. */
export function bar(parts: readonly BarPart[], label: string): Markup {
  let from = 0;
  const drawn = parts.map(({ share, look, title }, index) => {
    const before = parts[index - 1]?.look;
    const edge = before && partEdge(before, look, { share: from, y: 0, height: 10 });
    const part = html`<g class="mark"><title>${title}</title><rect class="${look}" x="${fine(from * 1000)}" y="0" width="${fine(Math.max(share * 1000, 1))}" height="10"/></g>${edge}`;
    from += share;
    return part;
  });
  return html`<svg class="chart bar" role="img" aria-label="${label}" viewBox="0 0 1000 10" preserveAspectRatio="none">${drawn}</svg>`;
}
