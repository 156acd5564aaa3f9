import type { PartKind } from '../../stats/service-time-parts.ts';
import { html, type Markup } from '../page/markup.ts';

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
export function partLegend(kinds: ReadonlySet<PartKind>, beside?: Markup): Markup {
  const present = (Object.keys(partNames) as PartKind[]).filter((kind) => kinds.has(kind));
  const entries = present.map((kind) => {
    return html`<li><span class="swatch ${kind}"></span>${partNames[kind]}</li>`;
  });
  return html`${entries}${beside}`;
}

/** Of lanes: an environment that is there, without a request. */
export const idleEntry = html`<li><span class="swatch alive"></span>alive but idle</li>`;

/** The fill of a part. */
export const partColor = (kind: PartKind): string => `var(--part-${kind === 'handler' ? 'service' : kind})`;
