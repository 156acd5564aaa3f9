import { expect, test } from 'vitest';
import { cheaperRanges } from '../../../../src/billing/month/break-even.ts';
import type { OptionResult } from '../../../../src/model/plan/option-result.ts';
import type { PlanResult } from '../../../../src/model/plan/plan-result.ts';
import { seededRandom } from '../../../../src/model/random.ts';
import { scaledDemand } from '../../../../src/planner/demand.ts';
import { makePlan } from '../../../../src/planner/plan.ts';
import type { PlanInputs } from '../../../../src/planner/plan-inputs.ts';
import { plannedOptions } from '../../../../src/planner/planned-option.ts';
import { inputsOf } from '../plan-of.ts';

const random = seededRandom(19);
const between = (low: number, high: number): number => low * (high / low) ** random();
const pick = <T>(some: readonly T[]): T => some[Math.floor(random() * some.length)] as T;

const kinds = [
  () => `{ kind: event, memoryMb: ${pick([256, 512, 1769])} }`,
  () => `{ kind: fargate, vcpu: ${pick([0.5, 1])}, memoryMb: 2048, spare: ${pick([0, 1])}${pick(['', ', count: 3'])} }`,
  () => `{ kind: server, instance: ${pick(['t4g.small', 'c7g.large'])} }`,
];

function randomPlan(): string {
  const average = between(5, 60);
  const burst = pick(['', ', burst: 100']);
  const options = kinds.slice(1).map((option) => option());
  return `
name: random
question: Does the recommendation contradict its table?
demand: { average: ${average.toPrecision(3)}/s, peak: ${(average * pick([1, 3])).toPrecision(3)}/s${burst}${pick(['', ', tenants: 2'])} }
calls: { cpu: ${between(2, 30).toFixed(1)}ms, wait: ${between(20, 400).toFixed(0)}ms, init: 800ms, baseMb: 60, perRequestMb: 1, connections: 5 }
options: [${[...options, kinds[0]?.()].join(', ')}]
constraints: { ${pick(['', 'p99: 400ms, '])}connections: ${pick([30, 300, 3000])} }
`;
}

const usdOf = ({ figures }: OptionResult): number => figures?.month?.usd.value ?? Number.POSITIVE_INFINITY;

function expectCheapestOfThoseThatKeep({ options, recommendation }: PlanResult, text: string): void {
  const certain = options.filter(
    ({ kept, figures }) => figures?.month && kept.every(({ verdict }) => verdict === 'met'),
  );
  const possible = options.filter(
    ({ kept, figures }) => figures?.month && kept.every(({ verdict }) => verdict !== 'not-met'),
  );
  const fit = certain.length > 0 ? certain : possible;
  const best = fit.find(({ name }) => name === recommendation.option);
  expect(best === undefined, text).toBe(fit.length === 0);
  for (const option of fit) expect(usdOf(option), text).toBeGreaterThanOrEqual(best === undefined ? 0 : usdOf(best));
}

/** What the words of a change name: `below 4.66/s or between 6/s and 7.5/s on average lambda 512 MB costs less`. */
function rangesIn(words: string): { from: number; to: number }[] {
  const rate = (text = '') => Number(text.replace(/[,]/g, ''));
  return [...words.matchAll(/below ([\d.,]+)\/s|between ([\d.,]+)\/s and ([\d.,]+)\/s|above ([\d.,]+)\/s/g)].map(
    ([, below, from, to, above]) => ({
      from: below === undefined ? rate(from ?? above) : 0,
      to: above === undefined ? rate(below ?? to) : Number.POSITIVE_INFINITY,
    }),
  );
}

/** 5 % inside of each end, or the middle of what is narrower, and a third rate at random. */
function ratesInside({ from, to }: { from: number; to: number }): number[] {
  const [low, high] = [from === 0 ? to / 10 : from, to === Number.POSITIVE_INFINITY ? from * 10 : to];
  const middle = Math.sqrt(low * high);
  return [Math.min(middle, low * 1.05), Math.max(middle, high * 0.95), between(low, high)];
}

/** The month of an option in a plan at another average; what does not carry the load is no choice. */
function monthsAt(inputs: PlanInputs, perSecond: number): Map<string, number> {
  const demand = scaledDemand(inputs.demand, perSecond / inputs.demand.averagePerSecond);
  const options = plannedOptions({ ...inputs, demand }, 'closed-forms').map(({ result }) => result);
  const isCarried = ({ kept }: OptionResult) =>
    kept.every(({ id, verdict }) => !['cpu', 'memory', 'throttled'].includes(id) || verdict !== 'not-met');
  return new Map(options.map((option) => [option.name, isCarried(option) ? usdOf(option) : Number.POSITIVE_INFINITY]));
}

function expectConfirmed(inputs: PlanInputs, { recommendation, breakEven }: PlanResult, text: string): number {
  const best = recommendation.option ?? '';
  let confirmed = 0;
  const expectLess = (one: string, other: string, perSecond: number) => {
    const months = monthsAt(inputs, perSecond);
    confirmed += 1;
    expect(months.get(one), `${text} at ${perSecond}/s ${one} and ${other}`).toBeLessThan(months.get(other) ?? 0);
  };
  const others = new Set(breakEven.flatMap((each) => (each.between.includes(best) ? each.between : [])));
  others.delete(best);
  for (const other of others) {
    const said = recommendation.changes.find(({ words }) => words.includes(` on average ${other} costs less`));
    const isOfMany = said?.words.includes(' ranges ');
    for (const range of isOfMany ? [] : rangesIn(said?.words ?? ''))
      for (const rate of ratesInside(range)) expectLess(other, best, rate);
    const bands = breakEven.filter((each) => each.between.includes(best) && each.between.includes(other));
    for (const { from = 0, to = Number.POSITIVE_INFINITY } of cheaperRanges(bands, best))
      for (const rate of ratesInside({ from, to })) expectLess(best, other, rate);
  }
  return confirmed;
}

test('of random plans the recommended option is the cheapest that keeps all constraints, and plans at other rates confirm what changes it', () => {
  let confirmed = 0;
  for (let index = 0; index < 3; index += 1) {
    const text = randomPlan();
    const inputs = inputsOf(text);
    const plan = makePlan(inputs, { version: '0' });
    expectCheapestOfThoseThatKeep(plan, text);
    confirmed += expectConfirmed(inputs, plan, text);
  }
  expect(confirmed).toBeGreaterThan(10);
});
