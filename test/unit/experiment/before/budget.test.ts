import { describe, expect, it } from 'vitest';
import { RequestBudget } from '../../../../src/experiment/before/budget.ts';
import { arrivalSeed, requestsOf } from '../../../../src/experiment/before/plan.ts';
import { type Scenario, scenarioSchema } from '../../../../src/scenario/schema.ts';

const scenario = (load: object[], more: object = {}): Scenario =>
  scenarioSchema.parse({
    ...{ name: 'budget', question: 'How many?', workload: { kind: 'builtin', call: { ioMs: 1 } } },
    targets: [
      { name: 'one', kind: 'node-server' },
      { name: 'two', kind: 'node-server' },
    ],
    load,
    ...more,
  });

const burst = { name: 'burst', kind: 'burst', size: 10 };
const endless = { name: 'endless', kind: 'closed', connections: 2, durationMs: 1000 };

/** What each firing in turn may send, if each sends all that it may. */
function allowances(of: Scenario): number[] {
  const budget = new RequestBudget(of);
  const firings = of.targets.flatMap(() => of.load);
  return firings.map((phase) => {
    const taken = requestsOf(budget.take(phase, requestsOf(phase, 1, of.maxRequests)), 1, of.maxRequests);
    for (let n = 0; n < taken; n += 1) budget.count();
    return taken;
  });
}

describe('the budget of a run', () => {
  it('10 at each of 2 targets, twice, are 40: allowed at 40, refused at 39', () => {
    expect(() => new RequestBudget(scenario([burst], { repeats: 2, maxRequests: 40 }))).not.toThrow();
    expect(() => new RequestBudget(scenario([burst], { repeats: 2, maxRequests: 39 }))).toThrow(
      'plans more than its maxRequests, which is 39',
    );
  });

  it('what only time ends takes nothing from what is planned after it, nor from its like at the next target', () => {
    // 100 less two bursts of 10 are 80 for two endless phases: 40 each, and together never more than 100.
    expect(allowances(scenario([endless, burst], { maxRequests: 100 }))).toEqual([40, 10, 40, 10]);
  });

  it('what one of them leaves over goes to the next', () => {
    const of = scenario([endless], { maxRequests: 100 });
    const [phase] = of.load;
    const budget = new RequestBudget(of);
    if (phase === undefined) throw new Error('a phase');
    expect(budget.take(phase, Number.POSITIVE_INFINITY)).toMatchObject({ requests: 50 });
    for (let n = 0; n < 7; n += 1) budget.count();
    expect(budget.take(phase, Number.POSITIVE_INFINITY)).toMatchObject({ requests: 93 });
  });

  it('counts the arrivals of every repeat, which are others each time', () => {
    const poisson = { name: 'rate', kind: 'poisson', ratePerSecond: 40, durationMs: 1000 };
    const of = scenario([poisson], { repeats: 5 });
    const [phase] = of.load;
    if (phase === undefined) throw new Error('a phase');
    const counts = [0, 1, 2, 3, 4].map((repeat) => requestsOf(phase, arrivalSeed(of, phase, repeat), 1e6));
    const planned = 2 * counts.reduce((sum, count) => sum + count, 0);
    expect(() => new RequestBudget({ ...of, maxRequests: planned })).not.toThrow();
    expect(() => new RequestBudget({ ...of, maxRequests: planned - 1 })).toThrow('maxRequests');
  });
});
