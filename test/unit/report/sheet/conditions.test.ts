import { describe, expect, it } from 'vitest';
import { breakEvensOf } from '../../../../src/billing/month/break-even.ts';
import { pricedOf } from '../../../../src/billing/month/cheapest-by-rate.ts';
import type { PhaseResult, RunResult, TargetResult } from '../../../../src/model/run-result.ts';
import type { Costs } from '../../../../src/model/schema/costs.ts';
import { renderSheet } from '../../../../src/report/sheet/sheet.ts';
import { makeRun } from '../../../fixtures/report/make-run.ts';
import { functionCosts, serverCosts } from '../../billing/month/costs.ts';

/** A server of $13.14 a month with 7.25 ms of CPU per request on 1 vCPU, measured with a burst of 10. */
const server = serverCosts({
  ...{ usdPerMonth: 13.14, cpuMsPerRequest: 7.25, usableVcpu: 1, capacityPerSecond: 0.6 / 0.00725 },
});

function run(others: Costs, lambda: Partial<Costs> = { usdPerRequest: 0.000005 }): RunResult {
  const { result } = makeRun();
  const costs = { lambda: { ...functionCosts(lambda), calls: undefined }, server: others };
  const targets = result.targets
    .slice(0, 2)
    .map((target) => ({ ...target, costs: costs[target.name as keyof typeof costs] })) as TargetResult[];
  const breakEven = breakEvensOf(pricedOf(targets));
  return { ...result, targets, thresholds: [], comparison: { baseline: 'server', targets: [], breakEven } };
}

const decisionOf = (result: RunResult, perSecond: number | undefined, burst?: number): string =>
  renderSheet(result, { perSecond, burst }).markdown.split('## What the run found')[0]?.split('\n\n## ')[1] ?? '';

describe('a demanded burst', () => {
  it('of 2,000 is 14.5 s of CPU, which the server answers in 15 s beside 5/s, and was measured with 10 only', () => {
    const text = decisionOf(run(server), 5, 2000);
    expect(text).toContain('**server, for $13.14 a month at 5/s.**');
    expect(text).toContain('- 1 server (a server) runs all month, 3.6% busy of at most 60%.\n');
    expect(text).toContain(
      '- A burst may take 15.0 s on server: 2,000 requests of 7.25 ms of CPU on 1 vCPU, beside the average rate.',
    );
    expect(text).toContain(
      '- Measure a burst of 2,000 on server first: this run measured at most 10 requests at once.\n',
    );
  });

  it('of 10 was measured', () => {
    expect(decisionOf(run(server), 5, 10)).not.toContain('Measure a burst');
    expect(decisionOf(run(server), 5)).not.toContain('A burst may take');
  });

  it('that was measured with no burst at all says so', () => {
    const result = run(server);
    const sequential = ({ phases, ...target }: TargetResult) =>
      ({ ...target, phases: phases.map((phase): PhaseResult => ({ ...phase, kind: 'sequential' })) }) as TargetResult;
    expect(decisionOf({ ...result, targets: result.targets.map(sequential) }, 5, 10)).toContain(
      '- Measure a burst of 10 on server first: this run measured no burst.\n',
    );
  });

  it('of a server whose CPU is not known is a condition, too, as is the rate', () => {
    const text = decisionOf(run(serverCosts({ usdPerMonth: 13.14 })), 5, 10);
    expect(text).toContain(
      '- 1 server (a server) runs all month; whether that carries 5/s is not known, as CPU per request or vCPUs are not.\n',
    );
    expect(text).toContain(
      '- Whether server answers 10 requests at once in time is not known, as CPU per request or vCPUs are not.',
    );
  });

  it('of 2,000 beside 5/s of 1 s each takes 2,005 / 16 = 126 instances of a platform that bills their time', () => {
    const instanceTime = { usdPerSecond: 1e-9, atOnce: 16, callMs: 1000, heldMs: 300_000 };
    const web: Costs = { fixed: [], usdPerRequest: 0, instanceTime, assumes: [] };
    expect(decisionOf(run(web), 5, 2000)).toContain(
      '- The platform runs 126 instances of server at once in a burst: 2,005 requests, 16 in each.\n',
    );
  });

  it('rules a function out without an average rate, too: 2,000 at once are more than 1,000', () => {
    expect(decisionOf(run(server), undefined, 2000)).toContain(
      '- lambda is ruled out: the demand exceeds its account concurrency and scaling rate.\n',
    );
  });
});

/** The rows of a server in the table of limits. */
const limitRows = (result: RunResult, options: Parameters<typeof renderSheet>[1]): string[] =>
  (renderSheet(result, options).markdown.split('## Limits and headroom')[1] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| server |'));

describe('limits of a server', () => {
  it('are CPU of 82.8/s, 0.6 / 7.25 ms, of which 1/s leaves 99%, and its memory as measured with ten at once', () => {
    const [cpu, memory] = limitRows(run(server), { perSecond: 1, burst: 5 });
    expect(cpu).toMatch(/^\| server \| CPU \| 82\.8\/s \| 1\/s \| 99% \|.*82\.8\/s \|$/);
    expect(memory).toMatch(/^\| server \| memory of one \| [\d,]+ MB \| \d+ MB \| \d+% \|.*– \|$/);
  });

  it('say what was not measured: memory of 11 requests at once', () => {
    expect(limitRows(run(server), { perSecond: 0.001, burst: 11 })[1]).toMatch(/MB \| not measured \| – \|/);
  });

  it('without a demand are those that a rate reaches', () => {
    expect(limitRows(run(server), {})).toEqual(['| server | CPU | 82.8/s | 82.8/s |']);
  });

  it('rule it out: 10 connections where 5 are allowed', () => {
    const result = run(server);
    const holding = (target: TargetResult): TargetResult =>
      target.name === 'server'
        ? { ...target, downstream: { ...connections, services: { shop: connections } } }
        : target;
    const held = { ...result, targets: result.targets.map(holding) };
    const text = renderSheet(held, { perSecond: 2, connections: 5 }).markdown;
    expect(text).toContain('server is ruled out: the demand exceeds its connections.');
    expect(renderSheet(held, { perSecond: 2, connections: 10 }).markdown).not.toContain('ruled out');
  });
});

const connections = { peakConnections: 10, totalConnections: 10, refusedConnections: 0, requests: 10 };
