import { describe, expect, it } from 'vitest';
import { refusals } from '../../../../src/experiment/merge/refusals.ts';
import type { RunToMerge } from '../../../../src/experiment/merge/run-to-merge.ts';
import type { RunResult } from '../../../../src/model/run-result.ts';
import { madeSamples, runOf, scenarioOf } from './shards.ts';

const constant = { kind: 'constantRate', ratePerSecond: 500, durationMs: 600 };
const run = (
  name: string,
  seed: number,
  { startMs = seed / 8, load = constant as object, stated = {} } = {},
): RunToMerge => runOf(name, scenarioOf(load, stated), madeSamples(300, seed), startMs);
const a = run('a', 1);
const b = run('b', 2);
const withResult = (one: RunToMerge, change: Partial<RunResult>): RunToMerge => ({
  ...one,
  result: { ...one.result, ...change },
});

describe('runs that cannot become one', () => {
  it('are not these two, nor two whose shares, seeds and threads differ', () => {
    expect(refusals([a, b])).toEqual([]);
    const other = run('c', 3, { load: { ...constant, ratePerSecond: 50 }, stated: { seed: 7, threads: 2 } });
    expect(refusals([a, other])).toEqual([]);
  });

  it('are two loads, 60 s each and 20 minutes apart', () => {
    const late = run('late', 2, { startMs: 1_200_000 });
    // The last answer of a came at 742.x ms, and the first request of the other is due at 1,200,100.
    expect(refusals([a, late])).toEqual([
      expect.stringMatching(
        /^late began phase load of api 20\.0 min after a had ended it: these are several loads, not one\. /,
      ),
    ]);
  });

  it('are runs whose clocks may hide that they did not overlap: 600 ms by clocks of ±400 ms', () => {
    expect(refusals([a, b], 400)).toEqual([
      expect.stringMatching(/together for 6\d\d ms by their clocks, which may be wrong by ±400 ms each/),
    ]);
    expect(refusals([a, b], 100)).toEqual([]);
  });

  it.each([
    ['another timeout', { timeoutMs: 5000 }, 'timeoutMs differs'],
    ['another target', { targets: [{ name: 'api', kind: 'http', url: 'http://other.example/' }] }, 'targets differs'],
    ['another request', { request: { path: '/other' } }, 'request differs'],
  ])('are runs of different scenarios: %s', (_, stated, words) => {
    expect(refusals([a, run('b', 2, { stated })])).toEqual([
      `the runs have different scenarios: ${words}. Only shares of the load (rates, sizes, requests, clients), the seed and threads may differ`,
    ]);
  });

  it('are runs whose phase has another length, which is no share', () => {
    expect(refusals([a, run('b', 2, { load: { ...constant, durationMs: 900 } })])[0]).toContain(
      'load.durationMs differs',
    );
  });

  it('are a run and its copy', () => {
    expect(refusals([a, { ...a, name: 'copy' }])).toEqual(['a and copy are the same run']);
  });

  it('are runs of two versions', () => {
    const old = withResult(b, { tool: { name: 'rollcall', version: '0.0.9' } });
    expect(refusals([a, old])).toEqual([
      'the runs were made by different versions of rollcall, which may measure differently: 0.1.0, 0.0.9',
    ]);
  });

  it('are an interrupted run, and one of which a target failed: every reason is said', () => {
    const part = withResult(b, { status: 'interrupted' });
    const failed = withResult(a, {
      targets: a.result.targets.map((target) => ({ ...target, status: 'interrupted' as const })),
    });
    expect(refusals([failed, part])).toEqual([
      'a: api did not get through its load',
      'b: the run was interrupted: a part of a load cannot stand for its whole',
    ]);
  });

  it('are an INVALID run and one whose clock was set, but not one that has too few samples for a threshold', () => {
    const reason = { status: 'INVALID' as const, message: 'no answer', advice: 'mend it' };
    const judged = (...reasons: RunResult['verdict']['reasons']) =>
      withResult(b, { verdict: { ...b.result.verdict, status: 'INVALID', reasons } });
    expect(refusals([a, judged({ ...reason, code: 'nothing-answered' })])).toEqual(['b: it is INVALID: no answer']);
    expect(refusals([a, judged({ ...reason, code: 'too-few-samples', about: 'threshold' })])).toEqual([]);
    expect(refusals([a, judged({ ...reason, status: 'SUSPECT', code: 'clock-step' })])[0]).toContain(
      'the wall clock was set',
    );
  });

  it('are runs that started a target each, and a run that was merged', () => {
    const own = {
      ...b,
      scenario: scenarioOf(constant, { targets: [{ name: 'api', kind: 'node-server' }] }),
    };
    expect(refusals([a, own])[0]).toContain('b: the run started api itself: each run has a target of its own');
    const again = withResult(b, { merged: { runs: [] } });
    expect(refusals([a, again])).toEqual([
      'b: several workers or runs are merged in it already: merge the runs that it was made of',
    ]);
  });

  it('are runs of a function that was changed in between', () => {
    const version = (one: RunToMerge, codeSha256: string) =>
      withResult(one, {
        targets: one.result.targets.map((target) => ({
          ...target,
          deployed: {
            ...{ functionName: 'api', region: 'eu-west-1', codeSha256, notes: [] },
            reports: { source: 'none' as const, joined: 0, missing: 0 },
          },
        })),
      });
    expect(refusals([version(a, 'x'), version(b, 'x')])).toEqual([]);
    expect(refusals([version(a, 'x'), version(b, 'y')])).toEqual(['the function of api was not the same in all runs']);
  });
});
