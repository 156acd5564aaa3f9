import type { StudySample } from '../../model/study/study-sample.ts';
import { groupBy } from '../../stats/group.ts';
import { counted, percent } from '../../text/format.ts';
import { limit } from '../verdict/limits.ts';

/**
 * Doubt about the times of a study where environments waited for a CPU of this machine, with the limit of runs. Projected times leave out the waiting that the platform
 * counted; a process that waits for a CPU while it starts looks like one that waits by itself.
 */
export function contentionDoubt(samples: readonly StudySample[]): string[] {
  const shares = [...groupBy(samples, ({ cell }) => cell)]
    .map(([cell, own]) => ({ cell, share: queuedShare(own) }))
    .filter(({ share }) => share > limit.highestQueueShare)
    .sort((a, b) => b.share - a.share);
  const [most] = shares;
  if (most === undefined) return [];
  return [
    `Environments of ${counted(shares.length, 'cell')} waited for a CPU of this machine, those of ${most.cell} for ${percent(most.share)} of their time: measured times depend on what else ran here, and projected starts may be too long. Run the study on a quiet machine.`,
  ];
}

function queuedShare(samples: readonly StudySample[]): number {
  let [queued, all] = [0, 0];
  for (const { values } of samples) {
    if (values['queuedMs'] === undefined) continue;
    queued += values['queuedMs'];
    all += (values['initMs'] ?? 0) + (values['restoreMs'] ?? 0) + (values['durationMs'] ?? 0);
  }
  return all === 0 ? 0 : queued / all;
}
