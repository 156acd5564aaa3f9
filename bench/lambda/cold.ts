import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { processTree } from '../../src/launch/meters/proc.ts';
import { phaseSchema } from '../../src/load/phases.ts';
import { atMost, type Figure } from '../benchmark.ts';
import { medianOf } from '../median.ts';
import { answered, serviceTimes, wallMs } from './fire.ts';
import { type BenchLambda, withLambda } from './program.ts';

const promised = { one: 1.5, hundred: 1.3 };

/** One cold call after the other. In the pause between two a bare node is timed, because the speed of the machine drifts. */
export async function coldStart(rounds = 25): Promise<Figure> {
  const call = phaseSchema.parse({ name: 'cold', kind: 'sequential', requests: 1 });
  return withLambda({ handler: 'empty.mjs', keepAliveMs: 1 }, async (lambda) => {
    const [colds, bares]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      colds.push(...serviceTimes(answered(await lambda.fire(call))));
      await noEnvironmentLeft(lambda);
      bares.push(await bareNodesMs(1));
    }
    return ratio(`cold call of an empty handler / node -e 0, medians of ${rounds}`, colds, bares, promised.one);
  });
}

/**
 * From the release of the burst to its last answer, against as many bare nodes from the first spawn to the last exit. An
 * environment lives on until the burst is over, so that none ends while others begin.
 */
export async function coldBurst(size = 100, rounds = 7): Promise<Figure[]> {
  const burst = phaseSchema.parse({ name: 'cold', kind: 'burst', size });
  return withLambda({ handler: 'empty.mjs', keepAliveMs: 5000 }, async (lambda) => {
    const [colds, bares, environments]: [number[], number[], number[]] = [[], [], []];
    for (let round = 0; round < rounds; round += 1) {
      colds.push(wallMs(answered(await lambda.fire(burst))));
      environments.push(environmentsOf(lambda));
      await noEnvironmentLeft(lambda);
      bares.push(await bareNodesMs(size));
    }
    const fewest = Math.min(...environments);
    return [
      ratio(`${size} cold calls at once / ${size} node -e 0, medians of ${rounds}`, colds, bares, promised.hundred),
      {
        what: `${size} cold calls at once: environments, fewest of the rounds`,
        value: String(fewest),
        target: { text: `= ${size}`, met: fewest === size },
      },
    ];
  });
}

/** An empty handler does not say who it is: its processes are counted. */
const environmentsOf = ({ pid }: BenchLambda): number => processTree(pid).length - 1;

async function noEnvironmentLeft(lambda: BenchLambda): Promise<void> {
  while (environmentsOf(lambda) > 0) await sleep(20);
}

async function bareNodesMs(count: number): Promise<number> {
  const startedAtMs = performance.now();
  const nodes = Array.from({ length: count }, () =>
    once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore', env: {} }), 'exit'),
  );
  await Promise.all(nodes);
  return performance.now() - startedAtMs;
}

function ratio(what: string, colds: readonly number[], bares: readonly number[], bound: number): Figure {
  const [coldMs, bareMs] = [medianOf(colds), medianOf(bares)];
  const value = coldMs / bareMs;
  const ratios = colds.map((cold, round) => cold / (bares[round] ?? Number.NaN));
  const range = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;
  return {
    what,
    value: `${coldMs.toFixed(1)} ms / ${bareMs.toFixed(1)} ms = ${value.toFixed(2)} (${range} in single rounds)`,
    target: atMost(value, bound),
  };
}
