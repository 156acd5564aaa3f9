import { expect, it } from 'vitest';
import {
  environmentVariables,
  type FunctionEnvironment,
  logStreamName,
} from '../../../../../targets/lambda/environment/variables.ts';

const config: FunctionEnvironment = {
  functionName: 'f',
  version: '$LATEST',
  region: 'eu-west-1',
  memoryMb: 256,
  environment: { MINE: '1', TZ: 'Europe/Berlin', AWS_LAMBDA_RUNTIME_API: 'elsewhere:1' },
  logFormat: 'Text',
  logGroup: '/aws/lambda/f',
};

const launch = {
  executionEnvironment: 'AWS_Lambda_nodejs20.x',
  handlerName: 'index.handler',
  taskRoot: '/task',
  runtimeDirectory: '/runtime',
};

const credentials = { accessKeyId: 'LOCALROLE0', secretAccessKey: 'role-secret', sessionToken: 'role-token' };
const place = {
  ...{ runtimeApi: '127.0.0.1:9001', logStream: 's', instanceNumber: 7 },
  paths: { opt: '/opt', callerPath: '/usr/bin' },
  ...{ credentials, traceAddress: '127.0.0.1:2000' },
};

it("lets the function set what is its own, and keeps Lambda's reserved names", () => {
  const variables = environmentVariables(config, launch, place);
  expect(variables).toMatchObject({
    MINE: '1',
    ROLLCALL_INSTANCE_NUMBER: '7',
    TZ: 'Europe/Berlin',
    AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9001',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
    LAMBDA_TASK_ROOT: '/task',
    _HANDLER: 'index.handler',
  });
});

it('names a log stream after day, version and environment', () => {
  const now = new Date('2026-11-21T23:59:59Z');
  expect(logStreamName('01-23', '$LATEST', now)).toBe('2026/11/21/[$LATEST]0123');
  expect(logStreamName('01-23', '2', now)).toBe('2026/11/21/[2]0123');
});

it('has every variable of a Lambda environment, and TMPDIR in place of its /tmp', () => {
  const { TMPDIR, ...variables } = environmentVariables(
    { ...config, version: '3', environment: {}, logFormat: 'JSON', logLevel: 'DEBUG', logGroup: '/shared' },
    launch,
    { ...place, temporaryDirectory: '/tmp/mine', maxConcurrency: 64, initializationType: 'lambda-managed-instances' },
  );
  expect(TMPDIR).toBe('/tmp/mine');
  expect(variables).toEqual({
    PATH: '/usr/local/bin:/usr/bin/:/bin:/opt/bin',
    LD_LIBRARY_PATH: '/lib64:/usr/lib64:/runtime:/runtime/lib:/task:/task/lib:/opt/lib',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ROLLCALL_INSTANCE_NUMBER: '7',
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:2000',
    AWS_ACCESS_KEY_ID: 'LOCALROLE0',
    AWS_SECRET_ACCESS_KEY: 'role-secret',
    AWS_SESSION_TOKEN: 'role-token',
    AWS_LAMBDA_FUNCTION_NAME: 'f',
    AWS_LAMBDA_FUNCTION_VERSION: '3',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
    AWS_LAMBDA_LOG_GROUP_NAME: '/shared',
    AWS_LAMBDA_LOG_STREAM_NAME: 's',
    AWS_LAMBDA_LOG_FORMAT: 'JSON',
    AWS_LAMBDA_LOG_LEVEL: 'DEBUG',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'lambda-managed-instances',
    AWS_LAMBDA_MAX_CONCURRENCY: '64',
    AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9001',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x',
    AWS_REGION: 'eu-west-1',
    AWS_DEFAULT_REGION: 'eu-west-1',
    LAMBDA_RUNTIME_DIR: '/runtime',
    LAMBDA_TASK_ROOT: '/task',
    _HANDLER: 'index.handler',
  });
});

it('has no AWS_EXECUTION_ENV for an executable of the function’s own', () => {
  const { executionEnvironment: _, ...own } = launch;
  expect(environmentVariables(config, own, place)).not.toHaveProperty('AWS_EXECUTION_ENV');
});

it('finds the embedded Lambda by the variable of the SDKs, where there is an Invoke API and the function names none itself', () => {
  const served = { ...place, invokeEndpoint: 'http://127.0.0.1:9001' };
  expect(environmentVariables(config, launch, served)).toMatchObject({
    AWS_ENDPOINT_URL_LAMBDA: 'http://127.0.0.1:9001',
  });
  const own = { ...config, environment: { AWS_ENDPOINT_URL_LAMBDA: 'https://lambda.eu-west-1.amazonaws.com' } };
  expect(environmentVariables(own, launch, served)).toMatchObject(own.environment);
  expect(environmentVariables(config, launch, place)).not.toHaveProperty('AWS_ENDPOINT_URL_LAMBDA');
});

it('long-lived keys have no session token', () => {
  const keys = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' };
  expect(environmentVariables(config, launch, { ...place, credentials: keys })).not.toHaveProperty('AWS_SESSION_TOKEN');
});

it('names no log where the environment is restored from a snapshot', () => {
  const restored = environmentVariables(config, launch, { ...place, initializationType: 'snap-start' });
  expect(restored).toMatchObject({ AWS_LAMBDA_INITIALIZATION_TYPE: 'snap-start' });
  expect(restored).not.toHaveProperty('AWS_LAMBDA_LOG_STREAM_NAME');
  expect(restored).not.toHaveProperty('AWS_LAMBDA_LOG_GROUP_NAME');
});
