import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { expect, it } from 'vitest';
import {
  eventually,
  rollcallHereIn,
  runScenarioHereIn,
  scenarioFile,
  startRollcallIn,
  targetOf,
  temporaryDirectory,
} from '../rollcall.ts';
import { type LocalAws, startLocalAws } from './local-aws.ts';

const account = `
functions:
  - name: fn
    workload: { call: { ioMs: 10 } }
    environment: { STAGE: test }
`;

const scenario = (load: string, more = '') => `
name: fresh
question: Are they all new?
workload: { kind: builtin, call: { ioMs: 10 } }
targets:
  - { name: fn, kind: lambda-invoke, freshEnvironments: true }
${load}
${more}
`;
const twoCalls = 'load:\n  - { name: calls, kind: sequential, requests: 2 }';

async function variablesOf(aws: LocalAws): Promise<Record<string, string> | undefined> {
  const client = clientOf(aws);
  const { Environment } = await client.send(new GetFunctionConfigurationCommand({ FunctionName: 'fn' }));
  client.destroy();
  return Environment?.Variables;
}

const clientOf = ({ invokeEndpoint }: LocalAws): LambdaClient =>
  new LambdaClient({
    ...{ endpoint: invokeEndpoint, region: 'us-east-1' },
    credentials: { accessKeyId: 'AKIANOBODY', secretAccessKey: 'nobodys-secret' },
  });

it('each of two repeats of two calls meets a new environment, and the variables are as before', async () => {
  await using aws = await startLocalAws(account);
  const before = await variablesOf(aws);
  const run = await runScenarioHereIn(aws.environment, await scenarioFile(scenario(twoCalls, 'repeats: 2')));
  const { environments } = targetOf(run.result, 'fn');
  expect({ distinct: environments.distinct, coldStarts: environments.coldStarts }).toEqual({
    distinct: 2,
    coldStarts: 2,
  });
  expect(before?.['STAGE']).toBe('test');
  expect(await variablesOf(aws)).toEqual(before);
});

it('without it the second repeat meets the environment of the first', async () => {
  await using aws = await startLocalAws(account);
  const file = await scenarioFile(scenario(twoCalls, 'repeats: 2').replace(', freshEnvironments: true', ''));
  const { environments } = targetOf((await runScenarioHereIn(aws.environment, file)).result, 'fn');
  expect(environments.distinct).toBe(1);
});

it('an interrupted run undoes the change; what somebody else changed meanwhile stays', async () => {
  await using aws = await startLocalAws(account);
  const directory = join(await temporaryDirectory(), 'run');
  const load =
    'load:\n  - { name: calls, kind: sequential, requests: 1 }\n  - { name: wait, kind: pause, durationMs: 60000 }';
  const { child, ended } = startRollcallIn(
    aws.environment,
    'run',
    await scenarioFile(scenario(load)),
    ...['--no-data', '--no-page', '--out', directory],
  );
  const changed = async () => (await variablesOf(aws))?.['ROLLCALL_FRESH_ENVIRONMENTS'] !== undefined;
  expect(await eventually(changed)).toBe(true);
  const answered = () =>
    readFile(join(directory, 'samples.ndjson'), 'utf8').then(
      (text) => text.includes('"answered"'),
      () => false,
    );
  expect(await eventually(answered)).toBe(true);
  const client = clientOf(aws);
  const Variables = { ...(await variablesOf(aws)), STAGE: 'changed by somebody else' };
  await client.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'fn', Environment: { Variables } }));
  client.destroy();
  // As a terminal that is closed does; Ctrl-C is the same way.
  child.kill('SIGHUP');
  expect((await ended).code).toBe(130);
  const after = await variablesOf(aws);
  expect(after?.['STAGE']).toBe('changed by somebody else');
  expect(after).not.toHaveProperty('ROLLCALL_FRESH_ENVIRONMENTS');
  expect(await readFile(join(directory, 'fn.changed.txt'), 'utf8')).toContain('ROLLCALL_FRESH_ENVIRONMENTS');
});

it('what could not be undone is said, with the way to undo it; the samples stay', async () => {
  const aws = await startLocalAws(account);
  const directory = join(await temporaryDirectory(), 'run');
  const load =
    'load:\n  - { name: calls, kind: sequential, requests: 2 }\n  - { name: wait, kind: pause, durationMs: 4000 }';
  const file = await scenarioFile(scenario(load));
  const { ended } = startRollcallIn(aws.environment, 'run', file, '--no-page', '--out', directory);
  const answered = () =>
    readFile(join(directory, 'samples.ndjson'), 'utf8').then(
      (text) => text.split('"answered"').length === 3,
      () => false,
    );
  expect(await eventually(answered)).toBe(true);
  await aws[Symbol.asyncDispose]();
  const { code, stderr, stdout } = await ended;
  expect(stderr + stdout).toContain('the variable ROLLCALL_FRESH_ENVIRONMENTS is still among those of the function fn');
  expect(stderr).not.toMatch(/\n\s+at .*:\d+:\d+/);
  expect(code).toBe(2);
});

it('a version cannot be changed: one message, nothing fired', async () => {
  await using aws = await startLocalAws(`${account}    provisionedConcurrency: 1\n`);
  const file = await scenarioFile(scenario(twoCalls));
  const { code, stderr } = await rollcallHereIn(
    aws.environment,
    'run',
    file,
    '--set',
    'targets.fn.qualifier="1"',
    '--out',
    join(await temporaryDirectory(), 'run'),
  );
  expect(stderr).toContain('fn:1 is a version or an alias, which cannot be changed');
  expect(code).toBe(2);
});
