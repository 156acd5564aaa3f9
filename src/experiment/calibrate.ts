import { startProgram } from '../launch/local/program.ts';
import { programFile } from '../launch/local/program-file.ts';
import { moduleOf } from '../load/phase-modules.ts';
import { type Phase, phaseSchema } from '../load/phases.ts';
import { startClock } from '../loadgen/clock.ts';
import type { PhaseOrder } from '../loadgen/phase-order.ts';
import { Generator } from '../loadgen/threads/generator.ts';
import { workerThreads } from '../loadgen/threads/generator-thread.ts';
import { UserError } from '../model/errors.ts';
import { pingPath } from '../model/identity.ts';
import { optional } from '../model/optional.ts';
import type { TruthConfig } from '../model/platform/programs.ts';
import { type Sample, serviceTimeMs } from '../model/sample.ts';
import type { Calibration } from '../model/schema/client/client-health.ts';
import type { EngineSpec } from '../scenario/engines.ts';
import type { Scenario } from '../scenario/schema.ts';
import { LatencyHistogram } from '../stats/latency.ts';

/** Delay of the truth server, which also reports how long it held each request. */
const delayMs = 200;

const truth: TruthConfig = {
  ...{ host: '127.0.0.1', port: 0, backlog: 4096, delayMs, instances: 1 },
  every: { throttle: 0, error: 0, reset: 0, hang: 0, garbage: 0 },
};

/** The loads without a scenario. */
export const standardLoads: readonly Phase[] = [
  { kind: 'burst', name: 'burst-10', size: 10, repeats: 5, gapMs: 50 },
  { kind: 'burst', name: 'burst-100', size: 100, repeats: 5, gapMs: 50 },
  { kind: 'burst', name: 'burst-1000', size: 1000, repeats: 3, gapMs: 50 },
  { kind: 'constantRate', name: 'rate-1000', ratePerSecond: 1000, durationMs: 2000 },
].map((load) => phaseSchema.parse(load));

export interface CalibrateOptions {
  readonly signal: AbortSignal;
  readonly threads?: number;
  /** Without features that a plain server does not have, such as HTTP/2. */
  readonly engine?: EngineSpec;
}

/** Loads like those of a scenario, each once. */
export function loadsLike({ load }: Scenario): Phase[] {
  const loads = load.flatMap((phase) => moduleOf(phase).calibration(phase));
  return [...new Map(loads.map((phase) => [JSON.stringify(phase), phase])).values()];
}

/**
 * The latency that rollcall adds on this machine, for each load: the service time minus the time for which the truth server reports that it
 * held the request. It includes the late reads of the server, so it is an upper bound.
 * @throws {UserError} `target-failed` if the server ends or does not respond
 */
export async function calibrate(
  loads: readonly Phase[],
  { signal, threads = 1, engine = { kind: 'socket' } }: CalibrateOptions,
): Promise<Calibration | undefined> {
  await using server = await startProgram({
    name: 'the truth server',
    program: 'targets/truth/main',
    config: truth,
    signal,
  });
  const clock = startClock();
  const transport = workerThreads(programFile('src/loadgen/threads/thread-main'));
  await using generator = await Generator.start({ transport, threads, clock });
  const entries: Calibration['entries'] = [];
  for (const load of loads) {
    const entry = await addedBy(load, server.url, generator, { signal, engine });
    if (entry.samples === 0 && !signal.aborted) throw noAnswer(load.name);
    entries.push(entry);
  }
  // An interrupted or empty calibration would look complete.
  if (signal.aborted || entries.length === 0) return undefined;
  return {
    engine: engine.kind,
    threads,
    measuredAt: new Date(clock.startedAtEpochMs).toISOString(),
    truthDelayMs: delayMs,
    entries,
  };
}

/** A calibration without samples would look good. */
const noAnswer = (load: string): UserError =>
  new UserError('target-failed', `the truth server answered no request of ${load}, so there is no calibration`);

async function addedBy(
  load: Phase,
  url: string,
  generator: Generator,
  { signal, engine }: Required<Pick<CalibrateOptions, 'signal' | 'engine'>>,
): Promise<Calibration['entries'][number]> {
  const added = new LatencyHistogram();
  const order: PhaseOrder = {
    phase: load,
    place: { target: 'truth', repeat: 0 },
    arrivals: { seed: 1 },
    destination: { url, warmPath: pingPath },
    sending: { requests: [{ method: 'GET', path: '/', headers: {} }], engine, timeoutMs: 10_000 },
    answers: {
      // The identity settings read the header with the hold time in the place of an instance ID.
      identity: { from: 'headers', instanceId: 'x-held-ms', invocationId: 'none', coldStart: 'none' },
      coldStartsFrom: 'answers',
    },
  };
  await generator.fire(order, {
    signal,
    onSample: (sample) => {
      const addedMs = addedMsOf(sample);
      if (addedMs !== undefined) added.add(Math.max(0, addedMs));
    },
  });
  const { count = 0, p50, p99, max } = added.summary() ?? {};
  return { load: load.name, samples: count, ...optional('p50', p50), ...optional('p99', p99), ...optional('max', max) };
}

function addedMsOf(sample: Sample): number | undefined {
  const heldMs = Number(sample.identity?.instanceId ?? Number.NaN);
  const serviceMs = serviceTimeMs(sample);
  return serviceMs === undefined || Number.isNaN(heldMs) ? undefined : serviceMs - heldMs;
}
