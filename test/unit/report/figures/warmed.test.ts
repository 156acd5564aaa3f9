import { expect, it } from 'vitest';
import type { TargetResult } from '../../../../src/model/run-result.ts';
import { warmedCount, warmedNotes } from '../../../../src/report/figures/warmed.ts';

const warmed = { environments: 19, started: 19, needed: 19, meanInFlight: 9.12, serviceMs: 152, calls: 24, tookMs: 9 };

const targetWith = (...phases: object[]) =>
  ({ phases: phases.map((phase, repeat) => ({ name: 'steady', repeat, ...phase })) }) as unknown as TargetResult;

it('says how many environments waited for a phase, and what they were counted for', () => {
  expect(warmedCount(targetWith({ warmed }, { warmed: { ...warmed, environments: 21 } }))).toBe('19 to 21');
  expect(warmedNotes(targetWith({}, { warmed }))).toEqual([
    'steady (repeat 2) started warm: 19 environments waited for it, for 9.1 requests in flight (152 ms each) and 3 standard deviations. No figure includes the 24 requests sent before it.',
  ]);
});

it('says nothing of phases that started cold', () => {
  expect([warmedCount(targetWith({})), warmedNotes(targetWith({}))]).toEqual([undefined, []]);
});
