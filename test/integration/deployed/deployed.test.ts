import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../src/launch/local/program-file.ts';
import {
  type Run,
  rollcallHereIn,
  runScenarioHere,
  runScenarioHereIn,
  runScenarioIn,
  scenarioFile,
  startRollcallIn,
  targetOf,
  temporaryDirectory,
} from '../rollcall.ts';
import { eventsOfLog, startCloudWatchStandIn } from './cloudwatch-stand-in.ts';
import { type LocalAws, startLocalAws } from './local-aws.ts';

const scenario = `
name: same
question: Does it count the same wherever it runs?
workload: { kind: builtin, call: { ioMs: 300 } }
targets:
  - { name: fn, kind: local-lambda, memoryMb: 512, keepAliveMs: 60000 }
load:
  - { name: first, kind: sequential, requests: 2 }
  - { name: burst, kind: burst, size: 6 }
  - { name: again, kind: burst, size: 3 }
`;

const account = (auth: 'NONE' | 'AWS_IAM') => `
functions:
  - name: fn
    workload: { call: { ioMs: 300 } }
    memoryMb: 512
    timeoutMs: 10000
    url: { auth: ${auth} }
`;

/** What must not depend on where the function runs. */
const counts = ({ result }: Run) => {
  const { requests, environments, billing, phases } = targetOf(result, 'fn');
  return {
    answered: requests.answered,
    distinct: environments.distinct,
    coldStarts: environments.coldStarts,
    reused: environments.reused,
    invocations: billing?.invocations,
    source: billing?.source,
    byPhase: phases.map((phase) => [
      phase.name,
      phase.environments.distinct,
      phase.environments.coldStarts,
      phase.billing?.invocations,
    ]),
  };
};

/**
 * Two calls in a row: one environment. The burst of 6 meets it and 5 new ones. The burst of 3 finds 6 idle ones. 11 requests in all,
 * 6 of them cold.
 */
const worked = {
  ...{ answered: 11, distinct: 6, coldStarts: 6, reused: 5, invocations: 11, source: 'report-lines' },
  byPhase: [
    ['first', 1, 1, 2],
    ['burst', 6, 5, 6],
    ['again', 3, 0, 3],
  ],
};

describe('the same scenario', () => {
  it('in the embedded Lambda', async () => {
    expect(counts(await runScenarioHere(await scenarioFile(scenario)))).toEqual(worked);
  });

  it('by Invoke, with nothing but its kind changed', async () => {
    await using aws = await startLocalAws(account('NONE'));
    const run = await runScenarioHereIn(
      aws.environment,
      await scenarioFile(scenario),
      '--set',
      'targets.fn.kind=lambda-invoke',
    );
    expect(run.stderr).not.toContain('Error');
    // Where it went, not where AWS would be.
    expect(targetOf(run.result, 'fn').url).toBe(`${aws.invokeEndpoint}/2015-03-31/functions/fn/invocations`);
    expect(counts(run)).toEqual(worked);
    expect(targetOf(run.result, 'fn').deployed).toMatchObject({
      ...{ functionName: 'fn', region: 'us-east-1', memoryMb: 512, timeoutMs: 10_000 },
      reports: { source: 'tail', joined: 11, missing: 0 },
    });
  });

  it('at its function URL, signed, with REPORT lines from CloudWatch Logs', async () => {
    await using aws = await startLocalAws(account('AWS_IAM'));
    const groups = { '/aws/lambda/fn': () => eventsOfLog(join(aws.logDirectory, 'fn.log')) };
    await using logs = await startCloudWatchStandIn({ groups });
    const run = await runScenarioHereIn(
      { ...aws.environment, AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: logs.endpoint },
      await scenarioFile(scenario),
      ...['--set', 'targets.fn.kind=lambda-url', '--page'],
    );
    expect(counts(run)).toEqual(worked);
    expect(targetOf(run.result, 'fn').deployed?.reports).toEqual({ source: 'logs', joined: 11, missing: 0 });
    expect(await secretsIn(run, aws)).toEqual([]);
  });
});

const oneCall = `
name: one
question: What does the command say?
workload: { kind: builtin, call: { ioMs: 10 } }
targets:
  - { name: fn, kind: lambda-invoke }
load:
  - { name: calls, kind: burst, size: 5 }
`;

// The run waits 15 s for the log: those of the next block begin meanwhile.
it.concurrent('the same scenario with the log out of reach: a bill that says it is estimated, and a run that says it is SUSPECT', async () => {
  await using aws = await startLocalAws(account('NONE'));
  await using logs = await startCloudWatchStandIn({ groups: {} });
  const run = await runScenarioIn(
    { ...aws.environment, AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: logs.endpoint },
    await scenarioFile(scenario),
    ...['--set', 'targets.fn.kind=lambda-url'],
  );
  const { billing, deployed } = targetOf(run.result, 'fn');
  expect(billing).toMatchObject({ source: 'estimated', invocations: 11 });
  expect(deployed?.reports).toMatchObject({ joined: 0, missing: 11 });
  expect(deployed?.reports.trouble).toContain('there is no log group /aws/lambda/fn in us-east-1');
  expect(run.result.verdict.reasons.map(({ code }) => code)).toContain('reports-missing');
});

describe.concurrent('what AWS refuses is one message', () => {
  const message = async (environment: Readonly<Record<string, string>>, ...args: string[]) => {
    const { code, stdout, stderr } = await rollcallHereIn(
      environment,
      ...['run', await scenarioFile(oneCall), ...args],
    );
    expect(stderr).not.toMatch(/\n\s+at .*:\d+:\d+/);
    return { code, stdout, stderr };
  };

  it('without credentials', async () => {
    const nobody = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_PROFILE: '', HOME: '/nowhere' };
    const { code, stderr } = await message({ ...nobody, AWS_REGION: 'us-east-1', AWS_EC2_METADATA_DISABLED: 'true' });
    expect(stderr).toContain('there are no AWS credentials');
    expect(code).toBe(2);
  });

  it('without a region', async () => {
    const { code, stderr } = await message({ AWS_REGION: '', AWS_DEFAULT_REGION: '', HOME: '/nowhere' });
    expect(stderr).toContain('no AWS region is set');
    expect(code).toBe(2);
  });

  it('of a function that is not there', async () => {
    await using aws = await startLocalAws(account('NONE'));
    const { code, stderr } = await message(aws.environment, '--set', 'targets.fn.functionName=gone');
    expect(stderr).toContain('there is no function gone');
    expect(code).toBe(2);
  });

  it('with another secret', async () => {
    await using aws = await startLocalAws(account('AWS_IAM'));
    const wrong = { ...aws.environment, AWS_SECRET_ACCESS_KEY: 'another-secret' };
    const { code, stderr } = await message(wrong);
    expect(stderr).toContain('the signature is wrong');
    expect(stderr).not.toContain('another-secret');
    expect(code).toBe(2);
  });

  it('without a network', async () => {
    const { code, stderr } = await message({ ...credentials, AWS_ENDPOINT_URL_LAMBDA: 'http://127.0.0.1:9' });
    expect(stderr).toContain('AWS could not be reached in us-east-1');
    expect(code).toBe(2);
  });

  it('of a function URL that there is not, where the configuration may not be read', async () => {
    await using api = await startRefusingApi();
    const { code, stderr } = await message(
      { ...credentials, AWS_ENDPOINT_URL_LAMBDA: api.endpoint },
      ...['--set', 'targets.fn.kind=lambda-url'],
    );
    expect(stderr).toContain('function fn has no function URL');
    expect(code).toBe(2);
  });
});

it('a function that answers 503 was executed and is billed, wherever it runs: 3 calls, 3 lines', async () => {
  const file = join(packageRoot, 'test/fixtures/functions/answers-503.mjs');
  await using aws = await startLocalAws(`functions:\n  - { name: fn, file: ${file} }\n`);
  const groups = { '/aws/lambda/fn': () => eventsOfLog(join(aws.logDirectory, 'fn.log')) };
  await using logs = await startCloudWatchStandIn({ groups });
  const scenarioOf = await scenarioFile(`
name: busy
question: Is a refusal by the function paid for?
workload: { kind: function, file: ${file} }
targets: [{ name: fn, kind: local-lambda }]
load: [{ name: calls, kind: sequential, requests: 3 }]
`);
  const environment = { ...aws.environment, AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: logs.endpoint };
  for (const kind of ['local-lambda', 'lambda-invoke', 'lambda-url']) {
    const { result } = await runScenarioHereIn(environment, scenarioOf, '--set', `targets.fn.kind=${kind}`);
    const { requests, billing } = targetOf(result, 'fn');
    expect([kind, requests.failures.httpError, billing?.invocations, billing?.leftOut ?? 0]).toEqual([kind, 3, 3, 0]);
  }
});

it('what the client gave up on may be paid for: 4 of 4 are in no bill, which is said', async () => {
  // A call takes 300 ms at the very least.
  await using aws = await startLocalAws(account('NONE'));
  const run = await runScenarioHereIn(
    aws.environment,
    await scenarioFile(oneCall),
    ...['--set', 'timeoutMs=100', '--set', 'load.calls.size=4', '--set', 'load.calls.name=late'],
  );
  const { requests } = targetOf(run.result, 'fn');
  expect(requests.timedOut).toBe(4);
  expect(run.result.verdict.reasons).toContainEqual(
    expect.objectContaining({ code: 'bill-incomplete', message: expect.stringContaining('4 requests to fn') }),
  );
});

it('places are shared by threads: of 12 on 2 threads with 3 places none is throttled by a function of 3', async () => {
  await using aws = await startLocalAws(`
functions:
  - { name: fn, workload: { call: { ioMs: 200 } }, reservedConcurrency: 3 }
`);
  const places = ['--set', 'threads=2', '--set', 'targets.fn.concurrency=3', '--set', 'load.calls.size=12'];
  const run = await runScenarioHereIn(aws.environment, await scenarioFile(oneCall), ...places);
  const { requests } = targetOf(run.result, 'fn');
  expect({ answered: requests.answered, throttled: requests.throttled }).toEqual({ answered: 12, throttled: 0 });
});

it('no output of any run has a key, a token or a signature: good, failing, refused, interrupted; rendered again, read again', async () => {
  const token = 'FwoGZXIvYXdzEXAMPLETOKENnobodysatall';
  await using aws = await startLocalAws(account('NONE'));
  const environment: Readonly<Record<string, string>> = { ...aws.environment, AWS_SESSION_TOKEN: token };
  const secrets = [
    token,
    environment['AWS_SECRET_ACCESS_KEY'] ?? '?',
    environment['AWS_ACCESS_KEY_ID'] ?? '?',
    'AWS4-HMAC',
  ];
  const found: string[] = [];
  for (const [name, ...args] of [
    ['good', '--set', 'targets.fn.freshEnvironments=true', '--json'],
    ['failing', '--set', 'timeoutMs=100'],
    ['refused', '--set', 'targets.fn.functionName=gone'],
    [
      'by URL',
      '--set',
      'targets.fn.kind=lambda-url',
      '--set',
      'targets.fn.auth=AWS_IAM',
      '--set',
      'targets.fn.reports=none',
    ],
  ] as const) {
    const directory = join(await temporaryDirectory(), 'run');
    const file = await scenarioFile(oneCall);
    // One as a program: its streams have what Node itself prints, too.
    const run = (...words: string[]) =>
      name === 'good' ? startRollcallIn(environment, ...words).ended : rollcallHereIn(environment, ...words);
    const endings = [await run('run', file, '--out', directory, ...args)];
    endings.push(await rollcallHereIn(environment, 'report', directory, '--format', 'markdown'));
    endings.push(await rollcallHereIn(environment, 'logs', join(directory, 'fn.log'), '--run', directory));
    const texts = endings.flatMap(({ stdout, stderr }) => [stdout, stderr]);
    for (const each of await readdir(directory).catch(() => []))
      texts.push(await readFile(join(directory, each), 'latin1'));
    found.push(...secrets.filter((secret) => texts.some((text) => text.includes(secret))).map((s) => `${s}: ${name}`));
  }
  expect(found).toEqual([]);
});

it('throttles are counted, not tried again: of 5 at once 2 have a place', async () => {
  await using aws = await startLocalAws(`
functions:
  - { name: fn, workload: { call: { ioMs: 500 } }, reservedConcurrency: 2 }
`);
  const run = await runScenarioHereIn(aws.environment, await scenarioFile(oneCall));
  const { requests, deployed } = targetOf(run.result, 'fn');
  expect({ answered: requests.answered, throttled: requests.throttled }).toEqual({ answered: 2, throttled: 3 });
  expect(deployed?.reports).toEqual({ source: 'tail', joined: 2, missing: 0 });
});

it('no more invocations at once than asked for: of 5 with 2 places none is throttled by a function of 2', async () => {
  await using aws = await startLocalAws(`
functions:
  - { name: fn, workload: { call: { ioMs: 200 } }, reservedConcurrency: 2 }
`);
  const run = await runScenarioHereIn(
    aws.environment,
    await scenarioFile(oneCall),
    '--set',
    'targets.fn.concurrency=2',
  );
  const { requests, environments } = targetOf(run.result, 'fn');
  expect({ answered: requests.answered, distinct: environments.distinct }).toEqual({ answered: 5, distinct: 2 });
});

/** Where a secret, a key or a signature of the credentials has got to. */
async function secretsIn({ directory, stdout, stderr }: Run, { credentials: own }: LocalAws): Promise<string[]> {
  const files = await readdir(directory);
  const texts = await Promise.all(
    files.map(async (file) => [file, await readFile(join(directory, file), 'latin1')] as const),
  );
  const secrets = [own?.secretAccessKey ?? '?', own?.accessKeyId ?? '?', 'AWS4-HMAC-SHA256', 'Signature='];
  return [...texts, ['stdout', stdout] as const, ['stderr', stderr] as const].flatMap(([place, text]) =>
    secrets.filter((secret) => text.includes(secret)).map((secret) => `${secret} in ${place}`),
  );
}

const credentials = {
  AWS_ACCESS_KEY_ID: 'AKIANOBODY',
  AWS_SECRET_ACCESS_KEY: 'nobodys-secret',
  AWS_REGION: 'us-east-1',
};

/** A Lambda API that allows nothing. */
async function startRefusingApi() {
  const server = createServer((_request, response) => {
    response
      .writeHead(403, { 'content-type': 'application/json', 'x-amzn-errortype': 'AccessDeniedException' })
      .end('{"Message":"User: arn:aws:iam::1:user/u is not authorized to perform: lambda:GetFunctionConfiguration"}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
