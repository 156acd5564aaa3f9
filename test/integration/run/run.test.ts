import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { packageRoot } from '../../../src/launch/local/program-file.ts';
import { billedDurationMs } from '../../../src/model/platform/invocation.ts';
import { browserOfWorker, openWatched } from '../report/browser.ts';
import { type Run, runScenarioHere, scenarioFile, targetOf, temporaryDirectory } from '../rollcall.ts';

const shipped = (name: string) => join(packageRoot, 'scenarios', name);

const by =
  <T>(key: (item: T) => number) =>
  (a: T, b: T) =>
    key(a) - key(b);

describe('burst of ten at the Lambda and at the server', () => {
  let run: Run;
  beforeAll(async () => {
    run = await runScenarioHere(shipped('burst-10.yaml'), '--page');
  });

  it('ends well and says where the report is', () => {
    expect(run.code).toBe(0);
    expect(run.stdout).toContain('report.html');
  });

  it('its report opens in a browser, asks for nothing, and has the numbers of its result.json', async () => {
    const url = pathToFileURL(join(run.directory, 'report.html')).href;
    await using watched = await openWatched(await browserOfWorker(), url, { viewport: { width: 1280, height: 900 } });
    const { page, consoleErrors, pageErrors, requests } = watched;
    expect({ consoleErrors, pageErrors, requests }).toEqual({ consoleErrors: [], pageErrors: [], requests: [url] });
    const lambda = targetOf(run.result, 'lambda');
    const shown = async (metric: string) =>
      Number(await page.locator(`[data-metric="targets.lambda.${metric}"]`).first().getAttribute('data-value'));
    expect(await shown('environments.distinct')).toBe(10);
    expect(await shown('memory.multiplier.rss')).toBe(lambda.memory?.multiplier?.rss);
    expect(await shown('billing.billedMs')).toBe(lambda.billing?.billedMs);
    expect(await shown('latencyMs.serviceTime.all.max')).toBe(lambda.latencyMs.serviceTime.all?.max);
    expect(await page.locator('#environments [data-instance]').count()).toBe(11);
  });

  it('knows how much of its work this machine does per ms of CPU', () => {
    expect(run.result.workload.iterationsPerMs).toBeGreaterThan(0);
  });

  it('ten requests take ten environments, all cold', () => {
    const lambda = targetOf(run.result, 'lambda');
    expect(lambda.requests).toMatchObject({
      sent: 10,
      answered: 10,
      throttled: 0,
      timedOut: 0,
      failed: 0,
      unidentified: 0,
    });
    expect(lambda.environments).toMatchObject({
      distinct: 10,
      coldStarts: 10,
      reused: 0,
      peakAlive: 10,
      peakAliveSource: 'telemetry',
    });
    expect(lambda.environments.list.map((life) => life.invocations)).toEqual(Array(10).fill(1));
  });

  it('one server process answers as calls 1 to 10, and nothing of it is a cold start', () => {
    const server = targetOf(run.result, 'server');
    expect(server.environments).toMatchObject({ distinct: 1, coldStarts: 0, reused: 9 });
    const calls = run.samples.filter((sample) => sample.target === 'server').map((sample) => sample.invocationId);
    expect(calls.sort(by((n) => n ?? 0))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('the server answers in a staircase: the nth answer comes after 2 s of waiting and half the CPU of n calls', () => {
    const server = run.samples.filter((sample) => sample.target === 'server');
    const latencies = server.map((s) => s.completedAtMs - (s.sentAtMs ?? Number.NaN)).sort(by((n) => n));
    const cpuMs = server.reduce((sum, sample) => sum + (sample.cpuMs ?? Number.NaN), 0) / 10;
    // One process computes them one after another, and each waits afterwards.
    expect(latencies.filter((latency, n) => latency >= 2000 + ((n + 1) * cpuMs) / 2)).toHaveLength(10);
  });

  it('ten times the environments, and more than three times the memory', () => {
    const comparison = run.result.comparison?.targets.find(({ name }) => name === 'lambda');
    expect(comparison?.environmentMultiplier).toBe(10);
    expect(comparison?.memoryMultiplier.rss).toBeGreaterThan(3);
    expect(comparison?.memoryMultiplier.pss).toBeGreaterThan(3);
    expect(targetOf(run.result, 'lambda').memory?.multiplier).toEqual(comparison?.memoryMultiplier);
  });

  it('allocates ten times 512 MB', () => {
    expect(targetOf(run.result, 'lambda').memory?.allocatedMb).toBe(5120);
  });

  it('bills what its REPORT lines say, mostly for waiting', async () => {
    const { billing, utilization } = targetOf(run.result, 'lambda');
    const log = await readFile(join(run.directory, 'lambda.log'), 'utf8');
    const billed = [...log.matchAll(/\tBilled Duration: (\d+) ms/g)].map((match) => Number(match[1]));
    expect(billed).toHaveLength(10);
    expect(billing).toMatchObject({
      invocations: 10,
      billedMs: billed.reduce((a, b) => a + b),
      source: 'report-lines',
    });
    // 512 MB are 0.5 GB; GB-s at 0.0000133334 USD, on Arm as the server beside it, and 10 requests at 0.20 USD a million.
    const gbSeconds = ((billing?.billedMs ?? 0) / 1000) * 0.5;
    expect(billing?.gbSeconds).toBeCloseTo(gbSeconds, 9);
    expect(billing?.usd).toBeCloseTo(gbSeconds * 0.0000133334 + 10 * 2e-7, 12);
    expect(utilization?.cpuShareOfBilled).toBeGreaterThan(0);
    expect(utilization?.cpuShareOfBilled).toBeLessThan(0.5);
  });

  it('every REPORT line agrees with its sample: same request, billed = ceil(init + duration)', async () => {
    const log = await readFile(join(run.directory, 'lambda.log'), 'utf8');
    const samples = new Map(run.samples.filter((s) => s.target === 'lambda').map((s) => [s.requestId, s]));
    const line =
      /REPORT RequestId: (\S+)\tDuration: ([\d.]+) ms\tBilled Duration: (\d+) ms\tMemory Size: 512 MB\tMax Memory Used: (\d+) MB\t(?:Init Duration: ([\d.]+) ms)?/g;
    const reports = [...log.matchAll(line)];
    expect(reports).toHaveLength(10);
    for (const [, requestId, duration, billed, maxMemory, init] of reports) {
      const sample = samples.get(requestId);
      const serviceTimeMs = (sample?.completedAtMs ?? 0) - (sample?.sentAtMs ?? 0);
      expect(sample?.coldStart).toBe(true);
      expect(Number(billed)).toBe(billedDurationMs(Number(duration), Number(init)));
      expect(Number(duration)).toBeGreaterThanOrEqual((sample?.handlerMs ?? Number.POSITIVE_INFINITY) - 1);
      expect(Number(duration) + Number(init)).toBeLessThanOrEqual(serviceTimeMs + 1);
      // A Node process with the workload's own 40 MB; resident memory cannot exceed the kernel's peak of it.
      expect(Number(maxMemory)).toBeGreaterThan(40);
      expect(Number(maxMemory)).toBeGreaterThanOrEqual(Math.floor(sample?.rssMb ?? Number.POSITIVE_INFINITY));
    }
  });
});

describe('experiment A', () => {
  let run: Run;
  beforeAll(async () => {
    run = await runScenarioHere(shipped('poor-utilization.yaml'));
  });
  const samplesOf = (target: string, kind: 'sequential' | 'burst') => {
    const names = run.result.targets
      .find((t) => t.name === target)
      ?.phases.filter((p) => p.kind === kind)
      .map((p) => p.name);
    return run.samples.filter((sample) => sample.target === target && names?.includes(sample.phase));
  };

  it('two calls one after another meet one environment, as its calls 1 and 2', () => {
    const [first, second] = samplesOf('lambda', 'sequential');
    expect([first?.invocationId, second?.invocationId]).toEqual([1, 2]);
    expect(second?.instanceId).toBe(first?.instanceId);
    expect([first?.coldStart, second?.coldStart]).toEqual([true, false]);
  });

  it('the burst of ten meets ten environments: the warm one as its call 3, and nine cold', () => {
    const warm = samplesOf('lambda', 'sequential')[0]?.instanceId;
    const burst = samplesOf('lambda', 'burst');
    expect(new Set(burst.map((sample) => sample.instanceId)).size).toBe(10);
    expect(burst.filter((s) => s.coldStart === false).map((s) => [s.instanceId, s.invocationId])).toEqual([[warm, 3]]);
    expect(burst.filter((sample) => sample.coldStart && sample.invocationId === 1)).toHaveLength(9);
    expect(targetOf(run.result, 'lambda').environments).toMatchObject({ distinct: 10, coldStarts: 10, reused: 2 });
  });

  it('one server process took its ten, ten processes took them one each', () => {
    expect(targetOf(run.result, 'server').environments.distinct).toBe(1);
    expect(targetOf(run.result, 'cluster').environments.distinct).toBe(10);
  });
});

it('a second burst within the keep-alive meets no cold start; after it, all are cold again', async () => {
  // The four of a cold burst answer together, however late the last one starts: none of them is idle meanwhile.
  const together = `environment: { MEET: '4', MEETING: ${await temporaryDirectory()} }`;
  const file = await scenarioFile(`
name: keep-alive
question: When do environments go?
workload: { kind: function, file: ${join(packageRoot, 'test/fixtures/functions/meets.mjs')} }
targets: [{ name: lambda, kind: local-lambda, keepAliveMs: 1000, ${together} }]
load:
  - { name: two-bursts, kind: burst, size: 4, repeats: 2, gapMs: 100 }
  - { name: wait, kind: sequential, requests: 1, targets: [lambda] }
  - { name: later, kind: burst, size: 4, repeats: 2, gapMs: 2500 }
`);
  const { samples } = await runScenarioHere(file);
  const colds = (phase: string, burst: number) =>
    samples.filter((sample) => sample.phase === phase && sample.burst === burst && sample.coldStart).length;
  expect(colds('two-bursts', 0)).toBe(4);
  expect(colds('two-bursts', 1)).toBe(0);
  expect(colds('later', 0)).toBe(0);
  expect(colds('later', 1)).toBe(4);
});

it('calls the roll of a function that knows nothing of rollcall and answers a CSV line', async () => {
  const file = await scenarioFile(`
name: csv
question: Can a stranger be counted?
identity: { from: csv }
workload: { kind: function, file: ${join(packageRoot, 'test/fixtures/functions/csv.mjs')} }
targets: [{ name: lambda, kind: local-lambda }, { name: server, kind: node-server }]
load: [{ name: burst, kind: burst, size: 5, repeats: 2, gapMs: 50 }]
`);
  const { result } = await runScenarioHere(file);
  const lambda = targetOf(result, 'lambda');
  expect(lambda.environments).toMatchObject({ distinct: 5, coldStarts: 5, reused: 5 });
  expect(lambda.environments.list.every((life) => (life.peakRssMb ?? 0) > 20)).toBe(true);
  expect(lambda.utilization?.cpuMs).toBeGreaterThan(0);
  expect(targetOf(result, 'server').environments).toMatchObject({ distinct: 1, coldStarts: 0, reused: 9 });
});

it('counts the connections that each side holds to a backend: one per environment, and calls of both', async () => {
  const file = await scenarioFile(`
name: downstream
question: Who holds how many connections?
workload: { kind: builtin, call: { ioMs: 300 }, waitOn: backend }
targets: [{ name: lambda, kind: local-lambda }, { name: server, kind: node-server }]
load: [{ name: burst, kind: burst, size: 4, repeats: 2, gapMs: 50 }]
`);
  const { result } = await runScenarioHere(file);
  const served = { peakConnections: 4, totalConnections: 4, refusedConnections: 0, requests: 8 };
  expect(targetOf(result, 'lambda').downstream).toEqual({ ...served, services: { backend: served } });
  expect(targetOf(result, 'server').downstream).toMatchObject({ peakConnections: 4, requests: 8 });
});

it('replays a trace, closes a loop and pauses, in that order, on targets that change places in the second repeat', async () => {
  const file = await scenarioFile(`
name: shapes
question: Does every shape run?
workload: { kind: builtin, call: { ioMs: 20 } }
targets: [{ name: lambda, kind: local-lambda, keepAliveMs: 100 }, { name: server, kind: node-server }]
repeats: 2
order: interleaved
load:
  - { name: replay, kind: trace, file: trace.csv, timeScale: 0.5 }
  - { name: rest, kind: pause, durationMs: 300 }
  - { name: loop, kind: closed, connections: 2, requests: 6 }
`);
  await writeFile(join(dirname(file), 'trace.csv'), 'arrival_ms\n300\n100\n100\n');
  const { result, samples } = await runScenarioHere(file);
  // It uses no CPU of its own, so that nothing was calibrated before it.
  expect(result.workload).toEqual({});
  const replay = samples.filter(
    (sample) => sample.phase === 'replay' && sample.target === 'lambda' && sample.repeat === 0,
  );
  const due = replay.map((sample) => sample.intendedAtMs).sort((a, b) => a - b);
  // 100, 100 and 300 ms at half the time: two at once, the third 100 ms later.
  expect(due.map((at) => Math.round(at - (due[0] ?? 0)))).toEqual([0, 0, 100]);
  expect(targetOf(result, 'server').requests).toMatchObject({ sent: 18, answered: 18 });
  const order = [...new Set(samples.map(({ repeat, target }) => `${repeat} ${target}`))];
  expect(order).toEqual(['0 lambda', '0 server', '1 server', '1 lambda']);
  // All that had served the trace are gone after a pause of 300 ms, as the keep-alive is 100 ms.
  const rests = targetOf(result, 'lambda').phases.filter(({ name }) => name === 'rest');
  expect(rests.map(({ environments }) => environments.lives?.aliveAtEnd)).toEqual([0, 0]);
  expect(targetOf(result, 'lambda').environments.lives?.stoppedIdle).toBeGreaterThanOrEqual(2 * 2);
  expect(targetOf(result, 'lambda').environmentCurve?.at(-1)?.alive).toBeGreaterThan(0);
  expect(targetOf(result, 'server').environments.lives).toBeUndefined();
});

it('a function of a user’s own wrapped by rollcall/lambda is on the roll with its meters', async () => {
  const file = await scenarioFile(`
name: tagged
question: Is tagging all that it takes?
workload: { kind: function, file: ${join(packageRoot, 'test/fixtures/functions/tagged.mjs')} }
targets: [{ name: lambda, kind: local-lambda }, { name: server, kind: node-server }]
load: [{ name: burst, kind: burst, size: 3 }]
`);
  const { result, samples } = await runScenarioHere(file);
  expect(targetOf(result, 'lambda').environments).toMatchObject({ distinct: 3, coldStarts: 3 });
  expect(targetOf(result, 'server').environments).toMatchObject({ distinct: 1, coldStarts: 0 });
  expect(samples.every((sample) => (sample.handlerMs ?? -1) >= 0 && (sample.rssMb ?? 0) > 20)).toBe(true);
});

it('counts the cold starts of a function that does not tell them, as the platform knows', async () => {
  const file = await scenarioFile(`
name: silent
question: Who counts cold starts?
identity: { from: json, instanceId: who }
workload: { kind: function, file: ${join(packageRoot, 'test/fixtures/functions/who.mjs')} }
targets: [{ name: lambda, kind: local-lambda }]
load: [{ name: burst, kind: burst, size: 3, repeats: 2, gapMs: 50 }]
`);
  const { result } = await runScenarioHere(file);
  expect(targetOf(result, 'lambda').environments).toMatchObject({ distinct: 3, coldStarts: 3, reused: 3 });
  expect(targetOf(result, 'lambda').phases[0]?.environments.coldStarts).toBe(3);
});

it('fires the same load at a URL that is there already', async () => {
  const server = createServer((_, response) => response.setHeader('rollcall-instance-id', 'the-one').end('ok'));
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const url = `targets.lambda={ name: lambda, kind: http, url: 'http://127.0.0.1:${port}/' }`;
  // The work of the server is no part of the claim.
  const changes = [url, 'thresholds=[]', 'workload={ kind: builtin, call: { ioMs: 5 } }'];
  const { code, result } = await runScenarioHere(shipped('burst-10.yaml'), ...changes.flatMap((one) => ['--set', one]));
  expect(code).toBe(0);
  expect(targetOf(result, 'lambda')).toMatchObject({ kind: 'http', requests: { sent: 10, answered: 10 } });
  expect(targetOf(result, 'lambda').environments).toMatchObject({ distinct: 1, list: [{ instanceId: 'the-one' }] });
  expect(targetOf(result, 'server').environments.distinct).toBe(1);
});
