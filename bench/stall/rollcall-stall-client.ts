import { phaseSchema } from '../../src/load/phases.ts';
import { pingPath } from '../../src/model/identity.ts';
import { responseTimeMs, type Sample, serviceTimeMs } from '../../src/model/sample.ts';
import { percentile } from '../../src/stats/percentile.ts';
import { serveFrom } from '../client-process.ts';
import { plainOrder, startGenerator } from '../generator.ts';
import type { Percentiles, StallReport, StallRequest } from './stall-client.ts';

const generator = await startGenerator();

serveFrom<StallRequest, StallReport>(async ({ url, ratePerSecond, durationMs }) => {
  const samples: Sample[] = [];
  const rate = phaseSchema.parse({ kind: 'constantRate', name: 'rate', ratePerSecond, durationMs });
  await generator.fire(plainOrder({ url, warmPath: pingPath }, rate), {
    signal: new AbortController().signal,
    onSample: (sample) => samples.push(sample),
  });
  return {
    responseTime: percentilesOf(samples.map(responseTimeMs)),
    serviceTime: percentilesOf(samples.map((sample) => serviceTimeMs(sample) ?? Number.NaN)),
    notAnswered: samples.filter(({ outcome }) => outcome.kind !== 'answered').length,
  };
});

function percentilesOf(values: readonly number[]): Percentiles {
  const ascending = Float64Array.from(values).sort();
  const at = (percent: number) => percentile(ascending, percent) ?? Number.NaN;
  return { p50: at(50), p90: at(90), p99: at(99), values: values.length };
}
