import { type Phase, phaseSchema } from '../../src/load/phases.ts';
import type { Sample } from '../../src/model/sample.ts';
import type { Benchmark, Figure } from '../benchmark.ts';
import { startGenerator } from '../generator.ts';
import { medianOf } from '../median.ts';
import { answered, distinctInstances, fireAt, overheads, serviceTimes } from './fire.ts';
import { type BenchFunction, withLambda } from './program.ts';
import { installServerlessOffline, NotToBeHad, startServerlessOffline } from './serverless-offline.ts';

const calls = { unmeasured: 200, measured: 500 };

/** One rate after the other, until one is not borne. At most as many on their way as there were environments in the other part. */
const rates = [100, 200, 500, 1000, 2000, 3000, 5000];
const [waitMs, maxInFlight, durationMs, warmMs] = [8, 50, 4000, 2000];

/** What is borne: so much of what was due was sent, and answered. */
const borneShare = 0.99;

export const lambdaPeers: Benchmark = {
  about: 'the embedded Lambda beside serverless-offline, which is installed for it: the same handler, client and rates',
  run: async () => {
    try {
      await using installed = await installServerlessOffline();
      return await sideBySide(installed.directory);
    } catch (error) {
      if (!(error instanceof NotToBeHad)) throw error;
      return [{ what: 'serverless-offline', value: `not measured: ${error.message}` }];
    }
  },
};

type Fire = (phase: Phase) => Promise<Sample[]>;
/** Runs what `use` does beside a platform with this function, alone on the machine. */
type Platform = <T>(bench: BenchFunction, use: (fire: Fire) => Promise<T>) => Promise<T>;

async function sideBySide(directory: string): Promise<Figure[]> {
  const platforms: Readonly<Record<string, Platform>> = {
    'serverless-offline': (bench, use) => withServerlessOffline(directory, bench, use),
    rollcall: (bench, use) => withLambda(bench, ({ fire }) => use(fire)),
  };
  const figures: Figure[] = [];
  for (const [name, platform] of Object.entries(platforms)) {
    figures.push(await platform({ handler: 'waits.mjs' }, (fire) => warmCalls(name, fire)));
  }
  for (const [name, platform] of Object.entries(platforms)) {
    figures.push(...(await platform({ handler: 'waits.mjs', waitMs }, (fire) => climb(name, fire))));
  }
  return figures;
}

async function withServerlessOffline<T>(directory: string, bench: BenchFunction, use: (fire: Fire) => Promise<T>) {
  await using server = await startServerlessOffline(directory, bench);
  await using generator = await startGenerator();
  return await use((phase) => fireAt(generator, server.url, phase, 'other'));
}

async function warmCalls(name: string, fire: Fire): Promise<Figure> {
  const requests = calls.unmeasured + calls.measured;
  const samples = answered(await fire(phaseSchema.parse({ name: 'calls', kind: 'sequential', requests })));
  const measured = samples.slice(calls.unmeasured);
  return {
    what: `${name}: warm call, one after the other, median of ${calls.measured}`,
    value: `${medianOf(serviceTimes(measured)).toFixed(2)} ms, ${medianOf(overheads(measured)).toFixed(2)} ms beside the handler`,
  };
}

async function climb(name: string, fire: Fire): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const ratePerSecond of rates) {
    const phase = { name: 'rate', kind: 'constantRate', ratePerSecond, maxInFlight };
    await fire(phaseSchema.parse({ ...phase, durationMs: warmMs }));
    const samples = await fire(phaseSchema.parse({ ...phase, durationMs }));
    const good = samples.filter(({ outcome }) => outcome.kind === 'answered');
    figures.push({ what: `${name}: ${ratePerSecond} calls/s, handler waits ${waitMs} ms`, value: rateValue(good) });
    if (good.length < samples.length * borneShare) break;
  }
  return figures;
}

function rateValue(good: readonly Sample[]): string {
  const reached = `${Math.round(good.length / (durationMs / 1000))}/s answered`;
  const median = medianOf(overheads(good)).toFixed(2);
  return `${reached} by ${distinctInstances(good)} environments, median overhead ${median} ms`;
}
