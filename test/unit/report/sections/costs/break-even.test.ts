import { expect, it } from 'vitest';
import { pageOf, sharedRun } from '../../../../fixtures/report/page-of.ts';

const shared = sharedRun();
const { result, samples } = shared;

it('draws the band of a break-even and each stated demand, in the wide and in the narrow rendering', async () => {
  const targets = result.targets.map((target) =>
    target.serverCost === undefined ? target : { ...target, serverCost: { ...target.serverCost, perSecond: 12.5 } },
  );
  const page = await pageOf({ result: { ...result, targets }, samples });
  const plain = await pageOf(shared);
  expect(page.match(/stated demand: 12.5\/s<\/title>/g)?.length).toBe(2);
  expect(plain).not.toContain('stated demand');
  const [low, high] = [
    result.comparison?.breakEven?.[0]?.perSecondLow,
    result.comparison?.breakEven?.[0]?.perSecondHigh,
  ];
  expect(low).toBeLessThan(high ?? 0);
  expect(plain).toMatch(/fill="var\(--axis\)"[^>]*><title>lambda and server cost the same at /);
});
