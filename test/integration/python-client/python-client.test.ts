import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  InvokeCommand,
  type InvokeCommandOutput,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LambdaFunctionConfig } from '../../../src/model/platform/lambda.ts';
import { launchOf } from '../../../targets/lambda/runtimes/runtimes.ts';
import { LambdaProgram } from '../lambda/program.ts';
import { serviceConfig } from '../local/service-config.ts';
import { answers } from './answers.ts';
import { errors } from './errors.ts';
import { ANY, type Expectation } from './expectation.ts';
import { logs } from './logs.ts';
import { lookup } from './lookup.ts';

const taskRoot = join(import.meta.dirname, '../../fixtures/lambda/python-client');

const codeOf = (handlerName: string) =>
  ({ kind: 'python', file: join(taskRoot, 'answers.py'), function: 'handler', taskRoot, handlerName }) as const;

const [, minorVersion] = /\.(\d+)\./.exec(launchOf(codeOf('answers.handler')).runtimeVersion ?? '') ?? [];
const expectations = [...lookup, ...answers(Number(minorVersion) < 12), ...errors, ...logs];

/** Expectations of one handler and format share a function. */
const nameOf = ({ handler, json }: Expectation): string =>
  `${handler.replaceAll('.', '-').replaceAll('/', '_')}-${json === undefined ? 'text' : `json${json.level ?? ''}`}`;

describe('the Python runtime does what the source of its official client says', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-python-client-'));
  let lambda: LambdaProgram;
  let client: LambdaClient;

  beforeAll(async () => {
    const functions = new Map(expectations.map((each) => [nameOf(each), configOf(each, folder)]));
    const service = { functions: [...functions.values()], invokeApi: { port: 0 } };
    lambda = await LambdaProgram.start('', { service });
    client = new LambdaClient({
      ...{ endpoint: lambda.invokeEndpoint, region: 'us-east-1', maxAttempts: 1 },
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    });
    for (const level of new Set(expectations.filter(({ json }) => json?.level).map(nameOf)))
      await client.send(
        new UpdateFunctionConfigurationCommand({
          FunctionName: level,
          LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'TRACE' },
        }),
      );
  });

  afterAll(async () => {
    client.destroy();
    await lambda[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  it('in forty ways and more', () => expect(expectations.length).toBeGreaterThanOrEqual(40));

  it.each(expectations)('$source, $handler, $event: $behavior', async (expectation) => {
    const output = await client.send(
      new InvokeCommand({
        ...{ FunctionName: nameOf(expectation), LogType: 'Tail' },
        Payload: JSON.stringify(expectation.event ?? null),
        ...(expectation.clientContext !== undefined && {
          ClientContext: Buffer.from(JSON.stringify(expectation.clientContext)).toString('base64'),
        }),
      }),
    );
    check(expectation, output);
  });
});

function configOf(each: Expectation, folder: string): LambdaFunctionConfig {
  const functionName = nameOf(each);
  const { functions } = serviceConfig(folder, '', {
    // One call after another needs one environment; ten times as many calls a second are allowed as calls at once.
    concurrencyLimit: 20,
    // An interpreter of a busy machine may take more than the 10 s of Lambda to start.
    initTimeoutMs: 60_000,
    ...{ functionName, code: codeOf(each.handler), logFormat: each.json === undefined ? 'Text' : 'JSON' },
    ...{ logFile: join(folder, `${functionName}.log`), telemetryFile: join(folder, `${functionName}.ndjson`) },
  });
  const [config] = functions;
  if (config === undefined) throw new Error('no function');
  return config;
}

function check(expectation: Expectation, { Payload, FunctionError, LogResult }: InvokeCommandOutput): void {
  const payload = Buffer.from(Payload ?? []);
  const log = Buffer.from(LogResult ?? '', 'base64').toString();
  const { answer, error, record, notInLog } = expectation;
  expect(FunctionError, payload.toString()).toBe(error === undefined ? undefined : 'Unhandled');
  if (answer !== undefined) expect(payload.toString('latin1')).toBe(answer.replace('$NAME', nameOf(expectation)));
  if (error !== undefined) checkError(error, JSON.parse(payload.toString()));
  for (const text of expectation.log ?? []) expect(log).toMatch(text);
  if (notInLog !== undefined) expect(log).not.toMatch(notInLog);
  if (record !== undefined)
    expect(recordsIn(log).map((each) => masked(each, record))).toContainEqual(masked(record, record));
}

function checkError({ errorType, errorMessage, stack }: NonNullable<Expectation['error']>, body: ErrorBody): void {
  // The platform's own errors begin with the request id.
  expect({ ...body, errorMessage: body.errorMessage.replace(/^RequestId: \S+ Error: /, '') }).toMatchObject({
    ...{ errorType, errorMessage },
  });
  if (errorType === 'Runtime.ExitError') return;
  expect(Object.keys(body)).toEqual(['errorMessage', 'errorType', 'requestId', 'stackTrace']);
  if (stack === undefined) return;
  expect(body.stackTrace).toHaveLength(stack.length);
  for (const [index, entry] of body.stackTrace.entries()) expect(entry).toMatch(stack[index] ?? /never/);
}

interface ErrorBody {
  readonly errorMessage: string;
  readonly stackTrace: readonly string[];
}

const recordsIn = (log: string): Record<string, unknown>[] =>
  log
    .split('\n')
    .filter((line) => line.startsWith('{"timestamp"'))
    .map((line) => JSON.parse(line));

const masked = (record: Readonly<Record<string, unknown>>, by: Readonly<Record<string, unknown>>): object =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, by[name] === ANY ? 'any' : value]));
