import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProgram } from '../../src/launch/local/program.ts';
import { packageRoot } from '../../src/launch/local/program-file.ts';
import type { Phase } from '../../src/load/phases.ts';
import { awsAccount, type LambdaServiceConfig } from '../../src/model/platform/lambda.ts';
import type { Sample } from '../../src/model/sample.ts';
import { startGenerator } from '../generator.ts';
import { fireAt } from './fire.ts';

/**
 * One vCPU for calls, and two for an init, as Lambda has it. On two cores that holds no init back, and no call of a handler
 * of one thread: what is measured has the kernel's limits on, and never waits for them.
 */
const memoryMb = 1769;

export interface BenchFunction {
  /** In bench/handlers. */
  readonly handler: 'empty.mjs' | 'waits.mjs';
  /** Of waits.mjs. Absent: it does not wait. */
  readonly waitMs?: number;
  /** Absent: longer than any benchmark. */
  readonly keepAliveMs?: number;
  /** Absent: as the service does. */
  readonly freeze?: boolean;
}

export interface BenchLambda {
  readonly pid: number;
  fire(phase: Phase): Promise<Sample[]>;
}

export const handlerFile = (handler: BenchFunction['handler']): string =>
  join(packageRoot, 'bench', 'handlers', handler);

/** What `use` makes of a fresh embedded Lambda with one function. Nothing of it is left afterwards. */
export async function withLambda<T>(bench: BenchFunction, use: (lambda: BenchLambda) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'rollcall-bench-'));
  try {
    const config = serviceConfig(bench, directory);
    await using program = await startProgram({ name: 'lambda', program: 'targets/lambda/main', config });
    await using generator = await startGenerator();
    return await use({ pid: program.pid, fire: (phase) => fireAt(generator, program.url, phase, 'ours') });
  } finally {
    await rm(directory, { recursive: true });
  }
}

function serviceConfig({ handler, waitMs, keepAliveMs = 600_000, freeze = true }: BenchFunction, directory: string) {
  const config: LambdaServiceConfig = {
    // `scaling` stays as AWS has it: a bucket of 1,000 new environments, which a burst of 1,000 just empties.
    ...{ host: '127.0.0.1', seed: 1, account: { ...awsAccount, concurrentExecutions: 2000 } },
    functions: [
      {
        functionName: 'bench',
        code: { kind: 'node', handler: { file: handlerFile(handler), export: 'handler' } },
        model: { kind: 'event' },
        // An init has longer than the 10 s of Lambda, as 1,000 of them share the cores of this machine.
        ...{ memoryMb, timeoutMs: 120_000, initTimeoutMs: 60_000, maxLifeMs: 7_200_000 },
        keepAlive: { kind: 'constant', ms: keepAliveMs },
        environment: waitMs === undefined ? {} : { WAIT_MS: String(waitMs) },
        ...{ freeze, logFormat: 'Text', url: { port: 0, auth: 'NONE', invokeMode: 'BUFFERED' } },
        logFile: join(directory, 'lambda.log'),
        telemetryFile: join(directory, 'telemetry.ndjson'),
      },
    ],
  };
  return config;
}
