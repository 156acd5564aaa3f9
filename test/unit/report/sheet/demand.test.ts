import { expect, it } from 'vitest';
import type { Billing } from '../../../../src/model/measures.ts';
import type { RunResult, TargetResult } from '../../../../src/model/run-result.ts';
import type { Costs } from '../../../../src/model/schema/costs.ts';
import { renderSheet } from '../../../../src/report/sheet/sheet.ts';
import { makeRun } from '../../../fixtures/report/make-run.ts';

/** The service of docs/capacity.md: 5.4 ms of CPU and 123.8 ms of waiting, measured at 40/s. */
const memoryGb = 1769 / 1024;
const functionCosts: Costs = {
  ...{ fixed: [], usdPerRequest: 0.2e-6, assumes: [] },
  calls: {
    ...{ keepAliveMs: 300_000, coldShare: 0, from: 'projected', durationTiers: [{ usdPerGbSecond: 0.0000166667 }] },
    warm: { billedMs: 130, gbSeconds: 0.13 * memoryGb, otherUsd: 0 },
  },
};
const taskCosts: Costs = {
  ...{ usdPerRequest: 0, assumes: [] },
  fixed: [{ what: 'a load balancer of 1 LCU', usdPerMonth: 730 * (0.0225 + 0.008) }],
  servers: {
    ...{ description: 'Fargate x86, 1 vCPU, 2048 MB', usdPerMonth: 730 * (0.04048 + 2 * 0.004445), count: 1, spare: 0 },
    ...{ targetUtilization: 0.7, cpuMsPerRequest: 5.4, usableVcpu: 1, capacityPerSecond: 700 / 5.4 },
  },
};

function service(): RunResult {
  const { result } = makeRun();
  const [lambda, server] = result.targets as [TargetResult, TargetResult];
  const need = (mean: number) => ({ count: 200, mean });
  const projected = {
    ...{ invocations: 200, billedMs: 26_000, cpuShareOfBilled: 0.04, waitingShareOfBilled: 0.96, environments: 8 },
    latencyMs: { mean: 129.2, max: 131 },
    warm: { calls: 200, billedMsPerCall: 130, latencyMs: { mean: 129.2, max: 131 } },
  };
  const demands = { cpuSpeed: 1, warm: { cpuMs: need(5.4), waitMs: need(123.8) } };
  return {
    ...result,
    targets: [
      { ...lambda, projected, demands, costs: functionCosts },
      { ...server, costs: taskCosts },
    ],
  };
}

const rowsOf = (markdown: string, heading: string): string[] =>
  (markdown.split(`## ${heading}`)[1]?.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| '));

/** Of the options, in their order. */
const figuresOf = (markdown: string, label: string): string[] =>
  (rowsOf(markdown, 'Options').find((line) => line.startsWith(`| ${label} |`)) ?? '').split(' | ').slice(1, -1);

const { markdown } = renderSheet(service(), { perSecond: 1000 });

it('at 1,000/s needs 129 environments, 95 to 164, and 164 of reserved concurrency', () => {
  // 1,000 * 0.1292 = 129.2; 3 * sqrt(129.2) = 34.1. 1,000 / 0.1292 = 7,739.9.
  expect(rowsOf(markdown, 'Environments at the demand')[2]).toMatch(
    /^\| lambda \| 10 \| 129 ms \| 129 \| 95 to 164 \| .* \| 164 \| 7,740\/s \|$/,
  );
});

it('reaches the concurrency of the account first, at 7,740/s, with 84% of it left for the 164 that the band needs', () => {
  expect(rowsOf(markdown, 'Limits and headroom').slice(2, 4)).toEqual([
    '| lambda | account concurrency | 1,000 concurrent requests | 164 | 84% | 7,740/s |',
    '| lambda | request rate | 10,000 requests/s | 1,000 | 90% | 10,000/s |',
  ]);
});

it('costs $10,362 as a function, 96% of the billed time waiting and 95% of a warm call, and $310.59 as 8 tasks of 1 vCPU at 70%', () => {
  // 0.96 of the load is projected; 123.8 / 130 = 95.2 %. 2.628e9 * (130 ms * 1769 / 1024 GB * $0.0000166667 + $0.20e-6) = $9,836.62 + $525.60.
  expect(figuresOf(markdown, 'Waiting, share of billed')).toEqual(['96%; warm call 95%', '–']);
  // 1,000 * 5.4 ms = 5.4 vCPU; / 0.7 = 7.7. 8 * 730 * $0.04937 + 730 * $0.0305 = $288.32 + $22.27.
  expect(figuresOf(markdown, '$ per million')).toEqual(['$3.94', '$0.12']);
  expect(figuresOf(markdown, '$ per month')).toEqual(['$10,362', '$310.59, 8 servers']);
});

it('asks another account, a burst and connections: 325/s of its 42 at once, 730 environments in the burst', () => {
  const asked = renderSheet(service(), { perSecond: 1000, burst: 600, accountConcurrency: 42, connections: 100 });
  // 42 / 0.1292 = 325.1; The burst: 130 + 600 = 730, 17.38 times 42.
  expect(asked.markdown).toContain(
    '| lambda | account concurrency | 42 concurrent requests | 730 | 1,638% over | 325/s |',
  );
  expect(rowsOf(asked.markdown, 'Environments at the demand')[2]).toMatch(/ \| 730 \| 730 \| 325\/s \|$/);
});

it('holds an embedded function to the concurrency that its scenario reserves: 20 / 0.1292 s = 155/s', () => {
  const run = service();
  const resolved = { targets: [{ name: 'lambda', concurrencyLimit: 20 }] };
  const { markdown: reserved } = renderSheet({ ...run, scenario: { ...run.scenario, resolved } }, { perSecond: 10 });
  expect(rowsOf(reserved, 'Limits and headroom')[2]).toMatch(
    /^\| lambda \| reserved concurrency \| 20 concurrent .* \| 155\/s \|$/,
  );
  expect(rowsOf(reserved, 'Environments at the demand')[2]).toMatch(/ \| 155\/s \|$/);
});

it('shows the memory sizes that were measured, if there are several: 26 s of 1,769 MB and of 512 MB', () => {
  const run = service();
  const [lambda, ...others] = run.targets as [TargetResult, TargetResult];
  const at = (name: string, memoryMb: number): TargetResult => {
    const billing = { ...lambda.billing, billedMs: 26_000, gbSeconds: (26 * memoryMb) / 1024 } as Billing;
    return { ...lambda, name, billing };
  };
  const sheetOf = (...targets: TargetResult[]) =>
    renderSheet({ ...run, targets: [...targets, ...others] }, { perSecond: 1000 }).markdown;
  const several = sheetOf(at('large', 1769), at('small', 512));
  expect(figuresOf(several, 'Memory size')).toEqual(['1,769 MB', '512 MB', '–']);
  expect(figuresOf(several, 'Warm call, billed')).toEqual(['130 ms', '130 ms', '–']);
  expect(several).toContain('The CPU share follows the memory size, up to one vCPU at 1,769 MB for one thread.');
  expect(sheetOf(at('one', 1769), at('two', 1769))).not.toContain('| Memory size |');
});
