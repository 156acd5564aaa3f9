import type { RunResult, TargetResult } from '../../../model/run-result.ts';
import { absent, mb } from '../../../text/format.ts';
import { withProcessor } from '../../figures/price-note.ts';
import { type Entry, stated } from '../entry.ts';

/** What is paid for: `function, 512 MB, arm64`; `t4g.small, ARM`. */
export function hostingOf(target: TargetResult, { prices }: RunResult): Entry {
  const { billing, costs } = target;
  if (costs?.servers !== undefined)
    return stated(withProcessor(costs.servers.description), 'costs.servers.description');
  if (billing?.pricedAs !== undefined) return stated(billing.pricedAs, 'billing.pricedAs');
  const memoryMb = memorySizeOf(target);
  if (memoryMb === undefined) return absent;
  const architecture = prices.used?.find((price) => price.target === target.name)?.architecture;
  return stated(
    ['function', mb(memoryMb), ...(architecture === undefined ? [] : [architecture])].join(', '),
    'billing.gbSeconds / billing.billedMs, prices.used',
  );
}

/** All calls of a target have one. */
export function memorySizeOf({ billing }: TargetResult): number | undefined {
  if (billing === undefined || billing.pricedAs !== undefined || billing.billedMs === 0) return undefined;
  return Math.round((billing.gbSeconds * 1024 * 1000) / billing.billedMs);
}
