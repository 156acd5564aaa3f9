import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programFile } from '../../src/launch/local/program-file.ts';
import { atMost, type Benchmark, type Figure } from '../benchmark.ts';
import type { Driven } from './drive-coordinator.ts';
import { mergeTree } from './merge-tree.ts';
import type { StreamPlan } from './recorded-stream.ts';

const mostMb = 300;
const workers = 200;

type NamedPlan = StreamPlan & { readonly words: string };

const three: NamedPlan = {
  words: '3 workers of 5,000/s, blocks of 500',
  workers: 3,
  ratePerSecond: 5000,
  rowsPerBlock: 500,
  blocksPerWorker: 600,
  withIds: true,
};

/** A block every 100 ms, as workers send them. */
const plans: readonly NamedPlan[] = [
  {
    words: `${workers} workers of 250/s, blocks of 25`,
    workers,
    ratePerSecond: 250,
    rowsPerBlock: 25,
    blocksPerWorker: 200,
    withIds: true,
  },
  {
    words: `${workers} workers of 250/s, answers without ids`,
    workers,
    ratePerSecond: 250,
    rowsPerBlock: 25,
    blocksPerWorker: 200,
    withIds: false,
  },
  three,
];

/** `docs/distributed.md` quotes these figures. */
export const fleetCoordinator: Benchmark = {
  about:
    'a coordinator takes recorded streams of simulated workers, from the bytes of a block to the sample on disk; without a broker',
  run: async () => {
    const figures: Figure[] = [];
    for (const plan of plans) figures.push(...(await figuresOfPlan(plan)));
    return [...figures, ...treeFigures(1000), ...treeFigures(100)];
  },
};

/** Of the coordinator of three workers, as in `fleetCoordinator`. */
export const figuresOfThree = (): Promise<Figure[]> => figuresOfPlan(three);

const figuresOfPlan = async ({ words, ...plan }: NamedPlan): Promise<Figure[]> =>
  figuresOf(`without a broker, ${words}`, plan, await driven(plan));

async function driven(plan: StreamPlan): Promise<Driven> {
  const directory = await mkdtemp(join(tmpdir(), 'rollcall-bench-'));
  try {
    const args = [programFile('bench/fleet/drive-main'), JSON.stringify(plan), join(directory, 'samples.ndjson')];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
    });
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`the coordinator ended with ${code}`);
    return JSON.parse(text) as Driven;
  } finally {
    await rm(directory, { recursive: true });
  }
}

function figuresOf(words: string, plan: StreamPlan, { samples, bytes, cpuMs, peakMb, lost }: Driven): Figure[] {
  const perMillion = (cpuMs / samples) * 1000;
  return [
    {
      what: `${words}: samples`,
      value: `${samples.toLocaleString('en')}, ${lost} lost`,
      target: { text: '0 lost', met: lost === 0 },
    },
    { what: '  bytes of a sample', value: (bytes / samples).toFixed(0) },
    {
      what: '  CPU of the coordinator per million samples',
      value: `${perMillion.toFixed(1)} s: one core takes ${Math.round(1e6 / perMillion).toLocaleString('en')}/s`,
    },
    {
      what: '  highest resident memory',
      value: `${peakMb.toFixed(0)} MB`,
      target: atMost(Math.round(peakMb), mostMb, ' MB'),
    },
    { what: '  asked of it here', value: `${(plan.workers * plan.ratePerSecond).toLocaleString('en')}/s` },
  ];
}

function treeFigures(leaves: number): Figure[] {
  const { levels, bytes, mergeMs, isExact, p99, averagedP99 } = mergeTree({
    leaves,
    fanIn: 32,
    samplesPerLeaf: 10_000,
  });
  return [
    {
      what: `${leaves} histograms merged in a tree of 32: levels, bytes of one, time of one merge`,
      value: `${levels}, ${bytes.toLocaleString('en')}, ${mergeMs.toFixed(2)} ms`,
      target: { text: 'bit for bit the histogram of the union', met: isExact },
    },
    {
      what: '  p99 of the union, and the average of the p99 of the leaves',
      value: `${p99.toFixed(1)} ms, ${averagedP99.toFixed(1)} ms`,
    },
  ];
}
