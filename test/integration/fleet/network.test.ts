import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { programFile } from '../../../src/launch/local/program-file.ts';
import type { TruthConfig, TruthRecord } from '../../../src/model/platform/programs.ts';
import { type RunResult, runResultSchema } from '../../../src/model/run-result.ts';
import type { SampleLine } from '../../../src/model/sample-line.ts';
import { startSpreadMs } from '../../../src/stats/clock/start-spread.ts';
import { percentile } from '../../../src/stats/percentile.ts';
import { makeNetwork, type Place, startNodeIn } from '../../fixtures/nats/namespaces.ts';
import { startNats } from '../../fixtures/nats/start-server.ts';
import { bin, readSampleLines, scenarioFile, targetOf, temporaryDirectory } from '../rollcall.ts';

/** `FLEET_SIZE=full npx vitest run test/integration/fleet/network.test.ts` is the load that a fleet has to carry; prints figures. */
const isFull = process.env['FLEET_SIZE'] === 'full';
const size = isFull
  ? { burst: 3000, bursts: 10, ratePerSecond: 15_000, durationMs: 20_000 }
  : { burst: 150, bursts: 2, ratePerSecond: 200, durationMs: 2000 };
const delayMs = 20;

const names = ['w1', 'w2', 'w3'];

async function startTruthAt(place: Place, recordFile: string) {
  const every = { throttle: 0, error: 0, reset: 0, hang: 0, garbage: 0 };
  const config: TruthConfig = {
    ...{
      host: place.address,
      allowHosts: [place.address],
      port: 0,
      backlog: 4096,
      delayMs,
      instances: 7,
      recordFile,
      every,
    },
  };
  const child = startNodeIn(place, programFile('targets/truth/main'));
  child.stdin?.write(`${JSON.stringify(config)}\n`);
  if (child.stdout === null) throw new Error('no stdout');
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return {
    url: (JSON.parse(line) as { url: string }).url,
    records: async (): Promise<TruthRecord[]> => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      return (await readFile(recordFile, 'utf8'))
        .trimEnd()
        .split('\n')
        .map((text) => JSON.parse(text) as TruthRecord);
    },
  };
}

test('three workers, each in a network namespace, send every request once, on one schedule, and start together', async () => {
  using network = makeNetwork(['broker', 'truth', 'coordinator', ...names]);
  if (!network.isReal) console.warn('no root: on loopback, without network namespaces');
  const at = network.of('broker');
  await using broker = await startNats({ host: at.address, within: at.within });
  const truth = await startTruthAt(network.of('truth'), join(await temporaryDirectory(), 'record.ndjson'));
  for (const name of names)
    startNodeIn(network.of(name), bin, 'worker', '--engine', broker.url, '--name', name, '--once');
  const rate = { kind: 'constantRate', name: 'rate', ratePerSecond: size.ratePerSecond, durationMs: size.durationMs };
  const load = [...bursts, { ...rate, maxInFlight: 20_000 }];
  const engine = ['--workers', '3', '--engine', broker.url];
  const { result, samples } = await finished(network.of('coordinator'), truth.url, load, engine);
  const planned = size.bursts * size.burst + (size.ratePerSecond * size.durationMs) / 1000;
  const answered = samples.filter(({ outcome }) => outcome === 'answered');
  expect([samples.length, answered.length]).toEqual([planned, planned]);
  const records = await truth.records();
  expect(records.length).toBe(planned);
  expect(new Set(answered.map(nameOf))).toEqual(new Set(records.map(nameOf)));
  const scheduled = samples.filter(({ phase }) => phase === 'rate').sort((a, b) => a.intendedAtMs - b.intendedAtMs);
  const due = scheduled.map(({ intendedAtMs }) => intendedAtMs);
  const gaps = due.slice(1).map((atMs, k) => atMs - (due[k] ?? Number.NaN));
  // Of one schedule: every gap is the same, to the µs to which instants are recorded.
  const gapMs = 1000 / size.ratePerSecond;
  expect(gaps.filter((gap) => Math.abs(gap - gapMs) > 0.0025)).toEqual([]);
  // As the server has read them: the three fire side by side, each every third request of the one schedule.
  const readAtMs = new Map(records.map((record) => [nameOf(record), record.readAtMs]));
  const arrivals = scheduled.map((sample, k) => ({
    ...{ worker: k % 3, dueMs: sample.intendedAtMs, atMs: readAtMs.get(nameOf(sample)) ?? Number.NaN },
  }));
  arrivals.sort((a, b) => a.atMs - b.atMs);
  const firstHalf = arrivals.slice(0, arrivals.length / 2);
  for (const worker of [0, 1, 2]) {
    const share = firstHalf.filter((arrival) => arrival.worker === worker).length / firstHalf.length;
    expect([worker, share > 1 / 4, share < 5 / 12]).toEqual([worker, true, true]);
  }
  const { workers = [] } = targetOf(result, 'truth').client;
  expect(workers.map(({ samplesSent, samplesReceived }) => (samplesSent ?? 0) - samplesReceived)).toEqual([0, 0, 0]);
  expect(workers.reduce((sum, { samplesReceived }) => sum + samplesReceived, 0)).toBe(planned);
  if (!isFull) return;
  const alone = await startTruthAt(network.of('truth'), join(await temporaryDirectory(), 'alone.ndjson'));
  const one = await finished(network.of('w1'), alone.url, bursts, []);
  const errors = [errorsOf(samples, records), errorsOf(one.samples, await alone.records())];
  console.log([figuresOf(result), latenessOf(arrivals), ...errors].join('\n'));
});

const bursts = Array.from({ length: size.bursts }, (_, k) => ({ kind: 'burst', name: `b${k}`, size: size.burst }));

async function finished(place: Place, url: string, load: readonly object[], engine: readonly string[]) {
  const out = join(await temporaryDirectory(), 'run');
  const targets = [{ kind: 'http', name: 'truth', url }];
  const file = await scenarioFile(JSON.stringify({ name: 'network', question: 'q', load, targets }));
  const run = startNodeIn(place, bin, 'run', file, ...engine, '--yes', '--out', out, '--no-data', '-q');
  let stderr = '';
  run.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  run.stdout?.resume();
  await once(run, 'exit');
  expect(stderr).toBe('');
  const result = runResultSchema.parse(JSON.parse(await readFile(join(out, 'result.json'), 'utf8')));
  return { result, samples: await readSampleLines(out) };
}

const nameOf = ({ instanceId, invocationId }: { instanceId?: string; invocationId?: number }) =>
  `${instanceId} ${invocationId}`;

const percentilesOf = (values: readonly number[]): string => {
  const sorted = Float64Array.from(values).sort();
  return [50, 99, 100].map((p) => `p${p} ${percentile(sorted, p)?.toFixed(3)}`).join(', ');
};

/** How long after its place in the one schedule each request was read: by the server's clock, from the earliest of all. */
function latenessOf(arrivals: readonly { worker: number; dueMs: number; atMs: number }[]): string {
  const offsets = arrivals.map(({ worker, dueMs, atMs }) => ({ worker, ms: atMs - dueMs }));
  const earliest = offsets.reduce((least, { ms }) => Math.min(least, ms), Number.POSITIVE_INFINITY);
  const lines = names.map((name, worker) => {
    const late = offsets.filter((offset) => offset.worker === worker).map(({ ms }) => ms - earliest);
    return `${name}: read after its place in the schedule ${percentilesOf(late)} ms`;
  });
  return lines.join('\n');
}

/** Service time less the time that the server held the request, of the bursts. */
function errorsOf(samples: readonly SampleLine[], records: readonly TruthRecord[]): string {
  const heldMs = new Map(records.map((record) => [nameOf(record), record.heldMs]));
  const errors = samples
    .filter(({ phase, outcome }) => phase !== 'rate' && outcome === 'answered')
    .map(
      (sample) => sample.completedAtMs - (sample.sentAtMs ?? Number.NaN) - (heldMs.get(nameOf(sample)) ?? Number.NaN),
    );
  return `bursts: service time less the time held, ${errors.length} answered: ${percentilesOf(errors)} ms`;
}

function figuresOf(result: RunResult): string {
  const truth = targetOf(result, 'truth');
  const { workers = [] } = truth.client;
  const spreads = truth.phases.map(({ name }) => {
    const parts = workers.flatMap(({ phases }) => phases.filter(({ phase }) => phase === name));
    return `${name} ${startSpreadMs(parts)?.toFixed(3)} ms`;
  });
  const lines = [
    `start spread over workers: ${spreads.join(', ')}`,
    ...workers.map(
      ({ name, clock, phases }) =>
        `${name}: clock ±${clock?.boundMs.toFixed(3)} ms, drift ${clock?.driftPpm?.toFixed(1)} ± ${clock?.driftBoundPpm?.toFixed(1)} ppm, lag of the rate p99 ${phases.at(-1)?.sendLagMs?.p99} ms`,
    ),
    ...truth.phases.map(({ name, latencyMs }) => {
      const { p50, p99 } = latencyMs.serviceTime.all ?? {};
      return `${name}: service time p50 ${p50}, p99 ${p99} ms at a server that holds ${delayMs} ms`;
    }),
    `verdict: ${[result.verdict.status, ...result.verdict.reasons.map(({ code }) => code)].join(', ')}`,
  ];
  return lines.join('\n');
}
