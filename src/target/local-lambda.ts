import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pingPath } from '../model/identity.ts';
import type { LambdaConfig } from '../model/programs.ts';
import { parseTelemetryLine } from '../model/telemetry.ts';
import type { TargetSpec } from '../scenario/targets.ts';
import { startProgram } from './program.ts';
import type { RunningTarget, TargetContext, Telemetry } from './running-target.ts';

type LocalLambdaSpec = Extract<TargetSpec, { kind: 'local-lambda' }>;

export async function startLocalLambda(spec: LocalLambdaSpec, context: TargetContext): Promise<RunningTarget> {
  const config = lambdaConfig(spec, context);
  const program = await startProgram({
    name: `target ${spec.name}`,
    program: 'targets/lambda/main',
    config,
    // Its event loop runs no foreign code, so it sees its stdin end and takes its environments along, which are groups of
    // their own: a reaper would kill it before it could.
    runsForeignCode: false,
    signal: context.signal,
  });
  return {
    url: program.url,
    warmPath: pingPath,
    coldStartFromFirstCall: true,
    startupMs: program.startupMs,
    processes: { pid: program.pid, part: 'descendants' },
    ended: program.ended,
    stop: program.stop,
    [Symbol.asyncDispose]: program.stop,
    telemetry: () => readTelemetry(config.telemetryFile),
  };
}

const lambdaConfig = (spec: LocalLambdaSpec, context: TargetContext): LambdaConfig => ({
  functionName: spec.name,
  handler: context.handler,
  memoryMb: spec.memoryMb,
  timeoutMs: spec.timeoutMs,
  initTimeoutMs: spec.initTimeoutMs,
  keepAliveMs: spec.keepAliveMs,
  concurrencyLimit: spec.concurrencyLimit,
  host: '127.0.0.1',
  port: spec.port,
  environment: { ...context.environment, ...spec.environment },
  logFile: join(context.directory, `${context.label}.log`),
  telemetryFile: join(context.directory, `${context.label}.telemetry.ndjson`),
});

async function readTelemetry(file: string): Promise<Telemetry> {
  const events = (await readFile(file, 'utf8')).split('\n').flatMap((line) => parseTelemetryLine(line) ?? []);
  return {
    reports: events.filter((event) => event.type === 'platform.report'),
    environments: events.filter((event) => event.type === 'rollcall.environment'),
  };
}
