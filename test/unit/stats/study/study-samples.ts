import type { StudySample } from '../../../../src/model/study/study-sample.ts';

/** A sample of a study, of which a test says what matters. */
export const studySample = (own: Partial<StudySample>): StudySample => ({
  ...{ cell: 'a', round: 'first', run: 1, copy: 1, start: 'cold', call: 1, atEpochMs: 0, values: {} },
  ...own,
});
