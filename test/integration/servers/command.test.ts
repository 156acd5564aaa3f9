import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { portFor } from '../../../src/launch/local/port.ts';
import { cleanEnvironment } from '../../../src/launch/local/program.ts';
import { packageRoot } from '../../../src/launch/local/program-file.ts';
import { serverEnvironment } from '../../../src/launch/local/variables.ts';
import { soleListener } from '../../../src/launch/meters/sole-listener.ts';
import type { CommandConfig, CommandReadyLine } from '../../../src/model/platform/command.ts';
import { cpuMsOf } from '../../../targets/lambda/environment/process-meter.ts';
import { allGone, eventually, temporaryDirectory } from '../rollcall.ts';
import { ask, converse, startBelowParent, startForTest } from '../target-program.ts';

const deeds = join(packageRoot, 'test/fixtures/servers/deeds.mjs');

async function optionsOf(config: Partial<CommandConfig> = {}) {
  const [port, directory] = [await portFor({ name: 'server', port: 0 }), await temporaryDirectory()];
  const whole: CommandConfig = {
    command: [process.execPath, deeds],
    directory,
    environment: { ...cleanEnvironment(), PORT: String(port) },
    port,
    ready: { statuses: [[200, 499]], timeoutMs: 30_000 },
    limits: { vcpus: 0.5, memoryMb: 512 },
    logFile: join(directory, 'server.log'),
    ...config,
  };
  const stopping = { runsForeignCode: 'stopped-by-it', limitsProcesses: true } as const;
  return { program: 'targets/command/main', config: whole, ...stopping };
}

async function start(config?: Partial<CommandConfig>) {
  const options = await optionsOf(config);
  const program = await startForTest(options);
  return { ...program, config: options.config, ready: program.ready as CommandReadyLine };
}

it('half a vCPU is half a core, from the first moment on; one process listens, and its log is kept', async () => {
  const { url, ready, config } = await start();
  expect(soleListener(ready.serverPid, config.port)).toBe(ready.serverPid);
  expect(await readFile(config.logFile, 'utf8')).toBe(`serves as ${ready.serverPid}\n`);
  if (ready.enforced.cpu === 'none') return;
  await ask(`${url}/spins`);
  const [cpuBeforeMs, beforeMs] = [cpuMsOf(ready.serverPid) ?? 0, performance.now()];
  await eventually(() => performance.now() - beforeMs > 1000);
  const share = ((cpuMsOf(ready.serverPid) ?? 0) - cpuBeforeMs) / (performance.now() - beforeMs);
  // A noisy machine only makes it less. Without a limit a spinning process has up to 1.
  expect(share).toBeLessThan(0.6);
  expect(share).toBeGreaterThan(0);
});

it('a server beyond its memory is killed, and the program says so', async () => {
  const { url, ended, lastWords } = await start({ limits: { memoryMb: 150 } });
  // 3 * 40 MB beside the 45 MB of Node are more than 150.
  for (let calls = 0; calls < 6; calls += 1) await ask(`${url}/grows`).catch(() => {});
  expect(await ended).toBe('exit code 1');
  expect(lastWords()).toContain(`${deeds} was killed: it exceeded its 150 MB; its last output: serves as `);
});

it('one that ends is reported with its last lines, without escape sequences', async () => {
  const { url, ended, lastWords } = await start();
  await ask(`${url}/exits`).catch(() => {});
  expect(await ended).toBe('exit code 1');
  expect(lastWords()).toMatch(/deeds\.mjs ended with exit code 7; its last output: serves as \d+ out of cheese$/);
});

it.each([
  ['a program that is missing', ['no-such-server'], 'ended with exit code 127; its last output: sh: .*not found'],
  ['one that listens elsewhere', [process.execPath, deeds, '0'], 'nothing listens on port \\d+, which'],
])('%s never becomes ready, and the message says why', async (_, command, why) => {
  const options = await optionsOf({ command, ready: { statuses: [[200, 499]], timeoutMs: 700 } });
  await expect(startForTest(options)).rejects.toThrow(new RegExp(why));
});

it('two processes of Node name themselves by the preloaded module, in a server that knows nothing of it', async () => {
  const options = await optionsOf({
    command: [process.execPath, join(packageRoot, 'test/fixtures/servers/cluster.mjs')],
  });
  const { port } = options.config;
  const own = serverEnvironment({ environment: {}, processes: 2, preload: undefined }, { services: {} }, port);
  const config = { ...options.config, environment: { ...cleanEnvironment(), ...own } };
  const { url, ready } = await startForTest({ ...options, config });
  // Its primary hands connections to two others: none of them gives all answers.
  expect(soleListener((ready as CommandReadyLine).serverPid, port)).toBeUndefined();
  const served = new Map<string, string>();
  await expect
    .poll(async () => {
      const answer = await converse(url, 'GET / HTTP/1.1\r\nhost: localhost\r\n\r\n', /\d$/);
      const [id = '', pid = ''] = [/^rollcall-instance-id: (.*)\r$/m, /(\d+)$/].map((part) => part.exec(answer)?.[1]);
      // On a busy machine there may be no answer in time: it names nobody.
      expect(answer).toMatch(/^rollcall-handler-ms: \d/m);
      served.set(id, pid);
      return served.size;
    })
    .toBe(2);
  expect(new Set(served.values()).size).toBe(2);
});

it('a path that answers 404 is not ready if 200 is expected', async () => {
  const options = await optionsOf({ ready: { path: '/health', statuses: [[200, 200]], timeoutMs: 700 } });
  await expect(startForTest(options)).rejects.toThrow(
    new RegExp(
      `was not ready after 0.7 s: GET /health on port ${options.config.port} was answered with status 404; expected 200`,
    ),
  );
});

it('after kill -9 of the run nothing is left, not even what has left the process group', async () => {
  const { parent, ready } = await startBelowParent(await optionsOf());
  const daemon = Number((await ask(`${ready.url}/daemon`)).text);
  expect(await allGone([daemon])).toBe(false);
  parent.kill('SIGKILL');
  expect(await eventually(() => allGone([daemon, ready.pid]))).toBe(true);
});

it('after kill -9 of the program itself and of the run, the server is gone', async () => {
  const { parent, ready } = await startBelowParent(await optionsOf());
  const server = Number((await ask(`${ready.url}/pid`)).text);
  expect(await allGone([server])).toBe(false);
  process.kill(ready.pid, 'SIGKILL');
  parent.kill('SIGKILL');
  expect(await eventually(() => allGone([server]))).toBe(true);
});
