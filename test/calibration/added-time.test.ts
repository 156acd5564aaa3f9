import { expect, test } from 'vitest';
import { pingPath } from '../../src/model/identity.ts';
import { serviceTimeMs } from '../../src/model/sample.ts';
import { percentile } from '../../src/stats/percentile.ts';
import { burst, fire } from './firing.ts';
import { expectSameRoll, nameOf, namesIn } from './same-roll.ts';
import { startTruth } from './truth.ts';

test.each(['warm', 'cold'])(
  'a %s burst of 200: no answer is measured shorter than the server held it, and the percentiles follow the server’s',
  async (connections) => {
    await using truth = await startTruth({ delayMs: 100 });
    const fired = await fire(truth.url, burst(200, { connections }), { warmPath: pingPath });
    const records = await expectSameRoll(truth, fired);
    const heldMs = new Map(records.map((record) => [nameOf(record), record.heldMs]));
    const added = fired.samples.map((sample) => {
      const [name = ''] = namesIn([sample]);
      return (serviceTimeMs(sample) ?? Number.NaN) - (heldMs.get(name) ?? Number.NaN);
    });
    // The record is kept in full, the clocks are two: what is beyond a µs would be an error.
    expect(Math.min(...added)).toBeGreaterThan(-0.001);
    // A bound for any machine that runs tests; what it really adds is in the benchmark.
    expect(percentile(Float64Array.from(added).sort(), 50)).toBeLessThan(100);
  },
);
