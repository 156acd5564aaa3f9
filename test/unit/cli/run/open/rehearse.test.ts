import { expect, it } from 'vitest';
import { rehearse } from '../../../../../src/cli/run/open/rehearse.ts';
import { scenarioSchema } from '../../../../../src/scenario/schema.ts';

const size = { targets: ['api'], repeats: 1, plannedMs: 0 };
const target = { name: 'api', kind: 'http', url: 'http://127.0.0.1:3000' };
const burst = { kind: 'burst', name: 'b', size: 4 };

/** How many lanes its last drawing has. */
function lanesOf(phase: object): number | undefined {
  const scenario = scenarioSchema.parse({ name: 's', question: 'q?', targets: [target], load: [phase] });
  return rehearse({ scenario, deployed: new Map() }, size, () => 0)?.['live-lanes']?.match(/class="mark alive"/g)
    ?.length;
}

it('draws the lanes of 100 instances before a load of any kind', () => {
  expect(lanesOf(burst)).toBe(100);
  expect(lanesOf({ kind: 'constantRate', name: 'r', ratePerSecond: 10, durationMs: 1000 })).toBe(100);
});

it('draws nothing if the first target has no phase', () => {
  expect(lanesOf({ ...burst, targets: ['other'] })).toBeUndefined();
});
