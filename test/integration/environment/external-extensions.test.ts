import { chmod, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ReportEvent } from '../../../src/model/platform/telemetry.ts';
import { allGone, eventually, temporaryDirectory } from '../rollcall.ts';
import { fixture, type Json, LocalLambda, LocalProgram } from './local-lambda.ts';

interface Agent {
  readonly events?: readonly string[];
  readonly workMs?: number;
  readonly crashOn?: 'start' | 'INVOKE';
  readonly failOn?: 'init';
  /** It never registers. */
  readonly silent?: boolean;
  /** It does not end by itself. */
  readonly stubborn?: boolean;
}

/** A layer with one extension, or several by these names. */
async function layerOf(...names: string[]): Promise<string> {
  const layer = await temporaryDirectory();
  await mkdir(join(layer, 'extensions'));
  for (const name of names) await copyFile(fixture('extensions/agent'), join(layer, 'extensions', name));
  return layer;
}

class Extended<Local extends LocalLambda = LocalLambda> {
  readonly local: Local;
  readonly #logs: string;

  /** By default with more time than Lambda's 3 s, which an init that is repeated in a call takes on a busy machine. */
  static async start(
    agent: Agent,
    { layer, args = ['--timeout', '30'] }: { layer?: string; args?: readonly string[] } = {},
  ) {
    const logs = await temporaryDirectory();
    const all = [...argumentsOf(agent, layer ?? (await layerOf('agent')), logs), ...args];
    return new Extended(await LocalLambda.start(all), logs);
  }

  static async startProgram(agent: Agent) {
    const logs = await temporaryDirectory();
    return new Extended(await LocalProgram.start(argumentsOf(agent, await layerOf('agent'), logs)), logs);
  }

  private constructor(local: Local, logs: string) {
    this.local = local;
    this.#logs = logs;
  }

  /** What it and its extensions printed, and the platform's lines of extensions. */
  async said(): Promise<string[]> {
    const log = await readFile(join(this.#logs, 'f.log'), 'utf8');
    const lines = log.split('\n').map((line) => line.replace(/^\S+Z\t\S+\tINFO\t/, ''));
    return lines.filter((line) => /^(agent|function|EXTENSION|INIT_REPORT)/.test(line));
  }

  async events(): Promise<Json[]> {
    return (await this.said()).flatMap((line) => {
      const event = /^agent: event (\{.*\}) ticks (\d+)$/.exec(line);
      return event === null ? [] : [{ ...JSON.parse(event[1] ?? ''), ticks: Number(event[2]) }];
    });
  }

  async reports(): Promise<ReportEvent['record'][]> {
    const lines = (await readFile(join(this.#logs, 'f.telemetry.ndjson'), 'utf8')).split('\n').filter(Boolean);
    return lines
      .map((line) => JSON.parse(line))
      .filter(({ type }) => type === 'platform.report')
      .map(({ record }) => record);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.local[Symbol.asyncDispose]();
  }
}

const argumentsOf = (agent: Agent, layer: string, logs: string): string[] => [
  ...[fixture('extended.mjs'), '--name', 'f', '--layer', layer, '--log-dir', logs],
  ...['--env', `AGENT=${JSON.stringify(agent)}`, '--memory', '1769'],
];

it('an extension of a layer starts before the runtime, has its events, and the time to end by itself', async () => {
  await using extended = await Extended.start({});
  const { answer } = await extended.local.invoke();
  await extended.local.invoke();
  await extended.local.stop();
  const said = await extended.said();
  const at = (text: string) => said.findIndex((line) => line.startsWith(text));
  expect(said[at('agent: registered')]).toBe(
    'agent: registered 200 {"accountId":"012345678912","functionName":"f","functionVersion":"$LATEST","handler":"extended.handler"}',
  );
  expect(at('agent: registered')).toBeLessThan(at('function: started'));
  expect(said).toContain('EXTENSION\tName: agent\tState: Ready\tEvents: [INVOKE, SHUTDOWN]');
  expect((await extended.events()).map(({ eventType, shutdownReason }) => [eventType, shutdownReason])).toEqual([
    ['INVOKE', undefined],
    ['INVOKE', undefined],
    ['SHUTDOWN', 'spindown'],
  ]);
  const [, pid = '', directory, names = ''] = /^agent: started (\d+) (\S+) (\S+)$/.exec(said[0] ?? '') ?? [];
  expect(directory).toBe('/');
  expect(names.split(',')).toEqual(expect.arrayContaining(['AGENT', 'AWS_ACCESS_KEY_ID', 'AWS_REGION', 'TMPDIR']));
  expect(names).not.toMatch(/_HANDLER|AWS_EXECUTION_ENV|LOG_GROUP|LOG_STREAM|XRAY|LAMBDA_TASK_ROOT|LAMBDA_RUNTIME_DIR/);
  expect(await eventually(() => allGone([Number(pid), answer.pid]))).toBe(true);
});

it('the caller has the answer at once; what the extension does then is part of the duration, and the environment is busy', async () => {
  await using extended = await Extended.start({ workMs: 1500 });
  const first = (await extended.local.clientAnswer()).pid;
  // The first environment is not free yet: this one takes another.
  const second = (await extended.local.clientAnswer()).pid;
  expect(second).not.toBe(first);
  expect(await eventually(async () => (await extended.reports()).length === 2)).toBe(true);
  for (const { metrics, spans, status } of await extended.reports()) {
    expect(status).toBe('success');
    expect(metrics.durationMs).toBeGreaterThanOrEqual(1500);
    expect(spans?.map(({ name }) => name)).toEqual(['extensionOverhead']);
    expect(spans?.[0]?.durationMs).toBeGreaterThan(1000);
    expect(spans?.[0]?.durationMs).toBeLessThanOrEqual(metrics.durationMs);
  }
});

it('one that is not registered for invocations has no part in their duration, and stands still between them', async () => {
  await using extended = await Extended.start({ events: ['SHUTDOWN'], workMs: 1500 });
  await extended.local.invoke();
  await new Promise((resolve) => setTimeout(resolve, 1000));
  await extended.local.stop();
  const [report] = await extended.reports();
  expect(report).not.toHaveProperty('spans');
  const [shutdown] = await extended.events();
  expect(shutdown).toMatchObject({ eventType: 'SHUTDOWN', shutdownReason: 'spindown' });
  // A tick is 5 ms: 200 in the second that it stood still.
  expect(shutdown.ticks).toBeLessThan(100);
});

it.each([
  ['timeout', { hang: true }, 'Sandbox.Timedout', '4'],
  ['failure', { exit: true }, 'Runtime.ExitError', '60'],
])(
  'after a %s the extension is told so, and both are started again in the next call',
  async (reason, event, errorType, seconds) => {
    await using extended = await Extended.start({}, { args: ['--timeout', seconds] });
    expect((await extended.local.invoke(event)).answer.errorType).toBe(errorType);
    expect((await extended.local.invoke()).functionError).toBeUndefined();
    await extended.local.stop();
    const events = (await extended.events()).map(
      ({ eventType, shutdownReason = '' }) => `${eventType} ${shutdownReason}`,
    );
    expect(events).toEqual(['INVOKE ', `SHUTDOWN ${reason}`, 'INVOKE ', 'SHUTDOWN spindown']);
    const started = (await extended.said()).flatMap((line) => /^\w+: started/.exec(line) ?? []);
    expect(started).toEqual(['agent: started', 'function: started', 'agent: started', 'function: started']);
    // Its pid is another one.
    const pids = (await extended.said()).flatMap((line) => /^agent: started (\d+)/.exec(line)?.[1] ?? []);
    expect(new Set(pids).size).toBe(2);
  },
);

it('an extension that ends by itself in a call fails the call', async () => {
  await using extended = await Extended.start({ crashOn: 'INVOKE' });
  const { answer } = await extended.local.invoke({ ms: 2000 });
  expect(answer).toMatchObject({ errorType: 'Extension.Crash', errorMessage: expect.stringMatching(/exit status 4$/) });
});

it.each<[string, Agent, string, string]>([
  ['ends before it registers', { crashOn: 'start' }, 'Extension.Crash', 'State: Exited\tEvents: []'],
  [
    'says that it cannot start',
    { failOn: 'init' },
    'Extension.InitError',
    'State: InitError\tEvents: [INVOKE, SHUTDOWN]\tError Type: Extension.ConfigInvalid',
  ],
])('one that %s fails the init', async (_, agent, errorType, status) => {
  await using extended = await Extended.start(agent);
  expect((await extended.local.invoke()).answer.errorType).toBe(errorType);
  await extended.local.stop();
  const said = await extended.said();
  expect(said).toContain(`EXTENSION\tName: agent\t${status}`);
  expect(said.filter((line) => line.startsWith('INIT_REPORT'))[0]).toMatch(
    new RegExp(`\\tPhase: init\\tStatus: error\\tError Type: ${errorType}$`),
  );
});

it('a file that is no program fails the init, as in Lambda', async () => {
  const layer = await layerOf('agent');
  await writeFile(join(layer, 'extensions', 'README.md'), 'no program');
  await chmod(join(layer, 'extensions', 'README.md'), 0o644);
  await using extended = await Extended.start({}, { layer });
  expect((await extended.local.invoke()).answer).toMatchObject({
    errorType: 'Extension.LaunchError',
    errorMessage: expect.stringMatching(/extensions\/README\.md: permission denied$/),
  });
});

it('one that never registers holds the init until its time is up, and ends with it', async () => {
  const file = join(await temporaryDirectory(), 'functions.yaml');
  const layer = await layerOf('agent');
  const fields = [
    `name: f, file: ${fixture('extended.mjs')}, layers: [${layer}], initTimeoutMs: 500, timeoutMs: 1000`,
    'environment: { AGENT: \'{"silent":true}\' }',
  ];
  await writeFile(file, `functions:\n  - { ${fields.join(', ')} }\n`);
  await using local = await LocalLambda.start([file]);
  expect((await local.invoke({}, 'f')).answer.errorType).toBe('Sandbox.Timedout');
  expect(await eventually(() => /INIT_REPORT .*\tPhase: init\tStatus: timeout/.test(local.stderr))).toBe(true);
  expect(local.stderr).not.toContain('function: started');
  const pids = [...local.stderr.matchAll(/agent: started (\d+)/g)].map(([, pid]) => Number(pid));
  expect(pids.length).toBeGreaterThanOrEqual(2);
  expect(await eventually(() => allGone(pids))).toBe(true);
});

it('an extension that goes on beyond the timeout is ended; the caller has had the answer, the report says timeout', async () => {
  await using extended = await Extended.start({ workMs: 60_000 }, { args: ['--timeout', '2'] });
  expect((await extended.local.clientAnswer()).pid).toBeGreaterThan(0);
  expect(await eventually(async () => (await extended.reports()).length === 1)).toBe(true);
  const [report] = await extended.reports();
  expect(report).toMatchObject({ status: 'timeout', metrics: { durationMs: 2000 } });
});

it('no extension outlives its environment, however stubborn it is and however the platform ends', async () => {
  await using stubborn = await Extended.start({ stubborn: true });
  await using killed = await Extended.startProgram({});
  const pids: number[] = [];
  for (const extended of [stubborn, killed]) {
    await extended.local.invoke();
    pids.push(
      ...(await extended.said()).flatMap((line) => Number(/^agent: started (\d+)/.exec(line)?.[1] ?? []) || []),
    );
  }
  expect(pids).toHaveLength(2);
  await stubborn.local.stop();
  killed.local.kill();
  expect(await eventually(() => allGone(pids))).toBe(true);
});

it('several are started in the order of their names, and all of them are waited for', async () => {
  await using extended = await Extended.start({}, { layer: await layerOf('b-agent', 'a-agent') });
  await extended.local.invoke();
  await extended.local.stop();
  const statuses = (await extended.said()).filter((line) => line.startsWith('EXTENSION'));
  expect(statuses).toEqual([
    'EXTENSION\tName: a-agent\tState: Ready\tEvents: [INVOKE, SHUTDOWN]',
    'EXTENSION\tName: b-agent\tState: Ready\tEvents: [INVOKE, SHUTDOWN]',
  ]);
});
