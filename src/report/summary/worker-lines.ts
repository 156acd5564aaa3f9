import type { RunResult, TargetResult } from '../../model/run-result.ts';
import { startSpreadMs } from '../../stats/clock/start-spread.ts';
import { groupBy } from '../../stats/group.ts';
import { counted, ms } from '../../text/format.ts';
import { workersNamed } from '../figures/machines/of-workers.ts';

/** A line for each target that several machines loaded. */
export const workerLines = ({ targets }: RunResult): string[] => targets.flatMap(lineOf);

function lineOf({ name, client: { workers = [] } }: TargetResult): string[] {
  if (workers.length === 0) return [];
  const parts = groupBy(
    workers.flatMap(({ phases }) => phases),
    ({ phase, repeat }) => `${repeat} ${phase}`,
  );
  const spreads = [...parts.values()].flatMap((phase) => startSpreadMs(phase) ?? []);
  const bounds = workers.flatMap(({ clock }) => clock?.boundMs ?? []);
  const received = workers.reduce((sum, { samplesReceived }) => sum + samplesReceived, 0);
  const facts = [
    ...(spreads.length > 0 ? [`began each phase within ${ms(Math.max(...spreads))}`] : []),
    ...(bounds.length > 0 ? [`clocks known to ±${ms(Math.max(...bounds))}`] : []),
    `${counted(received, 'sample')} of them here`,
    ...lostFact(workers.filter(({ lost }) => lost !== undefined).map((worker) => worker.name)),
  ];
  return [`${name}, ${workersNamed(workers.map((worker) => worker.name))}: ${facts.join(', ')}`];
}

const lostFact = (lost: readonly string[]): string[] => (lost.length === 0 ? [] : [`lost: ${workersNamed(lost)}`]);
