import { expect, it } from 'vitest';
import { isWorthProbing } from '../../../../src/experiment/probe/worth-probing.ts';
import { parseScenario } from '../../../../src/scenario/reading/parse.ts';

const worth = (load: string, target = 'kind: local-lambda', cpus = 2) => {
  const text = [
    'name: x',
    'question: q',
    'workload: { kind: builtin, call: { ioMs: 1 } }',
    `targets: [{ name: t, ${target} }]`,
    `load: [{ name: p, ${load} }]`,
  ].join('\n');
  const scenario = parseScenario(text, { file: 'x.yaml', overrides: [] });
  return scenario.targets.map((one) => isWorthProbing(scenario, one, cpus));
};

const rate = (perSecond: number) => `kind: constantRate, ratePerSecond: ${perSecond}, durationMs: 1000`;

it('probes from 2 requests a second for each CPU, and from bursts of 25', () => {
  expect([worth(rate(3)), worth(rate(4)), worth(rate(4), undefined, 4)].flat()).toEqual([false, true, false]);
  expect([worth('kind: burst, size: 49'), worth('kind: burst, size: [1, 50]')].flat()).toEqual([false, true]);
});

it('probes no load that answers pace, and no target that starts no environment for a request', () => {
  const loads = ['kind: closed, connections: 500, requests: 500', 'kind: sequential, requests: 500'];
  expect(loads.flatMap((load) => worth(load))).toEqual([false, false]);
  const targets = ['kind: node-server', 'kind: local-lambda, model: managed', 'kind: lambda-invoke'];
  expect(targets.flatMap((target) => worth(rate(1000), target))).toEqual([false, false, false]);
});
