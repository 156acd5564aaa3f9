import { readdirSync } from 'node:fs';
import { readLimits } from '../../src/launch/meters/limits.ts';
import { MemoryMeter } from '../../src/launch/meters/memory-meter.ts';
import { phaseSchema } from '../../src/load/phases.ts';
import type { Figure } from '../benchmark.ts';
import { answered, distinctInstances, wallMs } from './fire.ts';
import { type BenchLambda, withLambda } from './program.ts';

const promised = { pssMb: 20 };

/** Of the embedded Lambda for each environment: two pipes, the Runtime API, the client, and one to spare. */
const filesPerEnvironment = 5;
const filesBeside = 100;

/** How many environments a burst gives whose calls wait until every other has its own, and what memory they take when idle. */
export async function manyAtOnce(size: number, waitMs: number): Promise<Figure[]> {
  const { openFiles } = readLimits();
  const needed = size * filesPerEnvironment + filesBeside;
  if (openFiles !== undefined && openFiles < needed) {
    return [{ what: `burst of ${size}`, value: `not fired: open files, ulimit -n ${openFiles}, should be ${needed}` }];
  }
  return withLambda({ handler: 'waits.mjs', waitMs }, async (lambda) => {
    const burst = phaseSchema.parse({ name: 'burst', kind: 'burst', size });
    const samples = answered(await lambda.fire(burst));
    const distinct = distinctInstances(samples);
    const began = `${(wallMs(samples) / 1000 - waitMs / 1000).toFixed(1)} s beside the wait of ${waitMs / 1000} s`;
    return [
      {
        what: `burst of ${size}: environments`,
        value: `${distinct} of ${samples.length} answers, ${began}`,
        target: { text: `= ${size}`, met: distinct === size && samples.length === size },
      },
      await memoryOf(lambda, size),
      { what: `burst of ${size}: open files`, value: openFilesOf(lambda, openFiles) },
    ];
  });
}

async function memoryOf({ pid }: BenchLambda, size: number): Promise<Figure> {
  await using meter = MemoryMeter.start({ pid, part: 'descendants' }, new AbortController().signal);
  const reading = await meter?.readNow();
  const what = `${size} idle environments: memory`;
  if (reading === undefined) return { what, value: 'this machine has no /proc to read it from' };
  const eachMb = reading.pssMb / reading.processes;
  const totals = `${(reading.pssMb / 1024).toFixed(1)} GiB PSS of ${reading.processes} processes`;
  return {
    what,
    value: `${totals}, ${eachMb.toFixed(1)} MiB each (RSS ${(reading.rssMb / reading.processes).toFixed(1)})`,
    target: { text: `<= ${promised.pssMb} MiB each`, met: eachMb <= promised.pssMb },
  };
}

function openFilesOf({ pid }: BenchLambda, limit: number | undefined): string {
  if (limit === undefined) return 'this machine has no /proc to read them from';
  return `${readdirSync(`/proc/${pid}/fd`).length} in the embedded Lambda, the connections of the burst closed; ulimit -n ${limit}`;
}
