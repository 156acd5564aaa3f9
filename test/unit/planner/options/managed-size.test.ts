import { describe, expect, test } from 'vitest';
import { explainAwsLmi } from '../../../../src/planner/options/managed/aws-lmi.ts';
import { inputsOf, optionOf, planOf } from '../plan-of.ts';

const plan = (baseMb: number, more = '') => `
name: lmi
question: Which?
demand: { average: 300/s, peak: 900/s }
calls: { cpu: 10ms, wait: 190ms, baseMb: ${baseMb}, perRequestMb: 4 }
options:
  - { kind: managed, instance: c7g.xlarge${more} }
`;
const managed = (baseMb: number, more = '') => optionOf(plan(baseMb, more), 'managed c7g.xlarge');

/** 900/s * 10 ms are 9 vCPU, used to a half; 180 requests are in flight. Each instance has 3 vCPU and 7,168 MB for functions. */
describe('processes on a managed instance', () => {
  test.each([
    // 3 * 2,300 + 4 * 180 / 6 = 7,020 MB.
    { baseMb: 2300, instances: 6, words: '3 processes on each, one for each usable vCPU' },
    // 3 * 3,000 MB do not fit; 2 * 3,000 + 4 * 180 / 9 = 6,080 MB do, and 9 / (2 * 0.5) = 9.
    { baseMb: 3000, instances: 9, words: '2 processes on each' },
    // 2 * 3,600 MB do not fit; 9 / (1 * 0.5) = 18.
    { baseMb: 3600, instances: 18, words: '1 process on each' },
  ])('of $baseMb MB take $instances instances, and the plan says how many', ({ baseMb, instances, words }) => {
    const { figures, kept, assumes } = managed(baseMb);
    expect(figures?.instances.mean.value).toBe(instances);
    expect(kept.map(({ verdict }) => verdict)).toEqual(['met', 'met', 'met']);
    expect(assumes.join()).toContain(words);
  });

  test('are fewer where more of them leave too little for the requests of a burst', () => {
    // With 3, room for (7,168 - 6,900) / 4 = 67 of the 680 requests: 11 instances. With 2, for 642, and CPU takes 9.
    const text = plan(2300).replace('peak: 900/s', 'peak: 900/s, burst: 500');
    expect(optionOf(text, 'managed c7g.xlarge').figures?.instances.mean.value).toBe(9);
  });

  test('of a given number are as many as have memory, and none has place where one is larger than an instance', () => {
    expect(managed(3000, ', count: 8').kept).toContainEqual(
      // 9 of 8 * 2 vCPU, used to 9 / 16 of 100%.
      expect.objectContaining({ id: 'cpu', verdict: 'met', words: '56% of the CPU' }),
    );
    expect(managed(8000).missing).toEqual(['more memory: a process needs 8004 MB, and this size has 7168 MB']);
  });

  test('stand beside the calculator of AWS, which has requests at once of an environment, not of a vCPU', () => {
    const rows = explainAwsLmi(inputsOf(plan(3000)))?.rows ?? [];
    const row = (name: string) => rows.find(({ input }) => input === name);
    // 3,004 MB take 2 of the 2,048 MB that a vCPU has; of 12.5 % CPU each, 8 at once on each.
    expect(row('requests at once per vCPU')).toMatchObject({ theirs: '8', ours: '10' });
    expect(row('environments per instance')).toMatchObject({ theirs: '1', ours: '2' });
    expect(row('instances')).toMatchObject({ ours: '9' });
  });
});

test('instances and their fee are two parts of the month', () => {
  const [option] = planOf(plan(80)).options;
  const parts = option?.figures?.month?.parts.map(({ what, usd }) => [what, usd.toFixed(2)]);
  // 6 * 0.145 * 730 = 635.10, and 15 % of it, 95.265.
  expect(parts?.slice(0, 2)).toEqual([
    ['6 × managed c7g.xlarge', '635.10'],
    ['fee of 15%', '95.26'],
  ]);
});
