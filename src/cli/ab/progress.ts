import { relative } from 'node:path';
import type { WriteStream } from 'node:tty';
import type { AbEvent } from '../../library/ab/ab.ts';
import { printable } from '../../model/printable.ts';
import type { AbPlan } from '../../report/ab/view.ts';
import { durationText } from '../../report/ab/words.ts';
import { gatesSummary } from '../../report/comparison/headline.ts';
import { counted } from '../../text/format.ts';

interface AbProgress {
  onEvent(event: AbEvent): void;
  /** Leaves the cursor at the start of a line. */
  done(): void;
}

/** A line after each pair of runs; on a terminal, also the run that is going on. */
export function showAbProgress(out: WriteStream, quiet: boolean, plan: AbPlan): AbProgress {
  if (quiet) return { onEvent: () => {}, done: () => {} };
  const redraws = out.isTTY && process.env['TERM'] !== 'dumb';
  const clear = redraws ? '\r\x1b[K' : '';
  const onEvent = (event: AbEvent) => {
    if (event.kind !== 'run') out.write(`${clear}${linesOf(event, plan).map(printable).join('\n')}\n`);
    else if (redraws) out.write(`${clear}${event.name}`);
  };
  return { onEvent, done: () => void out.write(clear) };
}

function linesOf(event: Exclude<AbEvent, { kind: 'run' }>, plan: AbPlan): string[] {
  if (event.kind === 'left-out') return [`${event.name} ${event.why}: it does not count`];
  if (event.kind === 'look') {
    const { pairs, gates } = event.look;
    const found = pairs < plan.minPairs ? `no decision before ${plan.minPairs}` : gatesSummary(gates);
    return [`${counted(pairs, 'pair')} of at most ${plan.maxPairs}: ${found}`];
  }
  const [base, head] = [event.folders.base, event.folders.head].map((folder) => relative('.', folder) || '.');
  return [
    ...event.lines,
    `both sides run ${event.file}, with the files of ${base} and ${head} in turn, at most ${plan.maxPairs} times and ${durationText(plan.budgetMs)}`,
  ];
}
