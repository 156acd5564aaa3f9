import type { WaitTime } from '../../src/model/platform/programs.ts';
import type { Random } from '../../src/model/random.ts';

/** The 99th percentile of the standard normal distribution. */
const normalP99 = 2.3263478740408408;

export function drawWaitMs(wait: WaitTime, random: Random): number {
  switch (wait.kind) {
    case 'constant':
      return wait.ms;
    case 'uniform':
      return wait.minMs + random() * (wait.maxMs - wait.minMs);
    case 'exponential':
      return -wait.meanMs * Math.log(1 - random());
    case 'lognormal': {
      // p99 = median * e^(sigma * z99)
      const sigma = Math.log(wait.p99Ms / wait.medianMs) / normalP99;
      return wait.medianMs * Math.exp(sigma * normal(random));
    }
  }
}

/** Box and Muller, 1958. */
const normal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
