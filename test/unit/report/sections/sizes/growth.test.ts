import { expect, it } from 'vitest';
import { burstUsdPerMillion } from '../../../../../src/billing/month/burst-cost.ts';
import type { Sample } from '../../../../../src/model/sample.ts';
import type { Costs } from '../../../../../src/model/schema/costs.ts';
import { loadCharts } from '../../../../../src/report/charts/chart.ts';
import { html } from '../../../../../src/report/page/markup.ts';
import { growthOf } from '../../../../../src/report/sections/sizes/growth.ts';
import { sizesSection } from '../../../../../src/report/sections/sizes/sizes.ts';
import { assembled, targetOf } from '../../../../fixtures/report/make-run.ts';
import { answered } from '../../../../fixtures/report/make-samples.ts';

const common = {
  target: 'lambda',
  phase: 'stairs',
  queueMs: 0,
  cpuMs: 1,
  waitingMs: 9,
  rssMb: 50,
  scope: 'call',
} as const;
const call = (burst: number, instanceId: string, invocationId: number): Sample =>
  answered({ ...common, burst, sentAtMs: burst * 100, instanceId, invocationId, cold: invocationId === 1 });

/** A burst of 3 on a, b, c; then one of 1 on a again. */
const samples = [call(0, 'a', 1), call(0, 'b', 1), call(0, 'c', 1), call(1, 'a', 2)];
const { result } = assembled([targetOf('lambda', 'local-lambda', samples)], samples);

it('took 1 environment for the burst of one, none of them cold, and 3 cold ones for the burst of three', () => {
  expect(growthOf(result, samples)).toEqual([
    {
      target: 'lambda',
      bursts: [
        { phase: 'stairs', size: 1, environments: 1, coldStarts: 0, p50Ms: 10, maxMs: 10 },
        // An init of 33 ms before the 10 ms of each call.
        { phase: 'stairs', size: 3, environments: 3, coldStarts: 3, p50Ms: 43, maxMs: 43 },
      ],
    },
  ]);
});

it('says nothing of bursts of one size, nor where a request is missing', () => {
  const one = samples.slice(0, 3);
  expect(growthOf(assembled([targetOf('lambda', 'local-lambda', one)], one).result, one)).toEqual([]);
  expect(growthOf(result, samples.slice(1))).toEqual([]);
});

it('prices a burst by its share of cold starts: 1 GB-s warm and 2 GB-s cold at $16.6667 per million, and $0.20 of requests', () => {
  const call = (gbSeconds: number) => ({ billedMs: 1000 * gbSeconds, gbSeconds, otherUsd: 0 });
  const durationTiers = [{ usdPerGbSecond: 0.0000166667 }];
  const calls = { warm: call(1), cold: call(2), keepAliveMs: 300_000, durationTiers, from: 'measured' as const };
  const costs: Costs = { fixed: [], usdPerRequest: 0.0000002, calls, assumes: [] };
  const at = (share: number, of = costs) => burstUsdPerMillion(of, share)?.toFixed(4);
  expect([at(0), at(0.5), at(1)]).toEqual(['16.8667', '25.2001', '33.5334']);
  const provisioned = { environments: 1, usdPerGbSecond: 0.00001 };
  expect(at(0, { ...costs, calls: { ...calls, provisioned } })).toBeUndefined();
  expect(at(0, { fixed: [], usdPerRequest: 0.0000002, assumes: [] })).toBeUndefined();
  const [growth] = growthOf(
    assembled([{ ...targetOf('lambda', 'local-lambda', samples), costs }], samples).result,
    samples,
  );
  expect(growth?.bursts.map(({ usdPerMillion }) => usdPerMillion?.toFixed(4))).toEqual(['16.8667', '33.5334']);
});

it('draws a small chart for each value that is known, with a point for each size', async () => {
  const draw = await loadCharts();
  const body = html`${sizesSection.body({ result, samples, draw })}`.toString();
  const labels = [...body.matchAll(/<svg class="chart near"[^>]*aria-label="(.*?)"/g)].map(([, label]) => label);
  expect(labels).toEqual([
    'Distinct environments by burst size: lambda: a burst of 1: distinct environments 1; lambda: a burst of 3: distinct environments 3',
    'Service time, p50 and max by burst size: lambda: a burst of 1: p50 10.0 ms; lambda: a burst of 3: p50 43.0 ms; lambda: a burst of 1: max 10.0 ms; lambda: a burst of 3: max 43.0 ms',
  ]);
});
