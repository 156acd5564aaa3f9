import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { packageRoot } from '../../../src/launch/local/program-file.ts';
import {
  rollcall,
  rollcallHere,
  runScenarioFile,
  runScenarioHere,
  scenarioFile,
  targetOf,
  temporaryDirectory,
} from '../rollcall.ts';
import { codesOf, scenarioAt, serverOf } from './judged-server.ts';

describe('what makes a run doubtful is named when it happens', () => {
  it('400/s, at most 20 in flight, of a server that takes 300 ms: INVALID, with both rates', async () => {
    const phase = 'kind: constantRate, ratePerSecond: 400, durationMs: 1000, maxInFlight: 20';
    const { result, code } = await runScenarioHere(await scenarioAt(await serverOf(300), phase, 'maxRequests: 400'));
    expect(codesOf(result)).toContain('rate-not-achieved');
    expect(result.verdict.status).toBe('INVALID');
    expect(code).toBe(3);
    const api = targetOf(result, 'api');
    const [schedule] = api.phases.map((one) => one.schedule);
    expect(schedule?.asked).toBe(400);
    // What was held back is in no count of the target.
    expect(api.requests.sent + api.requests.notSent).toBe(400);
    expect(api.requests).toMatchObject({ sent: schedule?.sent, failed: 0 });
    // 399 gaps in 997.5 ms.
    expect(schedule?.askedPerSecond).toBeCloseTo(400, 3);
    // 20 at a time, each for 300 ms at least, are at most 67/s, and 20 to begin with.
    expect(schedule?.sent).toBeLessThan(400 / 2);
    expect(schedule?.achievedPerSecond).toBeLessThan(100);
  });

  it('ten samples and a threshold on p99: INVALID, as nothing was decided', async () => {
    const thresholds = 'thresholds: [api.latencyMs.serviceTime.all.p99 < 3 s]';
    const file = await scenarioAt(await serverOf(20), 'kind: sequential, requests: 10', thresholds);
    const { result, code, stdout } = await runScenarioHere(file);
    expect(codesOf(result)).toContain('too-few-samples');
    expect(stdout).toContain('cannot be checked with 10 samples: p99 needs 100');
    expect(code).toBe(3);
  });

  it.skipIf(!existsSync('/proc/net/netstat'))(
    'an accept queue of one connection from which nobody takes, and a cold burst of 20',
    async () => {
      const deaf = spawn(process.execPath, [join(packageRoot, 'test/fixtures/verdict/accepts-nobody.mjs')]);
      onTestFinished(async () => {
        const closed = once(deaf, 'close');
        deaf.kill('SIGKILL');
        await closed;
      });
      const [port] = await once(deaf.stdout.setEncoding('utf8'), 'data');
      const file = await scenarioAt(
        `http://127.0.0.1:${String(port).trim()}/`,
        'kind: burst, size: 20, connections: cold',
        'timeoutMs: 1500',
      );
      const { result } = await runScenarioHere(file);
      // The queue takes two connections; the SYNs of the others are dropped, and repeated after 1 s.
      expect(codesOf(result)).toEqual(expect.arrayContaining(['nothing-answered', 'accept-queue', 'syn-retransmits']));
      expect(targetOf(result, 'api').client.host?.listenOverflows).toBeGreaterThanOrEqual(18);
    },
  );
});

describe('doubts about the answers and the generator, made to happen', () => {
  it('4 of 12 answers without identity: unidentified, by their number', async () => {
    let calls = 0;
    const headers: Record<string, string> = {};
    const named = () => {
      calls += 1;
      if (calls === 5) headers['rollcall-instance-id'] = 'one';
    };
    const url = await serverOf(1, named, headers);
    const { result } = await runScenarioHere(await scenarioAt(url, 'kind: sequential, requests: 12'));
    expect(codesOf(result)).toContain('unidentified');
    expect(targetOf(result, 'api').requests).toMatchObject({ answered: 12, unidentified: 4 });
  });

  it('no answer with identity: counts are absent, not 0, and nothing else is in doubt for it; a threshold on them fails', async () => {
    const url = await serverOf(1, () => {}, {});
    const file = await scenarioAt(url, 'kind: sequential, requests: 12', 'thresholds: [api.environments <= 10]');
    const { result, stdout } = await runScenarioHere(file);
    const { requests, environments } = targetOf(result, 'api');
    expect(requests).toMatchObject({ answered: 12, unidentified: 12 });
    expect(environments).toEqual({ identifiedBy: 'answers', list: [] });
    expect(codesOf(result)).not.toContain('unidentified');
    expect(result.thresholds).toMatchObject([{ passed: false }]);
    expect(stdout).toContain('the answers do not name their instances, which are not counted (docs/tagging.md)');
    expect(stdout).not.toMatch(/^(environments|cold starts)/m);
  });

  it('one failure in 20: the latencies are of a selection', async () => {
    let calls = 0;
    const url = await serverOf(
      1,
      () => {},
      undefined,
      () => {
        calls += 1;
        return calls % 20 === 0 ? 500 : 200;
      },
    );
    const { result } = await runScenarioHere(await scenarioAt(url, 'kind: sequential, requests: 40'));
    expect(codesOf(result)).toContain('unanswered');
    expect(targetOf(result, 'api').requests).toMatchObject({ answered: 38, failures: { httpError: 2 } });
  });

  it('a burst of 1,000 at a server that answers within few ms is none: wide-burst', async () => {
    const file = await scenarioAt(await serverOf(1), 'kind: burst, size: 1000');
    const { result } = await runScenarioHere(file);
    expect(codesOf(result)).toContain('wide-burst');
  });

  it('a target that gets nothing of the budget is not silently complete: no target is left without', async () => {
    const file = await scenarioFile(`
name: budget
question: Does each get its share?
workload: { kind: builtin, call: { ioMs: 1 } }
maxRequests: 100
targets:
  - { name: one, kind: http, url: '${await serverOf(1)}' }
  - { name: two, kind: http, url: '${await serverOf(1)}' }
load:
  - { name: loop, kind: closed, connections: 2, durationMs: 5000 }
  - { name: burst, kind: burst, size: 10 }
`);
    const { result } = await runScenarioHere(file);
    expect(result.targets.map(({ requests }) => requests.sent)).toEqual([50, 50]);
  });
});

describe('a target that loses its requests', () => {
  it('98 of 100 with status 500: INVALID, exit 3, no sentence, no comparison, a sheet that withholds the decision', async () => {
    let calls = 0;
    const failing = await serverOf(
      1,
      () => {},
      undefined,
      () => {
        calls += 1;
        return calls % 50 === 0 ? 200 : 500;
      },
    );
    const file = await scenarioAt(failing, 'kind: sequential, requests: 100');
    const { directory, result, code, stdout } = await runScenarioHere(file);
    expect([code, result.verdict.status]).toEqual([3, 'INVALID']);
    expect(result.verdict).not.toHaveProperty('sentence');
    expect(result).not.toHaveProperty('comparison');
    expect(stdout).toContain('INVALID  2 of 100 requests to api were answered: 98 with an unexpected status');
    const sheet = await rollcallHere('report', directory, '--format', 'sheet-markdown');
    expect(sheet.code).toBe(3);
    expect(sheet.stdout).toContain('## Decision withheld\n\n**No decision can be based on this run.**');
    expect(sheet.stdout).not.toMatch(/\$|## Options/);
    expect(sheet.stderr).toContain(
      'the run is INVALID, so its decision sheet withholds the decision\n  2 of 100 requests',
    );
    const { code: asked } = await runScenarioHere(file, '--threshold', 'api.requests.failed < 99');
    expect(asked).toBe(0);
  });

  it('1,200 requests with 10 timeouts: p99 is there, p99.9 is not, and a threshold on it fails with that reason', async () => {
    let calls = 0;
    const server = createServer((_, response) => {
      calls += 1;
      if (calls % 120 !== 0) response.writeHead(200, { 'rollcall-instance-id': 'one' }).end('{}');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const thresholds = 'thresholds: [api.latency.p99 < 1 s, api.latency.p999 < 1 s]\ntimeoutMs: 2000';
    const file = await scenarioAt(url, 'kind: closed, connections: 10, requests: 1200', thresholds);
    const { result, code, stdout } = await runScenarioHere(file);
    const { requests, latencyMs } = targetOf(result, 'api');
    expect(requests).toMatchObject({ sent: 1200, answered: 1190, timedOut: 10 });
    expect(latencyMs.serviceTime.all).toMatchObject({ count: 1190, p99: expect.any(Number) });
    expect(latencyMs.serviceTime.all).not.toHaveProperty('p999');
    expect(result.thresholds.map(({ passed }) => passed)).toEqual([true, false]);
    expect([code, result.verdict.status === 'INVALID']).toEqual([1, false]);
    expect(stdout).toContain(
      'p999 is above the answered share: 1,190 of 1,200 requests to api were answered: 10 timed out',
    );
  });
});

describe('the exit code of an INVALID run', () => {
  const nobody = 'http://127.0.0.1:1/';
  const burst = 'kind: burst, size: 2';

  it('is 3, and can be set', async () => {
    const file = await scenarioAt(nobody, burst);
    const { code, result } = await runScenarioFile(file);
    expect([code, result.verdict.status]).toEqual([3, 'INVALID']);
    expect((await runScenarioHere(file, '--invalid-exit-code', '42')).code).toBe(42);
    expect((await runScenarioHere(file, '--invalid-exit-code=0')).code).toBe(0);
  });

  it('set to 0, lets a failed threshold speak', async () => {
    const file = await scenarioAt(nobody, burst, 'thresholds: [api.requests.answered == 2]');
    expect((await runScenarioHere(file, '--invalid-exit-code', '0')).code).toBe(1);
  });

  it('is nothing to a VALID run', async () => {
    const file = await scenarioAt(await serverOf(300), 'kind: sequential, requests: 2');
    expect((await runScenarioHere(file, '--invalid-exit-code', '9')).code).toBe(0);
  });

  it.each([['256'], ['-1'], ['1.5'], ['three'], ['']])('%j is refused before anything is fired', async (value) => {
    const directory = join(await temporaryDirectory(), 'run');
    const file = await scenarioAt(nobody, burst);
    const { code, stderr } = await rollcallHere('run', file, '--out', directory, `--invalid-exit-code=${value}`);
    expect(stderr).toBe(`--invalid-exit-code: expected a whole number from 0 to 255, got "${value}"\n`);
    expect(code).toBe(2);
    expect(existsSync(directory)).toBe(false);
  });

  it('given twice is refused, and --help tells of it', async () => {
    const file = await scenarioAt(nobody, burst);
    const twice = await rollcallHere('run', file, '--invalid-exit-code=4', '--invalid-exit-code=5');
    expect([twice.code, twice.stderr]).toEqual([2, '--invalid-exit-code: expected once\n']);
    expect((await rollcall('run', '--help')).stdout).toMatch(/--invalid-exit-code .*INVALID/);
  });
});
