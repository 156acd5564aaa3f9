import { describe, expect, it } from 'vitest';
import { conclusionsOf } from '../../../../src/experiment/result/conclusions.ts';
import type { TargetResult, Verdict } from '../../../../src/model/run-result.ts';
import { answered, distinct, targetResult } from '../target-result.ts';

const month = [{ label: 'launch' }] as unknown as NonNullable<TargetResult['months']>;

const target = (name: string, instances: number): TargetResult =>
  targetResult(name, {
    ...answered(10),
    ...distinct(instances),
    months: month,
    memory: { peak: { rssMb: 100 * instances, processes: 1, scans: 5 }, multiplier: { rss: instances } },
  });

const lambda = target('lambda', 10);
const other = target('other', 5);
const server = { ...target('server', 1), kind: 'node-server' as const };

/** These targets are INVALID. */
function concluded(targets: readonly TargetResult[], ...invalid: string[]) {
  const judged = targets.map(({ name }) => ({ name, status: invalid.includes(name) ? 'INVALID' : 'VALID' }) as const);
  const status = invalid.length === targets.length ? 'INVALID' : 'SUSPECT';
  const verdict: Verdict = { status, targets: judged, reasons: [] };
  const { comparison, ...found } = conclusionsOf(targets, verdict, 'server');
  return {
    roll: found.verdict.finding?.roll,
    compared: comparison?.targets.map(({ name }) => name),
    months: found.targets.flatMap(({ name, months }) => (months === undefined ? [] : [name])),
    multipliers: found.targets.flatMap(({ memory }) => memory?.multiplier?.rss ?? []),
  };
}

describe('one INVALID target of several', () => {
  it('of two: the baseline keeps its month and a roll of itself, and is not compared', () => {
    expect(concluded([lambda, server], 'lambda')).toEqual({
      roll: 'server answered 10 requests with 1 process.',
      compared: undefined,
      months: ['server'],
      multipliers: [],
    });
  });

  it('of two, the baseline: the other keeps its month and its roll, without 10x the memory of an INVALID server', () => {
    expect(concluded([lambda, server], 'server')).toEqual({
      roll: 'lambda answered 10 requests with 10 execution environments.',
      compared: undefined,
      months: ['lambda'],
      multipliers: [],
    });
  });

  it('of three, the baseline: a roll of each of the others', () => {
    expect(concluded([lambda, other, server], 'server')).toEqual({
      roll: 'lambda answered 10 requests with 10 execution environments. other answered 10 requests with 5 execution environments.',
      compared: undefined,
      months: ['lambda', 'other'],
      multipliers: [],
    });
  });

  it('of three, another: the two that are left are compared', () => {
    expect(concluded([lambda, other, server], 'other')).toEqual({
      roll: 'lambda answered 10 requests with 10 execution environments where server needed 1 process; lambda used 10× the memory (RSS).',
      compared: ['lambda', 'server'],
      months: ['lambda', 'server'],
      multipliers: [10, 1],
    });
  });
});

it('all targets are INVALID: no finding, no month, no comparison', () => {
  expect(concluded([lambda, server], 'lambda', 'server')).toEqual({
    roll: undefined,
    compared: undefined,
    months: [],
    multipliers: [],
  });
});

it('one server alone is its own baseline', () => {
  expect(concluded([server])).toMatchObject({ compared: ['server'], months: ['server'], multipliers: [1] });
});
