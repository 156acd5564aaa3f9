import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../src/launch/local/program-file.ts';
import { runScenarioHere, scenarioFile, targetOf } from '../rollcall.ts';
import { startForTest } from '../target-program.ts';

const fixtures = join(packageRoot, 'test/fixtures');

const serverOf = (file: string, directory?: string) =>
  startForTest({
    program: 'targets/server/main',
    config: {
      ...{ handler: { file: join(fixtures, file), export: 'handler' }, processes: 1, environment: {} },
      ...{ host: '127.0.0.1', port: 0, backlog: 512 },
    },
    ...(directory !== undefined && { directory }),
  });

describe('a handler that writes its answer, at the twin', () => {
  it('is heard as it writes, with its content type', async () => {
    const { url } = await serverOf('lambda/streams.mjs');
    const response = await fetch(`${url}/`);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/plain']);
    expect(await response.text()).toBe('one two three');
  });

  it('says status, headers and cookies in its prelude', async () => {
    const { url } = await serverOf('lambda/streams.mjs');
    const response = await fetch(`${url}/html`);
    expect([response.status, response.headers.get('x-mine')]).toEqual([201, '1']);
    expect([response.headers.getSetCookie(), await response.text()]).toEqual([['a=1'], '<p>']);
  });

  it('that throws before its first byte is a 500 of its type; after it, its answer is broken off', async () => {
    const { url } = await serverOf('lambda/streams.mjs');
    const response = await fetch(`${url}/throws-first`);
    expect([response.status, ((await response.json()) as { errorType: string }).errorType]).toEqual([
      500,
      'RangeError',
    ]);
    await expect(fetch(`${url}/throws-late`).then((late) => late.text())).rejects.toThrow();
    expect((await fetch(`${url}/`)).status).toBe(200);
  });
});

it('the task root of a package is the working directory on both targets', async () => {
  const scenario = await scenarioFile(`
name: package
question: Does a handler in a folder of its package find what lies at its root?
workload: { kind: function, directory: ${join(fixtures, 'node-client')}, handler: src/index.handler }
targets:
  - { name: lambda, kind: local-lambda }
  - { name: server, kind: node-server }
load:
  - { name: calls, kind: sequential, requests: 2 }
`);
  const run = await runScenarioHere(scenario);
  for (const name of ['lambda', 'server'])
    expect(targetOf(run.result, name).requests).toMatchObject({ sent: 2, answered: 2, failed: 0 });
});
