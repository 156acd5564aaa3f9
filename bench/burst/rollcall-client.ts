import { pingPath } from '../../src/model/identity.ts';
import { type Sample, serviceTimeMs } from '../../src/model/sample.ts';
import { percentile } from '../../src/stats/percentile.ts';
import { plainOrder, startGenerator } from '../generator.ts';
import { serveBursts } from './burst-client.ts';

const generator = await startGenerator();

/** One burst over warm connections of its own. */
serveBursts(async ({ url, size, ca }) => {
  const samples: Sample[] = [];
  const order = plainOrder(
    { url, warmPath: pingPath, ...(ca !== undefined && { tls: { ca } }) },
    { kind: 'burst', name: 'bench', size, repeats: 1, gapMs: 0, connections: 'warm' },
    {
      // The server says in a header how long it held the request: read in the place of a name, it comes with the sample.
      identity: { from: 'headers', instanceId: 'x-held-ms', invocationId: 'none', coldStart: 'none' },
      coldStartsFrom: 'answers',
    },
  );
  await generator.fire(order, {
    signal: new AbortController().signal,
    onSample: (sample) => samples.push(sample),
  });
  const bad = samples.find((sample) => sample.outcome.kind !== 'answered');
  if (bad !== undefined) throw new Error(`a request was not answered: ${JSON.stringify(bad.outcome)}`);
  return { addedMs: samples.map(addedMs), spread: spreadOf(samples) };
});

const addedMs = (sample: Sample): number => (serviceTimeMs(sample) ?? Number.NaN) - Number(sample.identity?.instanceId);

function spreadOf(samples: readonly Sample[]): { p1ToP99Ms: number; maxMs: number } {
  const sends = Float64Array.from(samples, ({ sentAtMs = Number.NaN }) => sentAtMs).sort();
  const at = (percent: number) => percentile(sends, percent) ?? Number.NaN;
  return { p1ToP99Ms: at(99) - at(1), maxMs: at(100) - at(0) };
}
