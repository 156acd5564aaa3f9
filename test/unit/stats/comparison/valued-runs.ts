import type { TargetResult } from '../../../../src/model/run-result.ts';
import type { NamedRun } from '../../../../src/stats/comparison/compare-runs.ts';
import { makeRun } from '../../../fixtures/report/make-run.ts';
import { distinct, medianMs, targetResult } from '../../experiment/target-result.ts';

const { result } = makeRun();

/** One run a value, with these targets. */
export const runsOf = <T>(values: readonly T[], targetsOf: (value: T) => TargetResult[]): NamedRun[] =>
  values.map((value, index) => ({ name: `run ${index}`, result: { ...result, targets: targetsOf(value) } }));

export const runsWithP50 = (...values: number[]): NamedRun[] =>
  runsOf(values, (p50) => [targetResult('lambda', medianMs(p50))]);

export const runsWithEnvironments = (...values: number[]): NamedRun[] =>
  runsOf(values, (count) => [targetResult('lambda', distinct(count))]);
