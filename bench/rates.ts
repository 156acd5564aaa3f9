import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { startClock } from '../src/loadgen/clock.ts';
import { firePhase } from '../src/loadgen/fire.ts';
import { Recorder } from '../src/loadgen/recorder.ts';
import { identityHeaders } from '../src/model/identity.ts';
import type { ClientHealth } from '../src/model/run-result.ts';
import { type Phase, phaseSchema } from '../src/scenario/phases.ts';
import { MeasuresAccumulator } from '../src/stats/measures.ts';
import { SendSpread } from '../src/stats/spread.ts';
import { startProgram } from '../src/target/program.ts';
import type { Benchmark, Figure } from './benchmark.ts';
import { medianOf } from './median.ts';
import { truthConfig } from './truth-config.ts';

const promised = { lagMs: 1, ofAutocannon: 1.5 };
const open = { ratePerSecond: 10_000, durationMs: 10_000, name: 'rate' };
const closed = { connections: 64, seconds: 5, rounds: 5 };

export const rates: Benchmark = {
  about: 'rates: how late requests are sent at 10,000/s, and how many a closed loop gets through, every sample on disk',
  run: async () => {
    await using server = await startProgram({ name: 'truth', program: 'targets/truth/main', config: truthConfig(0) });
    return [
      await lagOf(server.url, phaseSchema.parse({ kind: 'constantRate', ...open })),
      await lagOf(server.url, phaseSchema.parse({ kind: 'poisson', ...open })),
      ...(await closedLoops(server.url)),
    ];
  },
};

async function lagOf(url: string, phase: Phase): Promise<Figure> {
  const { client, sent } = await fired(url, phase);
  const p99 = client.sendLagMs?.p99 ?? Number.NaN;
  return {
    what: `${phase.kind} at ${open.ratePerSecond}/s for ${open.durationMs / 1000} s: send lag`,
    value: `p50 ${client.sendLagMs?.p50?.toFixed(3)} ms, p99 ${p99.toFixed(2)} ms of ${sent} requests`,
    target: { text: `p99 < ${promised.lagMs} ms`, met: p99 < promised.lagMs },
  };
}

/** In turn, because the speed of the machine drifts. */
async function closedLoops(url: string): Promise<Figure[]> {
  const { connections, seconds, rounds } = closed;
  const phase = phaseSchema.parse({ kind: 'closed', name: 'loop', connections, durationMs: seconds * 1000 });
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    ours.push((await fired(url, phase)).sent / seconds);
    theirs.push((await autocannon({ url, connections, duration: seconds })).requests.average);
  }
  const ratio = medianOf(ours) / medianOf(theirs);
  const rate = (values: number[]) => `${Math.round(medianOf(values))} requests/s`;
  return [
    { what: `closed loop, ${connections} connections, rollcall`, value: rate(ours) },
    { what: `closed loop, ${connections} connections, autocannon`, value: rate(theirs) },
    {
      what: 'closed loop, rollcall / autocannon',
      value: ratio.toFixed(2),
      target: { text: `>= ${promised.ofAutocannon}`, met: ratio >= promised.ofAutocannon },
    },
  ];
}

/** As a run does it: identity read, measures added up, every sample written. */
async function fired(url: string, phase: Phase): Promise<{ client: Pick<ClientHealth, 'sendLagMs'>; sent: number }> {
  const directory = await mkdtemp(join(tmpdir(), 'rollcall-bench-'));
  const recorder = new Recorder(join(directory, 'samples.ndjson'));
  const [measures, spread] = [new MeasuresAccumulator(), new SendSpread()];
  await firePhase(phase, {
    ...{
      target: 'truth',
      url,
      repeat: 0,
      seed: 1,
      timeoutMs: 20_000,
      clock: startClock(),
      coldStartFromFirstCall: false,
    },
    request: { method: 'GET', path: '/', headers: {} },
    identity: {
      from: 'headers',
      instanceId: identityHeaders.instanceId,
      invocationId: identityHeaders.invocationId,
      coldStart: identityHeaders.coldStart,
    },
    signal: new AbortController().signal,
    onSample: (sample) => {
      recorder.write(sample);
      measures.add(sample);
      spread.add(sample);
    },
  });
  await recorder.close();
  await rm(directory, { recursive: true });
  return { client: spread.finish(), sent: measures.finish().requests.sent };
}
