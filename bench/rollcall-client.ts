import { startClock } from '../src/loadgen/clock.ts';
import { firePhase } from '../src/loadgen/fire.ts';
import { pingPath } from '../src/model/identity.ts';
import { type Sample, serviceTimeMs } from '../src/model/sample.ts';
import { serveBursts } from './burst-client.ts';

const clock = startClock();

/** One burst over warm connections of its own. */
serveBursts(async ({ url, size }) => {
  const samples: Sample[] = [];
  await firePhase(
    { kind: 'burst', name: 'bench', size, repeats: 1, gapMs: 0, connections: 'warm' },
    {
      ...{ target: 'truth', url, repeat: 0, seed: 1, timeoutMs: 20_000, clock },
      request: { method: 'GET', path: '/', headers: {} },
      warmPath: pingPath,
      // The server says in a header how long it held the request: read in the place of a name, it comes with the sample.
      identity: { from: 'headers', instanceId: 'x-held-ms', invocationId: 'none', coldStart: 'none' },
      coldStartFromFirstCall: false,
      signal: new AbortController().signal,
      onSample: (sample) => samples.push(sample),
    },
  );
  const sends = samples.map(({ sentAtMs = Number.NaN }) => sentAtMs);
  return {
    addedMs: samples.map((sample) => (serviceTimeMs(sample) ?? Number.NaN) - Number(sample.identity?.instanceId)),
    sendSpreadMs: Math.max(...sends) - Math.min(...sends),
  };
});
