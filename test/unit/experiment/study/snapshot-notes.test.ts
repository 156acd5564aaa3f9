import { describe, expect, it } from 'vitest';
import { snapshotNotes } from '../../../../src/experiment/study/snapshot-notes.ts';
import type { StudyCell } from '../../../../src/model/study/study-result.ts';

const cell = (snapshot: 'true' | 'false', estimate: number, about = 1): StudyCell => ({
  id: snapshot,
  levels: { function: 'api', snapshot },
  ...{ planned: 20, done: 20, failures: [] },
  groups: [
    {
      ...{ round: 'first', start: 'cold', count: 20, failed: 0 },
      values: {
        [snapshot === 'true' ? 'projectedRestoreMs' : 'projectedInitMs']: {
          ...{ count: 20, min: 0, p25: 0, p75: 0, max: 0 },
          median: { estimate, low: estimate - about, high: estimate + about },
        },
      },
    },
  ],
});

const notesOf = (initMs: number, restoreMs: number, about?: number) =>
  snapshotNotes([cell('false', initMs, about), cell('true', restoreMs, about)], () => 1024);

describe('a snapshot and an init in its place', () => {
  it('says when the snapshot is slower, and that at AWS it never costs less', () => {
    const [note = '', ...others] = notesOf(30, 45);
    expect(others).toEqual([]);
    expect(note).toMatch(
      /^api: the snapshot is slower: a restore from its snapshot takes 45\.0 ms, an init 30\.0 ms\. At AWS /,
    );
    expect(note).toMatch(/: it never costs less\.$/);
  });

  it('says when it is faster, and from how many cold starts an hour on it costs less: 634.7 for 8.9 s and 1 GB', () => {
    expect(notesOf(9000, 100)[0]).toMatch(
      /^api: the snapshot is faster: .* At AWS its cache costs 0\.00542 USD an hour \(.*\): it costs less from 635 cold starts an hour on\.$/,
    );
  });

  it('claims nothing where the intervals overlap', () => {
    expect(notesOf(30, 31)[0]).toMatch(/^api: no difference is shown: /);
  });

  it('says nothing without a counterpart', () => {
    expect(snapshotNotes([cell('true', 45)], () => 1024)).toEqual([]);
  });
});
