import { join } from 'node:path';
import { awsAccount, type LambdaFunctionConfig, type LambdaServiceConfig } from '../../../src/model/platform/lambda.ts';

/** What a test says of the one function that it is about, and of the platform around it. */
export interface FunctionOverrides extends Partial<Omit<LambdaFunctionConfig, 'keepAlive' | 'url'>> {
  readonly keepAliveMs?: number;
  /** Reserved concurrency. */
  readonly concurrencyLimit?: number;
  readonly url?: Partial<LambdaFunctionConfig['url']>;
  readonly host?: string;
  readonly service?: Partial<LambdaServiceConfig>;
}

const fixtures = join(import.meta.dirname, '../../fixtures/lambda');

/** A platform with one function from the fixtures, whose log and telemetry go to `directory`. */
export function serviceConfig(
  directory: string,
  fixtureName: string,
  {
    keepAliveMs = 60_000,
    concurrencyLimit = 100,
    url = {},
    host = '127.0.0.1',
    service,
    ...own
  }: FunctionOverrides = {},
): LambdaServiceConfig {
  const config: LambdaFunctionConfig = {
    functionName: 'fixture',
    code: { kind: 'node', handler: { file: join(fixtures, fixtureName), export: 'handler' } },
    model: { kind: 'event' },
    memoryMb: 1769,
    timeoutMs: 10_000,
    initTimeoutMs: 10_000,
    keepAlive: { kind: 'constant', ms: keepAliveMs },
    maxLifeMs: 7_200_000,
    reservedConcurrency: concurrencyLimit,
    environment: {},
    logFormat: 'Text',
    url: { port: 0, auth: 'NONE', invokeMode: 'BUFFERED', ...url },
    logFile: join(directory, 'lambda.log'),
    telemetryFile: join(directory, 'lambda.ndjson'),
    ...own,
  };
  return { host, functions: [config], account: awsAccount, seed: 1, ...service };
}
