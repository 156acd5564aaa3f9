import { setTimeout as sleep } from 'node:timers/promises';
import { phaseSchema } from '../../src/load/phases.ts';
import type { Figure } from '../benchmark.ts';
import { medianOf } from '../median.ts';
import { answered, serviceTimes } from './fire.ts';
import { withLambda } from './program.ts';

const promisedMs = 0.1;

/** Longer than the grace that an environment has before it is frozen. */
const pauseMs = 10;

/**
 * Warm calls of an empty handler with freezing and without, in turn: one after another, and with a pause in which the environment is
 * frozen.
 */
export async function frozenCall(rounds = 10, calls = 50): Promise<Figure[]> {
  return withLambda({ handler: 'empty.mjs', freeze: true }, (frozen) =>
    withLambda({ handler: 'empty.mjs', freeze: false }, async (free) => {
      const row = phaseSchema.parse({ name: 'row', kind: 'sequential', requests: calls });
      const one = phaseSchema.parse({ name: 'one', kind: 'sequential', requests: 1 });
      const [rows, singles]: [Times, Times] = [
        { frozen: [], free: [] },
        { frozen: [], free: [] },
      ];
      for (let round = 0; round < rounds; round += 1) {
        for (const [name, lambda] of Object.entries({ frozen, free }) as ['frozen' | 'free', typeof free][]) {
          rows[name].push(...serviceTimes(answered(await lambda.fire(row))));
          for (let call = 0; call < calls; call += 1) {
            await sleep(pauseMs);
            singles[name].push(...serviceTimes(answered(await lambda.fire(one))));
          }
        }
      }
      return [addedBy('warm calls in a row', rows), addedBy(`warm calls with ${pauseMs} ms between them`, singles)];
    }),
  );
}

type Times = Record<'frozen' | 'free', number[]>;

function addedBy(what: string, { frozen, free }: Times): Figure {
  const [frozenMs, freeMs] = [medianOf(frozen), medianOf(free)];
  const addedMs = frozenMs - freeMs;
  return {
    what: `${what}: added by freezing, medians`,
    value: `${frozenMs.toFixed(3)} ms - ${freeMs.toFixed(3)} ms = ${addedMs.toFixed(3)} ms`,
    target: { text: `<= ${promisedMs} ms`, met: addedMs <= promisedMs },
  };
}
