import { describe, expect, it } from 'vitest';
import { generatorProblems, preflight } from '../../../../src/experiment/before/preflight.ts';
import { limitsOf } from '../../../../src/launch/meters/limits.ts';
import { scenarioSchema } from '../../../../src/scenario/schema.ts';

const scenario = (fields: object = {}) =>
  scenarioSchema.parse({
    name: 'flight',
    question: 'Will it fly?',
    workload: { kind: 'builtin', init: { memoryMb: 40 }, call: { ioMs: 1, allocateMb: 4 } },
    targets: [{ name: 'lambda', kind: 'local-lambda' }],
    load: [{ name: 'burst', kind: 'burst', size: 100 }],
    ...fields,
  });
const plenty = { openFiles: 20_000, ephemeralPorts: 28_232, somaxconn: 4096, availableMemoryMb: 20_000 };

describe('preflight', () => {
  it('says what is sent to where, and finds nothing against it', () => {
    expect(preflight(scenario({ repeats: 2 }), plenty)).toEqual({
      plan: ['lambda: 200 requests to this machine (local-lambda), in burst'],
      strangers: [],
      costs: { lines: [], forecasts: [] },
      problems: [],
    });
  });

  it('says before the run which targets will have no cost, and which fields state their prices', () => {
    const targets = [
      { name: 'fn', kind: 'local-lambda', region: 'us-gov-west-1' },
      { name: 'twin', kind: 'node-server' },
      { name: 'own', kind: 'node-server', hosting: { usdPerHour: 1, memoryMb: 512 } },
    ];
    const { plan } = preflight(scenario({ targets, prices: { region: 'eu-west-1' } }), plenty);
    expect(plan.filter((line) => line.startsWith('note: '))).toEqual([
      'note: fn: prices of functions in us-gov-west-1 are not in the price table, so there is no bill: state prices.lambda.usdPerMillionRequests and prices.lambda.usdPerGbSecond',
      'note: twin: prices of EC2 in eu-west-1 are not in the price table, which has those of us-east-1, so there is no cost: state hosting.usdPerHour and hosting.memoryMb',
    ]);
  });

  it('says so of a part without a price, too, of functions here and at AWS: what is forecast has its prices', () => {
    const provisioned = { architecture: 'arm64', provisionedConcurrency: 1 } as const;
    const targets = [
      { name: 'fn', kind: 'local-lambda', ...provisioned },
      { name: 'aws', kind: 'lambda-invoke' },
    ];
    const told = { functionName: 'aws', region: 'eu-central-1', memoryMb: 512, timeoutMs: 1000, ...provisioned };
    const around = { deployed: new Map([['aws', { function: told }]]), environment: {} };
    const { plan, costs } = preflight(scenario({ targets, prices: { region: 'eu-central-1' } }), plenty, around);
    const unknown =
      'prices of provisioned concurrency on arm64 in eu-central-1 are not in the price table, so there is no bill: state prices.lambda.provisionedUsdPerGbSecond and prices.lambda.provisionedDurationUsdPerGbSecond';
    expect(plan.filter((line) => line.includes('prices of'))).toEqual([
      `note: fn: ${unknown}`,
      `note: aws: ${unknown}`,
    ]);
    // 100 requests * (1000 + 10,000 ms) * 0.5 GB * 0.0000133334, and 100 * 0.0000002
    expect(costs.forecasts[0]?.forecast.usdHigh).toBeCloseTo(0.00735337, 8);
  });

  it('100 environments of 6 + 40 + 4 MB need 5000 MB: refused with 4999, not with 5000', () => {
    expect(preflight(scenario(), { ...plenty, availableMemoryMb: 4999 }).problems).toEqual([
      '100 environments of lambda need at least 5000 MB, but 4999 MB are available: plan smaller bursts, or lower concurrencyLimit',
    ]);
    expect(preflight(scenario(), { ...plenty, availableMemoryMb: 5000 }).problems).toEqual([]);
  });

  it('a function of its own is not as large as the workload: 100 environments of 6 MB need 600 MB', () => {
    const targets = [{ name: 'lambda', kind: 'local-lambda', function: '/api' }];
    expect(preflight(scenario({ targets }), { ...plenty, availableMemoryMb: 600 }).problems).toEqual([]);
    expect(preflight(scenario({ targets }), { ...plenty, availableMemoryMb: 599 }).problems[0]).toContain('600 MB');
  });

  it('names the code of each target where they do not run the same', () => {
    const targets = [
      { name: 'lambda', kind: 'local-lambda' },
      { name: 'twin', kind: 'node-server' },
      { name: 'py', kind: 'local-lambda', function: 'api/app.py' },
      { name: 'aws', kind: 'lambda-invoke' },
    ];
    expect(preflight(scenario({ targets }), plenty).plan).toContain(
      'note: lambda, twin: the workload of this file; py: its own function, api/app.py; aws: deployed code. Compare them only if they do the same work',
    );
    const same = [
      { name: 'a', kind: 'local-lambda', function: 'api', memoryMb: 256 },
      { name: 'b', kind: 'local-lambda', function: 'api' },
    ];
    expect(preflight(scenario({ targets: same }), plenty).plan.join()).not.toContain('note');
  });

  it('100 environments of 6 files and 100 to spare need 700 open files', () => {
    expect(preflight(scenario(), { ...plenty, openFiles: 699 }).problems[0]).toContain('`ulimit -n 700`');
    expect(preflight(scenario(), { ...plenty, openFiles: 700 }).problems).toEqual([]);
  });

  it('a third of a burst of 100 is 34 connections: the limits of a worker are compared with it, not those of this machine', () => {
    const of = (openFiles: number, ephemeralPorts: number) =>
      generatorProblems(scenario(), { openFiles, ephemeralPorts }, 3);
    expect(of(134, 34)).toEqual([]);
    expect(of(133, 33)).toEqual([
      'the run needs about 134 open files, but 133 are allowed: raise the limit with `ulimit -n 134`',
      'the run needs 34 connections to one address, but there are 33 ephemeral ports: widen net.ipv4.ip_local_port_range, or plan smaller bursts',
    ]);
    expect(generatorProblems(scenario(), {}, 3)).toEqual([]);
    // 100 environments here need 700 files, and the ports are those of others.
    const elsewhere = { deployed: new Map(), environment: {}, firesHere: false };
    const here = (openFiles: number) => preflight(scenario(), { ...plenty, openFiles, ephemeralPorts: 1 }, elsewhere);
    expect([here(699).problems.length, here(700).problems]).toEqual([1, []]);
    const addressed = scenario({ targets: [{ name: 'api', kind: 'http', url: 'http://10.0.0.5/' }] });
    expect(preflight(addressed, { ...plenty, openFiles: 100 }, elsewhere).problems).toEqual([]);
  });

  it('a burst of 100 needs 100 ports', () => {
    expect(preflight(scenario(), { ...plenty, ephemeralPorts: 99 }).problems[0]).toContain('99 ephemeral ports');
  });

  it('a cold burst of 100 overflows an accept queue of 99, not of 100; a warm one does neither', () => {
    const load = [{ name: 'burst', kind: 'burst', size: 100, connections: 'cold' }];
    const queueOf = (somaxconn: number) => ({ ...plenty, somaxconn });
    expect(preflight(scenario({ load }), queueOf(99)).problems[0]).toContain('accept queue of 99');
    expect(preflight(scenario({ load }), queueOf(100)).problems).toEqual([]);
    expect(preflight(scenario(), queueOf(99)).problems).toEqual([]);
  });

  it.each([
    ['http://127.0.0.1:8080/', []],
    ['http://localhost/', []],
    ['http://[::1]:1/', []],
    ['https://abc.lambda-url.eu-west-1.on.aws/', ['abc.lambda-url.eu-west-1.on.aws']],
    ['http://127.0.0.1.example.com/', ['127.0.0.1.example.com']],
    ['http://192.168.1.7:80/', ['192.168.1.7']],
  ])('%s: to be confirmed are %j', (url, strangers) => {
    const target = { name: 'api', kind: 'http', url };
    expect(preflight(scenario({ targets: [target] }), plenty).strangers).toEqual(strangers);
  });
});

it('reads the limits of a Linux machine, and knows less elsewhere', () => {
  const limits =
    'Limit                     Soft Limit           Hard Limit\nMax open files            20000                20000                files\n';
  const texts = { limits, portRange: '32768\t60999\n', somaxconn: '4096\n', meminfo: 'MemAvailable:   2097152 kB\n' };
  expect(limitsOf(texts)).toEqual({
    openFiles: 20_000,
    ephemeralPorts: 28_232,
    somaxconn: 4096,
    availableMemoryMb: 2048,
  });
  const none = { limits: undefined, portRange: undefined, somaxconn: undefined, meminfo: undefined };
  expect(Object.keys(limitsOf(none))).toEqual(['availableMemoryMb']);
});
