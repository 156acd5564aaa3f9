import type { IdleLife } from '../../model/study/idle-life.ts';
import type { StudyResult } from '../../model/study/study-result.ts';
import { absent, counted, ms, percent } from '../../text/format.ts';
import { allLeft, columnLines } from '../summary/columns.ts';

type Model = IdleLife['models'][number];

/** How long idle environments of each cell were kept, for a terminal. */
export const idleLifeLines = ({ cells, rounds }: StudyResult): string[] =>
  cells.flatMap(({ id, idleLives = [] }) =>
    idleLives.flatMap((life) => [
      `idle environments of ${id}${rounds.length > 1 ? `, ${life.round}` : ''}`,
      ...columnLines([
        ['  wait', 'idle for', 'still there', 'gone', 'share', '95% interval'],
        ...life.waits.map((wait) => [`  ${ms(wait.waitMs)}`, ...waitCells(wait)]),
      ]),
      ...columnLines(
        life.models.map((model) => [`  ${modelWords(model)}`, intervalWords(model), `weight ${percent(model.weight)}`]),
        allLeft,
      ),
      `  ${conclusion(life)}`,
    ]),
  );

export const waitCells = ({ idleMs, there, gone, share }: IdleLife['waits'][number]): string[] => [
  `${ms(idleMs.low)} to ${ms(idleMs.high)}`,
  ...[String(there), String(gone), percent(share.estimate)],
  `${percent(share.low)} to ${percent(share.high)}`,
];

const words: Readonly<Record<Model['kind'], (time: string) => string>> = {
  fixed: (time) => `all are kept for ${time}`,
  exponential: (time) => `each moment is as likely, ${time} on average`,
  halving: (time) => `half of the rest goes every ${time}`,
};

export const modelWords = ({ kind, ms: time }: Model): string => words[kind](ms(time));

export function intervalWords({ low, high }: Model): string {
  if (low === undefined && high === undefined) return absent;
  if (high === undefined) return `at least ${ms(low ?? 0)}`;
  return low === undefined ? `at most ${ms(high)}` : `${ms(low)} to ${ms(high)}`;
}

/** Below this weight another model may be the right one. */
const decisiveWeight = 0.95;

/** What the data say, and what they leave open. */
export function conclusion({ models: [best, second], waits }: IdleLife): string {
  const proactive = waits.reduce((sum, wait) => sum + wait.proactive, 0);
  const replaced =
    proactive === 0
      ? ''
      : ` ${counted(proactive, 'new environment')} of these waits had begun before the request came.`;
  if (best === undefined)
    return `${waits.every(({ gone }) => gone === 0) ? 'No environment was gone: wait longer.' : 'No environment was left: wait less.'}${replaced}`;
  const open =
    second !== undefined && best.weight < decisiveWeight
      ? ` It may also be that ${modelWords(second)}: more copies or more waits tell these apart.`
      : '';
  return `Likeliest: ${modelWords(best)} (95% interval ${intervalWords(best)}).${open}${replaced}`;
}
