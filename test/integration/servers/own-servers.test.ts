import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { portFor } from '../../../src/launch/local/port.ts';
import { packageRoot } from '../../../src/launch/local/program-file.ts';
import { runScenarioHere, runScenarioHereIn, scenarioFile, targetOf, temporaryDirectory } from '../rollcall.ts';

const fixture = (name: string) => join(packageRoot, 'test/fixtures/servers', name, 'scenario.yaml');

it('a Python app as a function and as a server: ten environments against one process', async () => {
  const { result } = await runScenarioHere(fixture('python'));
  expect(targetOf(result, 'function').environments).toMatchObject({ distinct: 10, coldStarts: 10 });
  expect(targetOf(result, 'server').environments).toMatchObject({ distinct: 1, coldStarts: 0 });
  expect(targetOf(result, 'server').memory?.peak.rssMb).toBeGreaterThan(5);
});

it('a server that was started by hand is measured by its pid, and not stopped', async () => {
  const port = await portFor({ name: 'server', port: 0 });
  const child = spawn(process.execPath, [join(packageRoot, 'test/fixtures/servers/deeds.mjs'), String(port)], {
    stdio: 'pipe',
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  const { result } = await runScenarioHere(
    await scenarioFile(`
name: by-hand
question: What does a server take that was there before?
targets: [{ name: server, kind: http, url: 'http://localhost:${port}/pid', pid: ${child.pid}, coldStarts: none }]
load: [{ name: calls, kind: sequential, requests: 20 }]
`),
  );
  const { memory, serverCpuMs, requests } = targetOf(result, 'server');
  expect(requests.answered).toBe(20);
  expect([memory?.peak.processes, (memory?.peak.rssMb ?? 0) > 20]).toEqual([1, true]);
  expect(serverCpuMs).toBeGreaterThanOrEqual(0);
  expect(child.exitCode).toBeNull();
});

it('a container is started, limited, measured and removed by docker; here by a stand-in, whose containers are processes', async () => {
  const home = await temporaryDirectory();
  const path = `${join(packageRoot, 'test/fixtures/servers/stand-in')}:${process.env['PATH']}`;
  const { result } = await runScenarioHereIn(
    { HOME: home, PATH: path },
    await scenarioFile(`
name: contained
question: What does a container take?
targets:
  - name: server
    kind: server
    container: shop-image
    command: [node, ${join(packageRoot, 'test/fixtures/servers/deeds.mjs')}]
    environment: { TOKEN: secret-of-mine }
    hosting: { fargate: { vcpu: 0.5, memoryMb: 512 } }
load: [{ name: calls, kind: sequential, requests: 5 }]
request: { path: /pid }
`),
  );
  const { enforced, environments, memory } = targetOf(result, 'server');
  expect(enforced).toEqual({ cpu: 'container', memory: 'container', why: [] });
  expect([environments.distinct, memory?.peak.processes]).toEqual([1, 1]);
  const calls = (await readFile(join(home, 'calls'), 'utf8')).trim().split('\n');
  expect(calls.map((call) => call.split(' ')[0])).toEqual(['run', 'inspect', 'stop', 'rm']);
  expect(calls[0]).toMatch(/--memory 512m --memory-swap 512m --env PORT --env TOKEN shop-image node /);
  expect(calls.join()).not.toContain('secret-of-mine');
  // Only the record of calls is left: the container was removed.
  expect(await readdir(home)).toEqual(['calls']);
});
