import { expect, it } from 'vitest';
import { projectedSchema } from '../../../../src/model/schema/projected.ts';
import { onDedicatedCpus } from '../../../../src/stats/projected/dedicated.ts';
import { projectedOf } from '../../../../src/stats/projected/projected.ts';
import { sheetOf } from '../../../fixtures/sheet-of.ts';
import { demandOf } from './demand-of.ts';

const [cold, warm] = [demandOf({ call: [30, 150], init: [60, 20] }), demandOf({ call: [2, 150] })];
const billing = { sheet: sheetOf() };

/** As often as the platform serves them. */
const replay = (colds: number, warms: number) => [
  {
    calls: [...Array(colds).fill(onDedicatedCpus(cold, 1)), ...Array(warms).fill(onDedicatedCpus(warm, 1))],
    environments: new Set(Array.from({ length: colds }, () => ({}))),
    ...{ peakAlive: colds, coldStarts: colds, throttled: 0, bursts: [] },
  },
];

it('bills the load that the platform serves: 1 call of 260 ms and 9 of 152 ms are 1,628 ms', () => {
  const projected = projectedSchema.parse(
    projectedOf({ demands: [cold, warm], replayed: replay(1, 9) }, { cpuScale: 1, billing }),
  );
  expect(projected).toMatchObject({ invocations: 10, billedMs: 260 + 9 * 152, environments: 1, coldStarts: 1 });
  // CPU 90 + 9 * 2 = 108 ms; the rest waited.
  expect(projected.cpuShareOfBilled).toBeCloseTo(108 / 1628, 12);
  expect(projected.waitingShareOfBilled).toBeCloseTo(1520 / 1628, 12);
  // 1.628 s * 1769 / 1024 GB * 0.0000166667 / 10 * 1e6 + 0.20
  expect(projected.usdPerMillion).toBeCloseTo(0.2 + ((1.628 * 1769) / 1024) * 0.0000166667 * 1e5, 9);
});

it('gives a cold and a warm call their own cost, from the calls that were measured', () => {
  const projected = projectedOf(
    { demands: [cold, cold, warm], replayed: replay(1, 9) },
    { cpuScale: 1, billing: { sheet: sheetOf({ freeTier: true }) } },
  );
  const perMillion = (ms: number) => 0.2 + ((ms * 1769) / 1024) * 0.0000166667 * 1000;
  expect(projected?.cold).toMatchObject({
    calls: 2,
    billedMsPerCall: 260,
    initMsPerCall: 80,
    latencyMs: { p50: 260, max: 260 },
  });
  expect(projected?.cold?.usdPerMillion).toBeCloseTo(perMillion(260), 9);
  expect(projected?.warm).toMatchObject({ calls: 1, billedMsPerCall: 152, latencyMs: { mean: 152 } });
  expect(projected?.warm?.usdPerMillion).toBeCloseTo(perMillion(152), 9);
  // 10 calls would use up nothing of a free tier, and a million such calls do: (260 + 9 * 152) / 10 ms each.
  expect(projected?.usdPerMillion).toBeCloseTo(perMillion(162.8), 9);
});

it('counts time that a small memory size holds a call back as neither CPU nor waiting', () => {
  // 884.5 MB is half a vCPU: 10 ms of CPU take 20 ms; 80 of 100 ms are waiting.
  const half = demandOf({ call: [10, 80], memorySizeMb: 884.5 });
  const projected = projectedOf({ demands: [half] }, { cpuScale: 1 });
  expect(projected).toMatchObject({ billedMs: 100, cpuShareOfBilled: 0.1, waitingShareOfBilled: 0.8 });
  expect(projected?.usdPerMillion).toBeUndefined();
  expect(projected?.environments).toBeUndefined();
});

it('is absent without calls', () => {
  expect(projectedOf({ demands: [] }, { cpuScale: 1 })).toBeUndefined();
});
