import { expect, it } from 'vitest';
import { breakEvensOf } from '../../../../src/billing/month/break-even.ts';
import { pricedOf } from '../../../../src/billing/month/cheapest-by-rate.ts';
import type { Billing, Utilization } from '../../../../src/model/measures.ts';
import type { PhaseResult, RunResult, TargetResult } from '../../../../src/model/run-result.ts';
import { inputOf } from '../../../../src/report/sheet/blocks/inputs.ts';
import { renderSheet } from '../../../../src/report/sheet/sheet.ts';
import { makeRun } from '../../../fixtures/report/make-run.ts';
import { functionCosts, serverCosts } from '../../billing/month/costs.ts';

/**
 * A function at $5 per million requests, a server at $13.14 a month for up to 4 requests/s, a cluster at $26.28 for up to 100: a month of
 * 1/s has 2,628,000 requests, so function and server cost the same at 1/s, and above 4/s two servers cost as much as the cluster.
 */
function priced(names: readonly string[] = ['lambda', 'server']): RunResult {
  const { result } = makeRun();
  const costs = {
    lambda: { ...functionCosts({ usdPerRequest: 0.000005 }), calls: undefined },
    server: serverCosts({ usdPerMonth: 13.14, capacityPerSecond: 4 }),
    cluster: serverCosts({ usdPerMonth: 20, capacityPerSecond: 100 }),
  } as Record<string, TargetResult['costs']>;
  const targets = result.targets
    .filter(({ name }) => names.includes(name))
    .map((target) => ({ ...target, costs: costs[target.name] })) as TargetResult[];
  const breakEven = breakEvensOf(pricedOf(targets));
  return { ...result, targets, thresholds: [], comparison: { baseline: 'server', targets: [], breakEven } };
}

const decisionOf = (result: RunResult, perSecond?: number, burst?: number): string =>
  renderSheet(result, { perSecond, burst }).markdown.split('## What the run found')[0]?.split('\n\n## ')[1] ?? '';

it('proposes what costs the least at the demand: at 2/s the server for $13.14, half of the function', () => {
  const text = decisionOf(priced(), 2);
  expect(text).toMatch(/^Proposed decision\n\n\*\*server, for \$13\.14 a month at 2\/s\.\*\*\n/);
  expect(text).toContain('It costs the least of 2 options. The next is lambda with $26.28 a month, 2× as much.');
  expect(text).toContain('- The average rate stays above 1/s.');
  expect(text).toMatch(/- 1 server \(a server\) runs all month, 30% busy of at most 60%\.$/m);
});

it('proposes the function at 0.5/s for $6.57, below 1/s', () => {
  const text = decisionOf(priced(), 0.5);
  expect(text).toContain('**lambda, for $6.57 a month at 0.5/s.**');
  expect(text).toContain('The average rate stays below 1/s.');
});

it('rules out a function that exceeds a limit at the demand, whatever it costs', () => {
  const text = decisionOf(priced(), 0.5, 2000);
  expect(text).toContain('**server, for $13.14 a month at 0.5/s.**');
  expect(text).toContain('lambda is ruled out: the demand exceeds its account concurrency and scaling rate.');
});

it('without a demand says which rate decides: the function below 1/s, one server to 4/s, the cluster above', () => {
  expect(decisionOf(priced())).toMatch(
    /^Decision still open\n\n\*\*Costs the least: below 1\/s lambda, above 1\/s server\.\*\*/,
  );
  const three = priced(['lambda', 'server', 'cluster']);
  expect(decisionOf(three)).toContain('Costs the least: below 1/s lambda, from 1/s to 4/s server, above 4/s cluster.');
});

it('is open where the cost of cold starts decides: at 0.53/s, within the band of 0.521/s to 0.541/s', () => {
  const { result } = makeRun();
  const text = decisionOf({ ...result, targets: result.targets.slice(0, 2) }, 0.53);
  expect(text).toMatch(/^Decision still open\n\n\*\*Costs do not decide at 0\.53\/s: /);
});

it('names what stands before a signature: failed thresholds, the advice of a doubt, options without a price', () => {
  const { thresholds } = makeRun().result;
  const run = priced();
  const reason = { code: 'late-sends', status: 'SUSPECT', message: 'sent late', advice: 'use more threads' } as const;
  const verdict = { ...run.verdict, status: 'SUSPECT' as const, reasons: [reason] };
  const { costs: _, ...unpriced } = makeRun().result.targets[2] as TargetResult;
  const targets = [...run.targets, unpriced as TargetResult];
  const { markdown } = renderSheet({ ...run, targets, thresholds, verdict }, { perSecond: 2 });
  expect(markdown).toContain('**SUSPECT; sent late**');
  expect(markdown).toContain('- 1 threshold of 2 failed: server.latencyMs.serviceTime.all.max &#60; 1 s.');
  expect(markdown).toContain('- Resolve the doubt first: use more threads.');
  expect(markdown).toContain('- Without a price, so not ranked: cluster.');
});

it('withholds the decision of an INVALID run, with no figure to decide by', () => {
  const run = priced();
  const reason = { code: 'unanswered', status: 'INVALID', message: 'lost 98', advice: 'fix it' } as const;
  const { markdown, html } = renderSheet({ ...run, verdict: { status: 'INVALID', targets: [], reasons: [reason] } });
  expect(markdown).toContain(
    '**INVALID; lost 98**\n\n## Decision withheld\n\n**No decision can be based on this run.**',
  );
  expect(markdown).toContain('- lost 98: fix it');
  for (const text of [markdown, html.split('<main')[1]?.split('</main>')[0]])
    expect(text).not.toMatch(/\$\d|Options|Owner/);
});

/** Of the function of docs/capacity.md: one call in each of two repeats, which waited for 900 ms and 1,100 ms. */
function twice(target: TargetResult): TargetResult {
  const [phase] = target.phases as [PhaseResult];
  const { billing, utilization } = target as TargetResult & { billing: Billing; utilization: Utilization };
  const of = (repeat: number, waitingMs: number): PhaseResult => ({
    ...{ ...phase, repeat },
    billing: { ...billing, invocations: 1 },
    utilization: { ...utilization, waitingMs },
  });
  return {
    ...target,
    billing: { ...billing, invocations: 2, billedMs: 2100 },
    utilization: { ...utilization, waitingMs: 2000 },
    phases: [of(0, 900), of(1, 1100)],
  };
}

it('has the interval of an input from its repeats: 900 ms to 1,100 ms are 0.9 and 1.1 of the mean', () => {
  const [lambda, server] = priced().targets as [TargetResult, TargetResult];
  const pair = { billed: twice(lambda), hourly: server, perSecond: 1 };
  expect(inputOf('waiting per call', pair)).toMatchObject({
    ...{ value: { text: '1,000 ms' }, interval: { low: 0.9, high: 1.1, text: '900 ms to 1,100 ms' } },
  });
  expect(inputOf('waiting per call', { ...pair, billed: lambda }).without).toBe('one run');
  expect(inputOf('price of a server hour', pair)).toMatchObject({ value: { text: '$0.0180' }, without: 'list price' });
});

it('says that the decision flips within what was measured, and that more repeats come first', () => {
  const run = makeRun().result;
  const [lambda, server] = run.targets as [TargetResult, TargetResult];
  // Both cost the same at 0.541/s: at 0.515/s the function costs 5 % less, which 6 % more of waiting make up for.
  const { markdown } = renderSheet({ ...run, targets: [twice(lambda), server] }, { perSecond: 0.515 });
  expect(markdown).toMatch(/\| waiting per call \| 1,000 ms \| 900 ms to 1,100 ms \| 1\.0\d× \| YES \|/);
  expect(markdown).toMatch(/\| price of a server hour \| \$0\.0168 \| list price \| 95% \| no \|/);
  expect(markdown).toContain(
    '- waiting per call: the decision changes within what was measured. Measure more repeats first.',
  );
});
