import { count, ms, percent } from '../../../text/format.ts';
import { partNames } from '../../charts/legend.ts';
import { partEdge } from '../../charts/part-edge.ts';
import { fine, plot } from '../../charts/time-chart.ts';
import { targetClass } from '../../page/color.ts';
import { instanceLabels } from '../../page/instance-labels.ts';
import { html, type Markup } from '../../page/markup.ts';
import type { Life, UseKind } from './life.ts';
import type { TargetLives } from './target-lives.ts';

const rowPx = 16;
const barPx = 12;

interface Look {
  readonly targetIndex: number;
  /** What the time without a request is called. */
  readonly idle: 'idle' | 'frozen';
  /** The chart below has the scale of both. */
  readonly bare: boolean;
}

/** All instances of a target, then some of them: each a strip of its whole life. */
export function drawLives({ target, all, instances, drawn }: TargetLives, { targetIndex, idle, bare }: Look): Markup {
  const labelOf = instanceLabels(target);
  const rows = [
    {
      life: all,
      name: instances === 1 ? labelOf(target.environments.list[0]?.instanceId ?? '') : `all ${count(instances)}`,
    },
    ...drawn.map((life) => ({ life, name: labelOf(life.instanceId) })),
  ];
  const height = rows.length * rowPx;
  const words = all.uses.map((use) => `${useName(use.kind, idle)} ${percent(use.ms / all.lifeMs)}`);
  return html`<svg class="chart time life ${bare ? 'bare ' : ''}${targetClass(targetIndex)}" role="img" aria-label="${`Life of ${target.name}: ${words.join(', ')}`}" width="100%" height="${height + plot.top + (bare ? plot.bare : plot.bottom)}">
<g class="ticks">${[0, 25, 50, 75, 100].map((share) => tick(share, height))}</g>
${rows.map(({ life, name }, index) => strip(life, plot.top + index * rowPx, { name, idle }))}</svg>`;
}

export const useName = (kind: UseKind, idle: string): string => (kind === 'idle' ? idle : partNames[kind]);

const tick = (share: number, height: number): Markup =>
  html`<line x1="${share}%" x2="${share}%" y1="${plot.top}" y2="${plot.top + height}"/><text x="${share}%" y="${plot.top + height + 17}">${share}%</text>`;

function strip(life: Life, y: number, { name, idle }: { readonly name: string; readonly idle: Look['idle'] }): Markup {
  let fromShare = 0;
  const place = { y: y + (rowPx - barPx) / 2, height: barPx };
  const parts = life.uses.map(({ kind, ms: used }, index) => {
    const share = used / life.lifeMs;
    const title = `${name}: ${useName(kind, idle)} ${ms(used)}, ${percent(share)} of ${ms(life.lifeMs)}`;
    const before = life.uses[index - 1]?.kind;
    const edge = before && partEdge(before, kind, { share: fromShare, ...place });
    const [x, width, toX] = [fromShare, share, fromShare + share].map((of) => `${fine(of * 100)}%`);
    fromShare += share;
    const middle = y + rowPx / 2;
    const hatch =
      kind === 'idle' ? html`<line class="${idle}" x1="${x}" x2="${toX}" y1="${middle}" y2="${middle}"/>` : undefined;
    return html`<g class="mark"><title>${title}</title><rect class="${kind === 'idle' ? `alive ${idle}` : kind}" x="${x}" y="${place.y}" width="${width}" height="${barPx}"/>${hatch}</g>${edge}`;
  });
  return html`<text class="name" x="${plot.nameX}" y="${y + rowPx / 2 + 4}">${name}</text>${parts}\n`;
}
