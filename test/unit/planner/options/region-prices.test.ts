import { expect, test } from 'vitest';
import { impossibleOf } from '../../../../src/planner/impossible.ts';
import { inputsOf, planOf } from '../plan-of.ts';

const plan = (options: string, more = '') => `
name: plan
question: Which?
demand: { average: 50/s }
calls: { cpu: 5ms, wait: 240ms, init: 600ms }
options: [${options}]
${more}
`;

const inIreland = (options: string, more = '') =>
  impossibleOf(inputsOf(plan(options, `prices: { region: eu-west-1 }\n${more}`)));
const notThere =
  'in eu-west-1 (prices.region) are not in the price table, which has those of us-east-1: choose that region, or';
const ownServer = `${notThere} state a server of your own (kind: server with usdPerHour, vcpu and memoryMb)`;
const provisionedPrices =
  'prices.lambda.provisionedUsdPerGbSecond and prices.lambda.provisionedDurationUsdPerGbSecond, or choose a prices.region that has them, us-east-1, or x86_64';

test.each([
  [
    '{ kind: fargate, vcpu: 1, memoryMb: 2048, loadBalancer: { lcu: 1 } }',
    'kind',
    `fargate 1 vCPU 2048 MB: prices of Fargate and load balancers ${ownServer}`,
  ],
  ['{ kind: server, instance: t4g.small }', 'instance', `t4g.small: prices of EC2 ${ownServer}`],
  [
    '{ kind: server, usdPerHour: 0.1, vcpu: 2, memoryMb: 2048, loadBalancer: { lcu: 1 } }',
    'loadBalancer',
    `server at $0.1/h: prices of load balancers ${notThere} leave it out, and include it in usdPerHour`,
  ],
  ['{ kind: managed }', 'instance', `managed c7g.xlarge: prices of EC2 ${notThere} state usdPerHour`],
  [
    '{ kind: provisioned, memoryMb: 512 }',
    'architecture',
    `provisioned 512 MB: prices of provisioned concurrency on arm64 in eu-west-1 are not in the price table, so there is no bill: state ${provisionedPrices}`,
  ],
])('an option without a price in the region is refused: %s', (option, field, message) => {
  expect(inIreland(option)).toEqual([{ path: ['options', 0, field], message }]);
});

test('options with a price in the region, or with one of their own, are planned; side costs are of us-east-1', () => {
  const priced = [
    '{ kind: event, memoryMb: 512 }',
    '{ kind: provisioned, memoryMb: 512, architecture: x86_64 }',
    '{ kind: server, usdPerHour: 0.1, vcpu: 2, memoryMb: 2048 }',
    '{ kind: managed, usdPerHour: 0.2 }',
    ...['{ kind: web }', '{ kind: cloud-run }', '{ kind: fluid }'],
  ].join(', ');
  expect(inIreland(priced)).toEqual([]);
  expect(inIreland('{ kind: event, memoryMb: 512 }', 'sideCosts: { nat: true, logs: false }')).toEqual([
    {
      path: ['sideCosts', 'nat'],
      message: 'expected false: its price is known in us-east-1, and not in eu-west-1 (prices.region)',
    },
  ]);
});

test('a price names its own region and source, and that it was given', () => {
  const planWith = (prices: string) => planOf(plan('{ kind: event, memoryMb: 512 }', `prices: ${prices}`));
  const priceOf = (prices: string) => planWith(prices).options[0]?.figures?.month?.parts[0]?.price;
  expect(priceOf('{}')).toMatchObject({ region: 'us-east-1', date: '2026-09-19', status: 'public' });
  expect(priceOf('{ region: eu-south-1 }')).toMatchObject({
    region: 'eu-south-1',
    date: '2026-09-22',
    status: 'public',
  });
  expect(planWith('{ region: eu-south-1 }').sideCosts).toEqual([]);
  const own = '{ source: our contract, lambda: { usdPerMillionRequests: 1, usdPerGbSecond: 0.00002 } }';
  expect(priceOf(own)).toMatchObject({ source: 'our contract', status: 'given' });
});
