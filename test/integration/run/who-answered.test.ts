import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { TargetResult } from '../../../src/model/run-result.ts';
import { runScenarioHere, scenarioFile, targetOf } from '../rollcall.ts';

const untagged = join(import.meta.dirname, '../../fixtures/lambda/untagged.mjs');
const lateTagged = join(import.meta.dirname, '../../fixtures/functions/late-tagged.mjs');

/** Cold starts, in each place of the result that tells of them. */
const coldStarts = ({ environments, latencyMs }: TargetResult) => [
  environments.coldStarts,
  environments.list.filter(({ coldStart }) => coldStart).length,
  latencyMs.serviceTime.cold?.count ?? 0,
];

const atBoth = (handler: string, load: string) =>
  scenarioFile(`
name: who
question: who answered?
workload: { kind: function, file: '${untagged}', handler: untagged.${handler} }
targets:
  - { name: lambda, kind: local-lambda, memoryMb: 1769 }
  - { name: server, kind: node-server }
load: [${load}]
`);

it('a handler that says nothing: the embedded Lambda has ten environments and ten cold starts, the server one process', async () => {
  const { code, result, samples } = await runScenarioHere(
    await atBoth('plain', '{ name: burst, kind: burst, size: 10 }'),
  );
  expect(code).toBe(0);
  const lambda = targetOf(result, 'lambda');
  expect(lambda.environments).toMatchObject({ distinct: 10, identifiedBy: 'platform', reused: 0 });
  expect(coldStarts(lambda)).toEqual([10, 10, 10]);
  expect(new Set(samples.map(({ environmentId }) => environmentId)).size).toBe(11);
  const server = targetOf(result, 'server');
  expect(server.environments).toMatchObject({ distinct: 1, identifiedBy: 'platform', reused: 9 });
  expect(coldStarts(server)).toEqual([0, 0, 0]);
});

it('a streaming handler answers at both', async () => {
  const { result, samples } = await runScenarioHere(
    await atBoth('streaming', '{ name: seq, kind: sequential, requests: 2 }'),
  );
  expect(samples.map(({ target, outcome }) => [target, outcome])).toEqual([
    ...Array(2).fill(['lambda', 'answered']),
    ...Array(2).fill(['server', 'answered']),
  ]);
  expect(coldStarts(targetOf(result, 'lambda'))).toEqual([1, 1, 1]);
});

it('inits that are late and repeated in the call: three cold starts wherever they are told, and a doubt that names them', async () => {
  const file = await scenarioFile(`
name: who
question: how many cold starts?
workload: { kind: function, file: '${lateTagged}' }
targets: [{ name: lambda, kind: local-lambda, memoryMb: 1769, initTimeoutMs: 300 }]
load: [{ name: burst, kind: burst, size: 3 }]
`);
  const { result } = await runScenarioHere(file);
  const lambda = targetOf(result, 'lambda');
  expect(coldStarts(lambda)).toEqual([3, 3, 3]);
  expect(lambda.environments.failedInits).toEqual({ timedOut: 3, failed: 0 });
  const reason = result.verdict.reasons.find(({ code }) => code === 'init-timeouts');
  expect(reason?.message).toBe('3 initializations at lambda timed out');
});

it.each(['', 'hosting: { instance: t4g.small }'])('a server that is there has no cold start: %j', async (hosting) => {
  const server = createServer((_request, response) => response.end('srv-1,1,x'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const file = await scenarioFile(`
name: who
question: a server that has been running for long
workload: { kind: builtin, call: { ioMs: 0 } }
identity: { from: csv }
targets: [{ name: plain, kind: http, url: 'http://127.0.0.1:${port}/', ${hosting} }]
load: [{ name: seq, kind: sequential, requests: 3 }]
`);
  const plain = targetOf((await runScenarioHere(file)).result, 'plain');
  expect(plain.environments).toMatchObject({ distinct: 1, reused: 2 });
  expect(coldStarts(plain)).toEqual([0, 0, 0]);
});
