import type { RunResult } from '../../model/run-result.ts';
import type { PartKind } from '../../stats/service-time-parts.ts';
import { targetClass, targetColor } from '../page/color.ts';
import { html, type Markup } from '../page/markup.ts';
import { indexOfTarget } from '../page/target-name.ts';

/** In the order in which they are drawn, and what they are called. */
export const partNames: Readonly<Record<PartKind, string>> = {
  queue: 'queueing, dispatch, network',
  init: 'init (cold start)',
  cpu: 'CPU',
  waiting: 'waiting',
  handler: 'handler',
  service: 'service time',
  receive: 'receiving',
  failed: 'throttled or failed',
};

/** Items of a legend for the parts in a drawing, in the order in which they are drawn, and for what else is in it. */
export function partLegend(
  result: RunResult,
  targets: readonly string[],
  kinds: ReadonlySet<PartKind>,
  beside?: Markup,
): Markup {
  const present = (Object.keys(partNames) as PartKind[]).filter((kind) => kinds.has(kind));
  const entries = present.map((kind) => {
    const swatches = common.has(kind)
      ? html`<span class="swatch ${kind}"></span>`
      : targets.map((name) => html`<span class="swatch ${kind} ${targetClass(indexOfTarget(result, name))}"></span>`);
    return html`<li>${swatches}${partNames[kind]}</li>`;
  });
  return html`${entries}${beside}`;
}

/** Of lanes: an environment that is there, without a request. */
export const idleEntry = html`<li><span class="swatch alive"></span>alive but idle</li>`;

/** Parts that have the same color for every target. */
const common: ReadonlySet<PartKind> = new Set(['queue', 'init', 'receive', 'failed']);

/** The fill of a part of a target. */
export function partColor(kind: PartKind, index: number): string {
  if (common.has(kind)) return `var(--part-${kind})`;
  const shade = ({ cpu: '', waiting: '-soft' } as Partial<Record<PartKind, '' | '-soft'>>)[kind] ?? '-mid';
  return targetColor(index, shade);
}
