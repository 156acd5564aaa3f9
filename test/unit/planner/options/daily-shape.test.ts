import { expect, test } from 'vitest';
import { coldOverDay, meanOfDay } from '../../../../src/planner/under-load/steady.ts';
import { optionOf } from '../plan-of.ts';

const oneHour = `[${[...Array(23).fill(0), 24].join(', ')}]`;
const plan = (option: string) => `
name: day
question: What does a busy hour cost?
demand: { average: 50/s, dailyShape: ${oneHour} }
calls: { cpu: 0ms, wait: 250ms, init: 750ms }
options: [{ name: it, ${option} }]
`;

test('of a day of 10 requests in one hour and 20 in the next, 1 % and 2 % are cold, and the instances grow by 2, 1 and 0', () => {
  const hours = [10 / 3600, 20 / 3600, ...Array(22).fill(0)];
  const alive = [2, 3, ...Array(22).fill(0)];
  const coldAt = (perSecond: number) => (perSecond > 15 / 3600 ? 0.02 : 0.01);
  // 0.1 + 0.4 + 2 + 1 of 30.
  expect(coldOverDay(hours, { coldAt, alive })).toBeCloseTo(3.5 / 30, 12);
  // From the last hour to the first, too: those of the first are still there.
  expect(coldOverDay(hours, { coldAt, alive: [...alive.slice(0, 23), 2] })).toBeCloseTo((0.5 + 1 + 2) / 30, 12);
  expect(coldOverDay(Array(24).fill(5), { coldAt: () => 0.25, alive: Array(24).fill(7) })).toBe(0.25);
  expect([meanOfDay(Array(24).fill(0.1)), meanOfDay([1, 2, 6])]).toEqual([0.1, 3]);
});

test('a day with one busy hour: instances on average are the mean over the day, and what that hour starts is cold', () => {
  const { figures } = optionOf(plan('kind: event, memoryMb: 512'), 'it');
  const { average, mean, overDay } = figures?.instances ?? expect.fail('no figures');
  expect(mean.value).toBeGreaterThan(300);
  expect(overDay.slice(0, 23)).toEqual(Array(23).fill(0));
  expect(average.value).toBeCloseTo(mean.value / 24, 9);
  // All 1,200/s are of the busy hour: 4,320,000 a day, for which the environments of the hour start once.
  const cold = (figures?.coldShareAtPeak?.value ?? 0) + mean.value / 4_320_000;
  expect(figures?.coldShare?.value).toBeCloseTo(cold, 12);
  // 50 * 730 h a month; a cold call is billed 1 s of 0.5 GB at $0.0000133334.
  const usd = figures?.month?.parts.find(({ what }) => what.includes('cold'))?.usd ?? 0;
  expect(usd / (50 * 730 * 3600 * cold * 0.5 * 0.0000133334)).toBeCloseTo(1, 2);
});

test('300 provisioned environments are there all day, and only those beyond them start', () => {
  const { figures } = optionOf(plan('kind: provisioned, memoryMb: 512, environments: 300'), 'it');
  const { average, mean } = figures?.instances ?? expect.fail('no figures');
  expect(average.value).toBeCloseTo((23 * 300 + mean.value) / 24, 9);
  const cold = (figures?.coldShareAtPeak?.value ?? 0) + (mean.value - 300) / 4_320_000;
  expect(figures?.coldShare?.value).toBeCloseTo(cold, 12);
});

test('instances that take several requests are the mean over the day, too', () => {
  const { figures } = optionOf(plan('kind: cloud-run, concurrency: 10'), 'it');
  const { average, mean, overDay } = figures?.instances ?? expect.fail('no figures');
  expect(average.value).toBeCloseTo(mean.value / 24, 9);
  expect(overDay[23]).toBeCloseTo(mean.value, 9);
});
