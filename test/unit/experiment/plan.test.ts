import { describe, expect, it } from 'vitest';
import { baselineOf, largestBurst, phasesOf, requestsOf } from '../../../src/experiment/plan.ts';
import { scenarioSchema } from '../../../src/scenario/schema.ts';

const scenario = scenarioSchema.parse({
  name: 'plan',
  question: 'What is sent?',
  workload: { kind: 'builtin', call: { ioMs: 1 } },
  targets: [
    { name: 'lambda', kind: 'local-lambda' },
    { name: 'server', kind: 'node-server' },
    { name: 'cluster', kind: 'node-server', processes: 4 },
  ],
  load: [
    { name: 'first', kind: 'sequential', requests: 2, targets: ['lambda'] },
    { name: 'stairs', kind: 'burst', size: [1, 2, 5], repeats: 3 },
    { name: 'ten', kind: 'burst', size: 10, repeats: 2 },
  ],
});
const [lambda, server] = scenario.targets;

describe('plan of a run', () => {
  it('2 one after another, (1 + 2 + 5) * 3 in stairs, 10 * 2', () => {
    expect(scenario.load.map(requestsOf)).toEqual([2, 24, 20]);
    expect(largestBurst(scenario)).toBe(10);
  });

  it('fires a phase at the targets that it names, else at all', () => {
    const names = (target: typeof lambda) => target && phasesOf(scenario, target).map(({ name }) => name);
    expect(names(lambda)).toEqual(['first', 'stairs', 'ten']);
    expect(names(server)).toEqual(['stairs', 'ten']);
  });

  it('compares with the first server unless told otherwise', () => {
    expect(baselineOf(scenario)).toBe('server');
    expect(baselineOf({ ...scenario, baseline: 'cluster' })).toBe('cluster');
    expect(baselineOf({ ...scenario, targets: scenario.targets.slice(0, 1) })).toBeUndefined();
  });
});
