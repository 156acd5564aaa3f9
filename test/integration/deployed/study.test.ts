import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import type { StudyResult } from '../../../src/model/study/study-result.ts';
import type { StudySample } from '../../../src/model/study/study-sample.ts';
import { rollcallHereIn, scenarioFile, temporaryDirectory } from '../rollcall.ts';
import { startLocalAws } from './local-aws.ts';

const folder = join(import.meta.dirname, '../../fixtures/lambda/snapshot');

const account = `
functions:
  - { name: fn-node, directory: ${folder}, handler: hooks.handler }
  - { name: fn-python, directory: ${folder}, handler: hooks.handler, runtime: python }
`;

const study = `
name: deployed
question: What does a snapshot save?
target: { name: fn, kind: lambda-invoke }
matrix: { runtime: [node, python], snapshot: [false, true] }
protocol: { runs: 1, warm: 0, force: version }
`;

const runtimes: Readonly<Record<string, string>> = { 'fn-node': 'nodejs20.x', 'fn-python': 'python3.12' };

/** The account as AWS has it: configurations name their runtime, and versions can be deleted. The embedded Lambda offers neither. */
async function startAccount(endpoint: string) {
  const deleted: string[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const { method, url = '', headers } = incoming;
    if (method === 'DELETE') {
      deleted.push(url);
      outgoing.writeHead(204).end();
      return;
    }
    const forwarded = request(new URL(url, endpoint), { method, headers });
    incoming.pipe(forwarded);
    const [answer] = (await once(forwarded, 'response')) as [IncomingMessage];
    const body = await buffer(answer);
    const [, name = ''] = method === 'GET' ? (/\/functions\/([\w-]+)\/configuration/.exec(url) ?? []) : [];
    const runtime = runtimes[name];
    const sent = runtime === undefined ? body : JSON.stringify({ ...JSON.parse(body.toString()), Runtime: runtime });
    const { 'content-length': _, ...others } = answer.headers;
    outgoing.writeHead(answer.statusCode ?? 0, others).end(sent);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    server.close();
  };
  return { deleted, url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: close };
}

it('a deployed function is restored where its version has SnapStart, and that of Node.js is unavailable', async () => {
  await using aws = await startLocalAws(account);
  await using api = await startAccount(aws.invokeEndpoint);
  const out = join(await temporaryDirectory(), 'out');
  const environment = { ...aws.environment, AWS_ENDPOINT_URL_LAMBDA: api.url };
  const { stderr } = await rollcallHereIn(environment, 'run', await scenarioFile(study), '--quiet', '--out', out);
  expect(stderr).toBe('');

  const { cells } = JSON.parse(await readFile(join(out, 'study.json'), 'utf8')) as StudyResult;
  expect(cells.map(({ levels, unavailable }) => [levels['runtime'], levels['snapshot'], unavailable])).toEqual([
    ['node', 'false', undefined],
    ['node', 'true', 'AWS offers SnapStart for Java, Python and .NET, not for Node.js'],
    ['python', 'false', undefined],
    ['python', 'true', undefined],
  ]);
  const lines = (await readFile(join(out, 'study.ndjson'), 'utf8')).trim().split('\n');
  const samples = lines.map((line) => JSON.parse(line) as StudySample);
  const valuesOf = (id: string) => samples.flatMap(({ cell, values, error }) => (cell === id ? [error ?? values] : []));
  for (const runtime of ['node', 'python']) {
    const [plain] = valuesOf(`runtime=${runtime} snapshot=false`);
    expect(plain).toMatchObject({ initMs: expect.any(Number) });
    expect(plain).not.toHaveProperty('restoreMs');
  }
  const log = await readFile(join(aws.logDirectory, 'fn-python.log'), 'utf8');
  const reported = [...log.matchAll(/^REPORT .*\tRestore Duration: ([\d.]+) ms/gm)].map(([, ms]) => Number(ms));
  const restored = valuesOf('runtime=python snapshot=true');
  expect(restored).toEqual(reported.map((restoreMs) => expect.objectContaining({ restoreMs })));
  expect(restored).toHaveLength(1);
  expect(restored[0]).not.toHaveProperty('initMs');
  // One of each cell that ran.
  expect(api.deleted).toHaveLength(3);
});
