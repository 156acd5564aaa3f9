import { expect, it } from 'vitest';
import { monthsAt } from '../../../../../src/billing/month/months.ts';
import type { Billing } from '../../../../../src/model/measures.ts';
import type { RunResult } from '../../../../../src/model/run-result.ts';
import type { Costs } from '../../../../../src/model/schema/costs.ts';
import { html } from '../../../../../src/report/page/markup.ts';
import { rowsOf } from '../../../../../src/report/sections/side-by-side/cells.ts';
import { makeRun } from '../../../../fixtures/report/make-run.ts';

/** An instance for $0.001 a second takes one request of 1 s, and is held for 300 s after it; the run was billed 1 s per request. */
const costs: Costs = {
  ...{ fixed: [], usdPerRequest: 0, assumes: [] },
  instanceTime: { usdPerSecond: 0.001, atOnce: 1, callMs: 1000, heldMs: 300_000 },
};

function costCell(demand?: { readonly perSecond: number }) {
  const { result } = makeRun();
  const [lambda, ...others] = result.targets;
  if (lambda === undefined) throw new Error('the fixture has a function');
  const billing = { ...lambda.billing, pricedAs: 'active-cpu', usdPerMillion: 1000 } as Billing;
  const held = { ...lambda, billing, costs, months: monthsAt(costs, demand?.perSecond) };
  const run: RunResult = {
    ...result,
    targets: [held, ...others],
    scenario: { ...result.scenario, resolved: { demand } },
  };
  const cell = rowsOf(run).find(({ label }) => label === 'Cost per million requests')?.cells[0];
  return { value: `${html`${cell?.value}`}`, note: cell?.note };
}

it('does not quote $1,000 per million of the bill of a run whose instances are held for 300 s: that depends on the rate', () => {
  expect(costCell()).toMatchObject({ note: 'depends on the rate' });
  expect(costCell().value).not.toContain('$');
});

it('at 0.0001/s of the scenario is alive for 1 s and 296 s of each request: $296,545 per million', () => {
  // 1 s and the mean of the shorter of 300 s and the gap, (1 - e^-0.03) / 0.0001 = 295.545 s, at $0.001.
  const { value, note } = costCell({ perSecond: 0.0001 });
  expect(note).toBe('at 0.0001/s');
  expect(value).toContain('>$296,5');
  expect(value).toContain('data-metric="targets.lambda.months.0.usdPerMillion"');
});
