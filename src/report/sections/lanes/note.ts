import { count, counted } from '../../../text/format.ts';
import type { Drawn, LanePanel } from './lane-chart.ts';

/** What is not drawn, or not by itself; nothing if all is. */
export function lanesNote({ totals, drawn, joined, lanes }: LanePanel): string | undefined {
  if (drawn.requests === totals.requests && joined.requests === 0) return undefined;
  const part = (key: keyof Drawn): string => {
    const together = joined[key] === 0 ? '' : ` (${count(joined[key])} of them joined with their neighbours)`;
    const all = drawn[key] === totals[key];
    return `${all ? 'all' : `${count(drawn[key])} of`} ${count(totals[key])}${together}`;
  };
  const lacking = lanes.filter(({ complete }) => !complete).length;
  const gaps =
    lacking === 0
      ? '.'
      : `. Not all requests of ${counted(lacking, 'lane')} are at hand: a gap there is not idle time.`;
  return [
    `Drawn: of the requests ${part('requests')}, among them the first, the last and the longest`,
    totals.failed === 0 ? 'none failed' : `of those throttled or failed ${part('failed')}`,
    totals.coldStarts === 0 ? 'no cold starts' : `of cold starts ${part('coldStarts')}`,
  ]
    .join('; ')
    .concat(gaps);
}
