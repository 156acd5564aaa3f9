import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunResult } from '../../../src/model/run-result.ts';
import { rollcall, rollcallHere, runScenarioHere, targetOf, temporaryDirectory } from '../rollcall.ts';

let server: Server;
let url = '';
beforeAll(async () => {
  let answers = 0;
  server = createServer((request, response) => {
    answers += 1;
    response.setHeader('rollcall-instance-id', `i-${answers % 4}`);
    setTimeout(() => response.end(`${request.method} ${request.url} ${request.headers['x-a'] ?? ''}`), 20);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const counts = (result: RunResult) => {
  const { requests, environments, latencyMs } = targetOf(result, 'url');
  const { sent, answered, failed } = requests;
  return { sent, answered, failed, distinct: environments.distinct, measured: latencyMs.serviceTime.all?.count };
};

it('a burst at a URL counts what the scenario counts that it prints, and keeps no file', async () => {
  const line = ['burst', `${url}/orders`, '-n', '100', '-X', 'post', '-H', 'x-a: 1', '-t', 'url.environments == 4'];
  const before = await readdir('.');
  const once = await rollcallHere(...line, '--json', '--quiet');
  expect(once.code).toBe(0);
  const result: RunResult = JSON.parse(once.stdout);
  expect(counts(result)).toEqual({ sent: 100, answered: 100, failed: 0, distinct: 4, measured: 100 });
  expect(result.thresholds).toMatchObject([{ expression: 'url.environments == 4', passed: true, value: 4 }]);
  expect(await readdir('.')).toEqual(before);

  const printed = await rollcallHere(...line, '--print-scenario');
  const file = join(await temporaryDirectory(), 'burst.yaml');
  await writeFile(file, printed.stdout.replace('$' + '{X_A}', '1'));
  const again = await runScenarioHere(file, '--quiet');
  expect(counts(again.result)).toEqual(counts(result));
  expect(again.result.scenario.resolved).toEqual(result.scenario.resolved);
});

it('a target that is not there ends a rate early: the partial result is kept, and says why', async () => {
  const out = join(await temporaryDirectory(), 'run');
  const { code, stderr } = await rollcallHere(
    ...['rate', 'http://127.0.0.1:1', '50/s', '-d', '10m', '--abort-on', 'no answers for 300ms', '--out', out],
  );
  expect(code).toBe(3);
  expect(stderr).toMatch(/ended early: url stopped answering: \d+ requests in a row failed within/);
  const result: RunResult = JSON.parse(await readFile(join(out, 'result.json'), 'utf8'));
  expect(result).toMatchObject({
    status: 'interrupted',
    aborted: { condition: 'no answers for 300ms', target: 'url' },
  });
  expect(result.verdict.reasons.map(({ code }) => code)).toContain('aborted');
  // 50/s for 300 ms are 15 requests; 30,000 were planned.
  expect(targetOf(result, 'url').requests.failures.refused).toBeGreaterThanOrEqual(15);
  expect(targetOf(result, 'url').requests.sent).toBeLessThan(30_000);
  expect(existsSync(join(out, 'report.html'))).toBe(true);
});

it('at a port where nothing listens says what to do, and how to keep what the advice names', async () => {
  const { code, stdout, stderr } = await rollcallHere('burst', 'http://127.0.0.1:1', '-n', '3', '--no-probe');
  expect(code).toBe(3);
  expect(stdout.replace(/\s+/g, ' ')).toContain('start the server before the run, and check its host and port');
  expect(stderr).toContain('were not kept: name a folder with --out to keep them\n');
});

it('a threshold of the load ends it early with exit code 1, and --html writes the page alone', async () => {
  const folder = await temporaryDirectory();
  const html = join(folder, 'page.html');
  const { code, stdout } = await rollcallHere(
    ...['closed', url, '-c', '2', '-d', '10m', '--abort-on', 'url.requests.answered > 40', '--html', html, '--quiet'],
  );
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /^url, \d+ answers +min +mean +p50 .*\nservice time .*\nresponse time .*\n( +[\d.]+ ms to [\d.]+ ms .*\n)+/,
  );
  expect(stdout).toMatch(/the run was ended early: `url.requests.answered > 40` became true/);
  expect(await readdir(folder)).toEqual(['page.html']);
});

it('problems name options: of a load, of a header without its value, and of a target that is not there', async () => {
  const { code, stderr } = await rollcallHere('closed', url, '-c', 'ten', '-d', '2');
  expect(code).toBe(2);
  expect(stderr).toContain('--clients: expected an integer from 1 to 10000, got "ten"\n');
  expect(stderr).toContain('--duration: expected a time with its unit, such as 500ms, 10s or 2m, got "2"\n');
  expect((await rollcallHere('burst', './nowhere')).stderr).toContain(
    '"./nowhere": no such file or folder, and no URL',
  );
  expect((await rollcallHere('rate', url)).stderr).toContain('expected a rate, such as 50/s or 3000/min');
});

it('the completion script asks the command itself, which knows its commands and options', async () => {
  const { code, stdout } = await rollcall('completion');
  expect(code).toBe(0);
  expect(stdout).toContain('--get-yargs-completions');
  const known = async (...words: string[]) => (await rollcall('--get-yargs-completions', 'rollcall', ...words)).stdout;
  expect((await known('b')).split('\n')).toEqual(expect.arrayContaining(['run', 'burst', 'compare']));
  expect((await known('burst', '--ag')).split('\n')).toContain('--against');
});
