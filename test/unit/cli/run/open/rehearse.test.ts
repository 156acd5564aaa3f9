import { expect, it } from 'vitest';
import { rehearse } from '../../../../../src/cli/run/open/rehearse.ts';
import { type Scenario, scenarioSchema } from '../../../../../src/scenario/schema.ts';

const size = { targets: ['api'], repeats: 1, plannedMs: 0 };
const target = { name: 'api', kind: 'http', url: 'http://127.0.0.1:3000' };

it.each([
  ['a burst', { kind: 'burst', name: 'b', size: 4 }],
  ['a pause', { kind: 'pause', name: 'p', durationMs: 5 }],
  ['a phase for another target only', { kind: 'burst', name: 'b', size: 4, targets: ['other'] }],
])('draws before a run of %s, and asks the run for nothing', (_, phase) => {
  const scenario: Scenario = scenarioSchema.parse({ name: 's', question: 'q?', targets: [target], load: [phase] });
  const before = structuredClone(scenario);
  rehearse({ scenario, deployed: new Map() }, size, () => 0);
  expect(scenario).toEqual(before);
});
