import { expect, test } from 'vitest';
import { planDemand } from '../../../../src/planner/demand.ts';
import { impossibleOf } from '../../../../src/planner/impossible.ts';
import { inputsOf } from '../plan-of.ts';

const text = (demand: string) => `
name: trace
question: Whose peak?
demand: { ${demand} }
calls: { cpu: 5ms, wait: 240ms }
options: [{ kind: event, memoryMb: 512 }]
`;
const record = { source: 'm.txt', atMs: Float64Array.from([0, 1000, 2000]), spanMs: 2000 };

function problemsOf(demand: string, arrivals: typeof record = record) {
  const { file, needs } = inputsOf(text(`average: 2/s, trace: m.txt, ${demand}`));
  const { averagePerSecond, ...others } = file.demand;
  const spec = arrivals.spanMs === 0 ? file.demand : others;
  const found = impossibleOf({ file, needs, demand: planDemand(spec, arrivals) });
  return found.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

test.each([['peak: 2000/s'], ['peak: 5/s']])(
  'a peak beside a trace is refused, above its own and below: %s',
  (demand) => {
    expect(problemsOf(demand)).toEqual([
      'demand.peakPerSecond: expected none beside `trace`, whose busiest minute is the peak: leave it out; `demand.average` takes the record at another rate',
    ]);
  },
);

test('a daily shape beside a trace is refused; what a trace does not have is not', () => {
  const [problem] = problemsOf(`dailyShape: [${Array(24).fill(1).join(', ')}]`);
  expect(problem).toContain('demand.dailyShape: expected none beside `trace`, which has its own hours');
  expect(problemsOf('burst: 2, growthPerYear: 0.5')).toEqual([]);
});

test('a record at one instant has no rate, and takes the given ones', () => {
  const atOnce = { source: 'one.txt', atMs: Float64Array.from([0, 0]), spanMs: 0 };
  expect(problemsOf('peak: 5/s', atOnce)).toEqual([]);
});

test('repeated bursts of more requests than the record are refused: 20 every 10 s are 2/s, of 3 in 2 s, and 10 are 1/s', () => {
  expect(problemsOf('burst: { size: 10, every: 10s }')).toEqual([]);
  const [problem, ...others] = problemsOf('burst: { size: 20, every: 10s }');
  expect(problem).toContain('demand.burst: expected at most the requests of the record, 1.5/s');
  expect(problem).toContain('got 2/s');
  expect(others).toEqual([]);
});
