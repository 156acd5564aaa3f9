import { phaseSchema } from '../../src/load/phases.ts';
import type { Sample } from '../../src/model/sample.ts';
import { percentile } from '../../src/stats/percentile.ts';
import type { Figure } from '../benchmark.ts';
import { medianOf } from '../median.ts';
import { answered, distinctInstances, overheads, serviceTimes } from './fire.ts';
import { withLambda } from './program.ts';

const promised = { callMs: 1, overheadMs: 0.7, ofRate: 0.99 };

/** Enough that Node has compiled what is hot, on both sides. */
const unmeasured = 500;

const environments = 50;

/** With this wait about 50 calls run at once at 5,000/s: 5,000/s * (8.6 ms of the handler + the way) = 46, and chance. */
const waitMs = 8;
const load = { ratePerSecond: 5000, durationMs: 10_000 };

/** No more requests on their way than environments: what comes late is not sent, and counts as such, instead of starting another. */
const open = { ...load, kind: 'constantRate', maxInFlight: environments };

/** The whole way through function URL and Runtime API and back, of a handler that does nothing. */
export async function warmCall(requests = 1000): Promise<Figure> {
  const calls = phaseSchema.parse({ name: 'warm', kind: 'sequential', requests: unmeasured + requests });
  return withLambda({ handler: 'empty.mjs' }, async (lambda) => {
    const samples = answered(await lambda.fire(calls));
    const p50 = medianOf(serviceTimes(samples.slice(unmeasured)));
    return {
      what: `warm call of an empty handler, median of ${requests}`,
      value: `${p50.toFixed(2)} ms`,
      target: { text: `< ${promised.callMs} ms`, met: p50 < promised.callMs },
    };
  });
}

/** The same way while 50 environments are busy. Two seconds of the load come first, and are not counted. */
export async function warmRate(): Promise<Figure[]> {
  const warm = phaseSchema.parse({ name: 'warm', kind: 'burst', size: environments, repeats: 3, gapMs: 100 });
  const before = phaseSchema.parse({ ...open, name: 'before', durationMs: 3000 });
  const rate = phaseSchema.parse({ ...open, name: 'rate' });
  return withLambda({ handler: 'waits.mjs', waitMs }, async (lambda) => {
    answered(await lambda.fire(warm));
    await lambda.fire(before);
    return rateFigures(await lambda.fire(rate));
  });
}

function rateFigures(samples: readonly Sample[]): Figure[] {
  const good = samples.filter(({ outcome }) => outcome.kind === 'answered');
  const achieved = good.length / (load.durationMs / 1000);
  const costs = overheads(good);
  const p50 = medianOf(costs);
  const p99 = percentile(Float64Array.from(costs).sort(), 99) ?? Number.NaN;
  const what = `${load.ratePerSecond} calls/s for ${load.durationMs / 1000} s, handler waits ${waitMs} ms`;
  return [
    {
      what: `${what}: answered`,
      value: `${Math.round(achieved)}/s by ${distinctInstances(good)} environments; ${samples.length - good.length} not answered`,
      target: { text: `${load.ratePerSecond}/s`, met: achieved >= load.ratePerSecond * promised.ofRate },
    },
    {
      what: `${what}: median overhead`,
      value: `${p50.toFixed(2)} ms (p99 ${p99.toFixed(2)} ms), its handler ${medianOf(handlerTimes(good)).toFixed(2)} ms`,
      target: { text: `< ${promised.overheadMs} ms`, met: p50 < promised.overheadMs },
    },
  ];
}

const handlerTimes = (samples: readonly Sample[]): number[] => samples.flatMap(({ meters }) => meters.handlerMs ?? []);
