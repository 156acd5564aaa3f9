import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { get } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { InvokeCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { expect, it } from 'vitest';
import { packageRoot } from '../../../src/launch/local/program-file.ts';
import { LocalLambda, LocalProgram } from '../environment/local-lambda.ts';
import { allGone, eventually, rollcallHere, startRollcall, temporaryDirectory } from '../rollcall.ts';

const who = join(packageRoot, 'test/fixtures/functions/who.mjs');

/** All processes below one. */
async function descendants(pid: number): Promise<number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const pids = children.split(' ').filter(Boolean).map(Number);
  return [...pids, ...(await Promise.all(pids.map(descendants))).flat()];
}

it('answers through its function URL and its Invoke API, shows the log, and leaves nothing when it is told to stop', async () => {
  const logs = await temporaryDirectory();
  await using running = await LocalProgram.start([who, '--name', 'greeter', '--log-dir', logs]);
  const { ready } = running;
  expect(Object.keys(ready)).toEqual(['functionName', 'functionUrl', 'invokeEndpoint', 'logDirectory']);
  expect(ready.functionName).toBe('greeter');
  const answer = (await (await fetch(ready.functionUrl)).json()) as { who: string };
  const { Payload, StatusCode } = await running.client.send(new InvokeCommand({ FunctionName: 'greeter' }));
  expect(StatusCode).toBe(200);
  // The same environment: it was idle when the second call came.
  expect(JSON.parse(Buffer.from(Payload ?? []).toString())).toEqual(answer);
  expect(await eventually(() => running.stderr.match(/^REPORT RequestId: /gm)?.length === 2)).toBe(true);
  const processes = await descendants(running.pid);
  // The platform and one environment at least.
  expect(processes.length).toBeGreaterThanOrEqual(2);
  await running.stop();
  const ending = await running.ended;
  expect(ending.code).toBe(0);
  expect(ending.stdout.split('\n')).toHaveLength(2);
  expect(await eventually(() => allGone(processes))).toBe(true);
  expect((await readdir(logs)).sort()).toEqual(['greeter.log', 'greeter.telemetry.ndjson']);
});

it('says in words how to reach it, and goes on Ctrl-C with exit code 0', async () => {
  const { child, ended } = startRollcall('local', '--quiet');
  let stdout = '';
  child.stdout.on('data', (text) => {
    stdout += text;
  });
  expect(await eventually(() => stdout.includes('AWS_ENDPOINT_URL_LAMBDA'))).toBe(true);
  const [, url, endpoint] = /^workload is ready at (\S+) \(Invoke API: (\S+)\)$/m.exec(stdout) ?? [];
  expect(stdout).toContain(`export AWS_ENDPOINT_URL_LAMBDA=${endpoint}`);
  expect((await fetch(url ?? '')).status).toBe(200);
  child.kill('SIGINT');
  expect((await ended).code).toBe(0);
});

it('runs the functions of a file behind one Invoke API, with files relative to it', async () => {
  const folder = await temporaryDirectory();
  await mkdir(join(folder, 'echo'));
  await writeFile(join(folder, 'echo/index.mjs'), 'export const handler = async () => process.env.GREETING;\n');
  const lines = [
    'functions:',
    '  - { name: first, directory: echo, environment: { GREETING: hello } }',
    '  - { name: second, workload: { call: { ioMs: 1 } } }',
  ];
  await writeFile(join(folder, 'functions.yaml'), lines.join('\n'));
  await using running = await LocalLambda.start([join(folder, 'functions.yaml')]);
  const { ready, client } = running;
  const functions: readonly { functionName: string; functionUrl: string }[] = ready.functions;
  expect(functions.map(({ functionName }) => functionName)).toEqual(['first', 'second']);
  expect(ready.functionUrl).toBe(functions[0]?.functionUrl);
  expect(await (await fetch(ready.functionUrl)).text()).toBe('hello');
  expect((await fetch(functions[1]?.functionUrl ?? '')).status).toBe(200);
  const { Functions } = await client.send(new ListFunctionsCommand({}));
  expect(Functions?.map(({ FunctionName }) => FunctionName).sort()).toEqual(['first', 'second']);
});

it('with AWS_IAM makes up credentials: unsigned requests are forbidden, signed ones are not', async () => {
  await using running = await LocalLambda.start([who, '--auth', 'AWS_IAM']);
  const { ready, client } = running;
  expect((await fetch(ready.functionUrl)).status).toBe(403);
  expect((await client.send(new InvokeCommand({ FunctionName: 'who' }))).StatusCode).toBe(200);
});

it('with --https shows a certificate for its host, which is where it says', async () => {
  await using running = await LocalLambda.start([who, '--https']);
  const { functionUrl, certificateFile = '' } = running.ready;
  const request = get(functionUrl, { ca: readFileSync(certificateFile) });
  const [response] = await once(request, 'response');
  response.resume();
  expect(response.statusCode).toBe(200);
  await running.stop();
  // The temporary folder goes with it.
  expect(existsSync(certificateFile)).toBe(false);
});

it('warns when others can reach it', async () => {
  await using running = await LocalLambda.start([who, '--host', '0.0.0.0']);
  expect(running.stderr).toContain('warning: --host 0.0.0.0: everyone who can reach this machine');
});

it('takes its functions along when it is killed', async () => {
  await using running = await LocalProgram.start([who, '--log-dir', await temporaryDirectory()]);
  await fetch(running.ready.functionUrl);
  const processes = await descendants(running.pid);
  running.kill();
  await running.ended;
  expect(await eventually(() => allGone(processes))).toBe(true);
});

it('names a port that is in use', async () => {
  await using server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const ending = await rollcallHere('local', who, '--port', `${port}`);
  expect(ending).toMatchObject({ code: 2, stdout: '' });
  expect(ending.stderr).toContain(`port ${port} of 127.0.0.1 is in use\n  choose another one with --port`);
});

it.each<[string, string[], string]>([
  ['no such file', ['no-such.mjs'], 'no-such.mjs: there is no such file or folder'],
  ['a folder without a function', ['docs'], 'docs: there is no function in this folder'],
  ['a handler above', ['test/fixtures/functions', '--handler', '../x.handler'], "leads out of the function's folder"],
  ['a size below the least', [who, '--memory', '1'], '--memory: expected an integer from 128 to 10240, got 1'],
  ['an unknown option', [who, '--memroy', '1'], 'did you mean `--memory`?'],
  ['a file of functions that is none', ['no-such.yaml'], 'no-such.yaml: the file does not exist'],
  ['a folder for logs that cannot be', [who, '--log-dir', '/proc/logs'], '--log-dir /proc/logs: ENOENT'],
  ['a variable that is taken', [who, '--env', 'AWS_REGION=x'], 'AWS_REGION'],
])('%s ends with exit code 2 and says so', async (_, args, words) => {
  const ending = await rollcallHere('local', ...args);
  expect(ending).toMatchObject({ code: 2, stdout: '' });
  expect(ending.stderr).toContain(words);
});

it('tells of each function of a file that is not there, by line', async () => {
  const file = join(await temporaryDirectory(), 'functions.yaml');
  await writeFile(file, 'functions:\n  - { name: a, file: none.mjs }\n  - { name: b, directory: nowhere }\n');
  const { code, stderr } = await rollcallHere('local', file);
  expect(code).toBe(2);
  expect(stderr).toMatch(/functions\.yaml:2:5 functions\.0: .*none\.mjs: there is no such file or folder\n/);
  expect(stderr).toMatch(/functions\.yaml:3:5 functions\.1: .*nowhere: there is no such file or folder\n/);
});

it('rollcall check takes files of functions too', async () => {
  const { code, stdout } = await rollcallHere('check', 'scenarios/functions.yaml');
  expect(code).toBe(0);
  expect(stdout).toContain('reservedConcurrency: 50');
});
