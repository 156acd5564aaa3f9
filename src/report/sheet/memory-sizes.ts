import { monthAt } from '../../billing/month/months.ts';
import type { RunResult, TargetResult } from '../../model/run-result.ts';
import { mb, ms, shown, usd } from '../../text/format.ts';
import { doubtWord } from '../figures/doubt.ts';
import { type SheetBlock, traced } from './entry.ts';
import type { SheetQuestion } from './question.ts';

/** What was measured at each memory size; none if all functions of the run have the same. */
export function memorySizesBlocks(result: RunResult, { perSecond: rate }: SheetQuestion): SheetBlock[] {
  const sizes = result.targets
    .flatMap((target) => {
      const memoryMb = memorySizeOf(target);
      return memoryMb === undefined ? [] : [{ target, memoryMb }];
    })
    .sort((a, b) => a.memoryMb - b.memoryMb);
  if (new Set(sizes.map(({ memoryMb }) => memoryMb)).size < 2) return [];
  return [
    {
      heading: 'Memory sizes that were measured',
      note: 'The CPU share follows the memory size, up to one vCPU at 1,769 MB for one thread. Calls are projected.',
      columns: ['memory size', 'option', 'warm call', 'cold call', '$ per million warm calls', '$ per month'],
      rows: sizes.map(({ target, memoryMb }) => [
        traced(mb(memoryMb), 'billing.gbSeconds / billing.billedMs'),
        `${target.name}${doubtWord(result, target.name)}`,
        traced(shown(target.projected?.warm?.billedMsPerCall, ms), 'projected.warm.billedMsPerCall'),
        traced(shown(target.projected?.cold?.billedMsPerCall, ms), 'projected.cold.billedMsPerCall'),
        traced(shown(target.projected?.warm?.usdPerMillion, usd), 'projected.warm.usdPerMillion'),
        target.costs === undefined || rate === undefined
          ? '–'
          : traced(usd(monthAt(target.costs, rate).usd), `costs, at ${rate} requests/s`),
      ]),
    },
  ];
}

/** All calls of a target have one. */
function memorySizeOf({ billing, projected }: TargetResult): number | undefined {
  if (projected === undefined || billing === undefined || billing.billedMs === 0) return undefined;
  return Math.round((billing.gbSeconds * 1024 * 1000) / billing.billedMs);
}
