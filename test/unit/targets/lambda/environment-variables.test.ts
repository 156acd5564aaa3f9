import { expect, it } from 'vitest';
import type { LambdaConfig } from '../../../../src/model/programs.ts';
import { environmentVariables, logStreamName } from '../../../../targets/lambda/environment-variables.ts';

const config: LambdaConfig = {
  functionName: 'f',
  handler: { file: '/task/index.mjs', export: 'handler' },
  memoryMb: 256,
  timeoutMs: 3000,
  initTimeoutMs: 10_000,
  keepAliveMs: 1000,
  concurrencyLimit: 10,
  host: '127.0.0.1',
  port: 0,
  environment: { MINE: '1', TZ: 'Europe/Berlin', AWS_LAMBDA_RUNTIME_API: 'elsewhere:1' },
  logFile: '',
  telemetryFile: '',
};

const place = {
  runtimeApi: '127.0.0.1:9001',
  runtimeDirectory: '/runtime',
  logStream: 's',
  instanceNumber: 7,
  path: '/usr/bin',
};

it("lets the function set what is its own, and keeps Lambda's reserved names", () => {
  const variables = environmentVariables(config, place);
  expect(variables).toMatchObject({
    MINE: '1',
    ROLLCALL_INSTANCE_NUMBER: '7',
    TZ: 'Europe/Berlin',
    AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9001',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
    LAMBDA_TASK_ROOT: '/task',
    _HANDLER: 'index.handler',
  });
  expect(Object.keys(variables).filter((name) => name.includes('KEY'))).toEqual([]);
});

it('names a log stream after day and environment', () => {
  expect(logStreamName('01-23', new Date('2026-11-21T23:59:59Z'))).toBe('2026/11/21/[$LATEST]0123');
});
