import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pingPath } from '../src/model/identity.ts';
import { awsAccount, type LambdaServiceConfig } from '../src/model/lambda.ts';
import { type Sample, serviceTimeMs } from '../src/model/sample.ts';
import type { Phase } from '../src/scenario/phases.ts';
import { MemoryMeter } from '../src/target/memory-meter.ts';
import { startProgram } from '../src/target/program.ts';
import { packageRoot } from '../src/target/program-file.ts';
import type { Benchmark, Figure } from './benchmark.ts';
import { startGenerator } from './generator.ts';
import { medianOf } from './median.ts';

const promised = { warmOverheadMs: 1, coldRatio: 1.5, environments: 300, memoryGb: 8 };
const handlers = join(packageRoot, 'bench', 'handlers');

export const lambda: Benchmark = {
  about: 'the embedded Lambda: what a warm call and a cold start cost beside the work, and how many environments fit',
  run: async () => [
    await warmCall(),
    await coldStart(),
    ...(await manyAtOnce(100)),
    ...(await manyAtOnce(promised.environments)),
  ],
};

/** The whole way through function URL and Runtime API and back, of a handler that does nothing. */
async function warmCall(): Promise<Figure> {
  const calls: Phase = { name: 'warm', kind: 'sequential', requests: 1500, pauseMs: 0 };
  const samples = await fire('empty.mjs', [calls]);
  const warm = samples.slice(500).map((sample) => serviceTimeMs(sample) ?? Number.NaN);
  const p50 = medianOf(warm);
  return {
    what: 'warm call of an empty handler, median of 1,000',
    value: `${p50.toFixed(2)} ms`,
    target: { text: `< ${promised.warmOverheadMs} ms`, met: p50 < promised.warmOverheadMs },
  };
}

/**
 * Each call finds the environment of the one before it gone. In the pause between two a bare node is timed, because the
 * speed of the machine drifts.
 */
async function coldStart(): Promise<Figure> {
  const rounds = 25;
  const bares: number[] = [];
  const calls: Phase = { name: 'cold', kind: 'sequential', requests: 1, pauseMs: 0 };
  const phases = Array.from({ length: rounds }, () => calls);
  const samples = await fire('empty.mjs', phases, {
    keepAliveMs: 1,
    between: async () => void bares.push(await bareNodeMs()),
  });
  const coldMs = medianOf(samples.map((sample) => serviceTimeMs(sample) ?? Number.NaN));
  const ratio = coldMs / medianOf(bares);
  return {
    what: `cold call of an empty handler / node -e 0, medians of ${rounds}`,
    value: `${coldMs.toFixed(1)} ms / ${medianOf(bares).toFixed(1)} ms = ${ratio.toFixed(2)}`,
    target: { text: `<= ${promised.coldRatio}`, met: ratio <= promised.coldRatio },
  };
}

async function bareNodeMs(): Promise<number> {
  const startedAtMs = performance.now();
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore', env: {} }), 'exit');
  return performance.now() - startedAtMs;
}

async function manyAtOnce(size: number): Promise<Figure[]> {
  const burst: Phase = { name: 'burst', kind: 'burst', size, repeats: 1, gapMs: 0, connections: 'warm' };
  let memory = { rssMb: Number.NaN, pssMb: Number.NaN };
  const samples = await fire('waits.mjs', [burst], {
    between: async (pid) => {
      await using meter = MemoryMeter.start(pid, 'descendants');
      memory = (await meter?.readNow()) ?? memory;
    },
  });
  const distinct = new Set(samples.map((sample) => sample.identity?.instanceId)).size;
  const gb = memory.pssMb / 1024;
  return [
    {
      what: `burst of ${size}, environments`,
      value: String(distinct),
      target: { text: `= ${size}`, met: distinct === size },
    },
    {
      what: `${size} environments, memory`,
      value: `${gb.toFixed(1)} GB PSS, ${(memory.rssMb / 1024).toFixed(1)} GB with shared pages counted each time`,
      ...(size === promised.environments && {
        target: { text: `fits in ${promised.memoryGb} GB`, met: gb < promised.memoryGb },
      }),
    },
  ];
}

interface FireOptions {
  readonly keepAliveMs?: number;
  /** After each phase, while the Lambda is still there. */
  between?(pid: number): Promise<void>;
}

/** The samples of these phases at a fresh embedded Lambda. */
async function fire(handler: string, phases: readonly Phase[], options: FireOptions = {}): Promise<Sample[]> {
  const directory = await mkdtemp(join(tmpdir(), 'rollcall-bench-'));
  const samples: Sample[] = [];
  const config = lambdaConfig(handler, directory, options.keepAliveMs);
  await using program = await startProgram({ name: 'lambda', program: 'targets/lambda/main', config });
  await using generator = await startGenerator();
  for (const phase of phases) {
    await generator.fire(phase, {
      ...{ target: 'lambda', url: program.url, warmPath: pingPath, coldStartFromFirstCall: true },
      ...{ repeat: 0, seed: 1, timeoutMs: 60_000, request: { method: 'GET', path: '/', headers: {} } },
      identity: { from: 'json', instanceId: 'instanceId', invocationId: 'invocationId', coldStart: 'coldStart' },
      signal: new AbortController().signal,
      onSample: (sample) => samples.push(sample),
    });
    await options.between?.(program.pid);
  }
  await program.stop();
  await rm(directory, { recursive: true });
  const bad = samples.find((sample) => sample.outcome.kind !== 'answered');
  if (bad !== undefined) throw new Error(`a call was not answered: ${JSON.stringify(bad.outcome)}`);
  return samples;
}

const lambdaConfig = (handler: string, directory: string, keepAliveMs = 300_000): LambdaServiceConfig => ({
  ...{ host: '127.0.0.1', seed: 1, account: { ...awsAccount, concurrentExecutions: 2000 } },
  functions: [
    {
      functionName: 'bench',
      code: { kind: 'node', handler: { file: join(handlers, handler), export: 'handler' } },
      model: { kind: 'event' },
      ...{ memoryMb: 1769, timeoutMs: 60_000, initTimeoutMs: 10_000, maxLifeMs: 7_200_000 },
      keepAlive: { kind: 'constant', ms: keepAliveMs },
      ...{ environment: {}, logFormat: 'Text', url: { port: 0, auth: 'NONE', invokeMode: 'BUFFERED' } },
      logFile: join(directory, 'lambda.log'),
      telemetryFile: join(directory, 'telemetry.ndjson'),
    },
  ],
});
