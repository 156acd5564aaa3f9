import type { Benchmark } from '../benchmark.ts';
import { coldBurst, coldStart } from './cold.ts';
import { frozenCall } from './freeze.ts';
import { manyAtOnce } from './many.ts';
import { warmCall, warmRate } from './warm.ts';

export const lambda: Benchmark = {
  about: 'the embedded Lambda: what a warm call and a cold start cost beside the work, and how many environments fit',
  run: async () => [
    await warmCall(),
    ...(await warmRate()),
    ...(await frozenCall()),
    await coldStart(),
    ...(await coldBurst()),
    ...(await manyAtOnce(1000, 40_000)),
  ],
};
