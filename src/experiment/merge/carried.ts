import type { VerdictCode } from '../../model/schema/verdict.ts';
import type { Reason } from '../verdict/reason.ts';
import type { RunToMerge } from './run-to-merge.ts';

/** What limits of each machine say: they cannot be judged from figures of all machines together. */
const ofOneMachine: ReadonlySet<VerdictCode> = new Set(['file-descriptors', 'ports']);

/** Judged again from the figures of all: everything else. */
export const carriedReasons = (runs: readonly RunToMerge[]): Reason[] =>
  runs.flatMap(({ name, result }) =>
    result.verdict.reasons
      .filter(({ code }) => ofOneMachine.has(code))
      .map((reason) => ({ ...reason, message: `in ${name}: ${reason.message}` })),
  );
