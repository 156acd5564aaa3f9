import { priceSheet } from '../../billing/price-sheet.ts';
import { optional } from '../../model/optional.ts';
import type { Tuning } from '../../model/study/tuning.ts';
import type { StudyCellSpec } from '../../scenario/study/cells.ts';
import type { Study } from '../../scenario/study/study.ts';
import { groupBy } from '../../stats/group.ts';
import type { PooledSamples } from '../../stats/study/groups.ts';
import { statisticsOf } from '../../stats/study/medians.ts';
import { type SizeMedians, tuningOf } from '../../stats/study/tune.ts';
import { kindOf } from '../../target-kinds/target-kinds.ts';

/** What the memory sizes of a study cost, in its last round; none without several sizes, or without prices. */
export function tuningsOf(study: Study, cells: readonly StudyCellSpec[], pooled: readonly PooledSamples[]): Tuning[] {
  const [cell] = cells;
  const last = study.protocol.rounds.at(-1)?.name;
  if (cell?.target === undefined || study.matrix.memory === undefined) return [];
  const { region = study.prices.region, architecture } = kindOf(cell.target).functionOf(cell.target);
  const { lambda: own, source: ownSource } = study.prices;
  const sheet = priceSheet({ region, architecture, own, ownSource });
  const [tier] = 'unknown' in sheet ? [] : sheet.lambda.durationTiers;
  if (tier === undefined || 'unknown' in sheet) return [];
  const prices = { usdPerGbSecond: tier.usdPerGbSecond, usdPerMillionRequests: sheet.lambda.usdPerMillionRequests };
  const byCell = new Map(cells.map((one) => [one.id, one]));
  const groups = groupBy(
    pooled.filter(({ round }) => round === last),
    ({ cell: id, start, forcedBy }) => JSON.stringify([start, forcedBy, { ...byCell.get(id)?.levels, memory: '' }]),
  );
  return [...groups.values()].flatMap((some) => {
    const [first] = some;
    if (first === undefined) return [];
    const { memory: _, ...others } = byCell.get(first.cell)?.levels ?? {};
    const of = [...Object.entries(others).map(([name, level]) => `${name}=${level}`)].join(' ');
    const sizes = some.flatMap((group) => sizeOf(group, Number(byCell.get(group.cell)?.levels['memory'])) ?? []);
    return tuningOf({ start: first.start, of }, sizes, prices) ?? [];
  });
}

/** Projected, where the CPU is known: on dedicated CPUs, whatever ran beside it here. */
function sizeOf({ runMedians: values }: PooledSamples, memoryMb: number): SizeMedians | undefined {
  const all = (projected: string, measured: string) => values.get(projected) ?? values.get(measured);
  const calls = all('projectedDurationMs', 'durationMs');
  if (calls === undefined || calls.length === 0) return undefined;
  const inits = all('projectedInitMs', 'initMs') ?? values.get('restoreMs') ?? [];
  const times = calls.map((call, index) => call + (inits[index] ?? 0));
  const median = (name: string) => {
    const some = values.get(name);
    return some === undefined ? undefined : statisticsOf(some).median.estimate;
  };
  const [callCpuMs, initCpuMs = 0] = [median('cpuMs'), median('initCpuMs')];
  return {
    memoryMb,
    timeMs: statisticsOf(times).median,
    ...optional('work', callCpuMs === undefined ? undefined : { initCpuMs, callCpuMs }),
  };
}
