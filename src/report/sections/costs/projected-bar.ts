import { counted, ms, percent } from '../../../text/format.ts';
import { figure, targetScope } from '../../figures/figure.ts';
import { html, type Markup } from '../../page/markup.ts';
import type { PageContext } from '../section.ts';
import { bar } from './bar.ts';

type Target = PageContext['result']['targets'][number];

/** Where billed time goes on the platform; the rest beside CPU and waiting is what the CPU share holds back. */
export function projectedBar(target: Target): Markup | undefined {
  const { projected } = target;
  if (projected === undefined) return undefined;
  const { billedMs, cpuShareOfBilled: cpu, waitingShareOfBilled: waiting, invocations } = projected;
  const parts = [
    { share: cpu, look: 'cpu', name: 'CPU' },
    { share: Math.max(0, 1 - cpu - waiting), look: 'held', name: 'CPU throttled' },
    { share: waiting, look: 'waiting', name: 'waiting' },
  ]
    .filter(({ share }) => share > 1e-9)
    .map(({ name, ...part }) => ({
      ...part,
      title: `${target.name}, projected: ${name} ${ms(part.share * billedMs)}, ${percent(part.share)} of billed time`,
    }));
  const scope = targetScope(target);
  const label = `Projected billed time of ${target.name}: ${parts.map(({ title }) => title).join('; ')}`;
  return html`<p class="panel-name"><span class="muted">projected: ${figure(scope, 'projected.billedMs', ms)} billed in
${counted(invocations, 'invocation')}, ${figure(scope, 'projected.waitingShareOfBilled', percent)} waiting</span></p>
${bar(parts, label)}`;
}
