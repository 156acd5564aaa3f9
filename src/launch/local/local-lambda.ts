import { join } from 'node:path';
import { roleCredentials } from '../../aws/profile-credentials.ts';
import { concurrencyModels } from '../../concurrency/models.ts';
import { aheadMs, readClocks } from '../../model/clock-reading.ts';
import { pingPath } from '../../model/identity.ts';
import { optional } from '../../model/optional.ts';
import type {
  FunctionLimits,
  LambdaFunctionConfig,
  LambdaReadyLine,
  LambdaServiceConfig,
  WarmCommand,
  WarmLine,
} from '../../model/platform/lambda.ts';
import { type LocalLambdaSpec, limitsOf } from '../../target-kinds/local-lambda.ts';
import { functionErrors } from '../helpers/function-errors.ts';
import { ScratchFolder } from '../helpers/scratch-folder.ts';
import { LayerFolders } from '../layers/layer-folders.ts';
import { EnvironmentsSoFar } from '../meters/environments-so-far.ts';
import { allowedSources, type StartedTarget, type TargetContext } from '../running-target.ts';
import { enforcementOf } from './enforcement.ts';
import { type Program, startProgram } from './program.ts';
import { readTelemetry } from './read-telemetry.ts';
import { redactLog } from './redact-log.ts';
import { environmentOf } from './variables.ts';

export async function startLocalLambda(spec: LocalLambdaSpec, context: TargetContext): Promise<StartedTarget> {
  const folders = { layers: new LayerFolders(), scratch: await ScratchFolder.open('environments') };
  const remove = async () => {
    await folders.layers[Symbol.asyncDispose]();
    await folders.scratch[Symbol.asyncDispose]();
  };
  try {
    return await startWith(spec, context, { ...folders, remove });
  } catch (error) {
    await remove();
    throw error;
  }
}

interface Folders {
  readonly layers: LayerFolders;
  readonly scratch: ScratchFolder;
  remove(): Promise<void>;
}

async function startWith(
  spec: LocalLambdaSpec,
  context: TargetContext,
  { layers, scratch, remove }: Folders,
): Promise<StartedTarget> {
  const config: LambdaServiceConfig = {
    ...serviceConfig(spec, context, spec.layers && (await layers.open(spec.layers))),
    roleCredentials: await roleCredentials([{ functionName: spec.name, profile: spec.credentials }]),
  };
  const { telemetryFile = '', logFile = '' } = config.functions[0] ?? {};
  const program = await startLambda(spec.name, config, context, scratch);
  let ended: Promise<string | undefined> | undefined;
  const ready = program.ready as LambdaReadyLine;
  const clockAheadMs = aheadMs(ready.clock, readClocks());
  const environments = new EnvironmentsSoFar(telemetryFile, clockAheadMs);
  const end = () => {
    environments[Symbol.dispose]();
    ended ??= program.stop().then(async () => {
      await remove();
      return redactLog(logFile, context.secrets);
    });
    return ended;
  };
  const stop = () => end().then(() => undefined);
  return {
    where: 'started',
    destination: { url: program.url, warmPath: pingPath },
    program,
    metered: { pid: program.pid, part: 'descendants' },
    stop,
    [Symbol.asyncDispose]: stop,
    enforced: { ...enforcementOf(program, ready), ...ready.functions[0]?.files },
    platform: {
      clockAheadMs,
      ...(concurrencyModels[spec.model.kind].startsPerRequest && { warm: warmer(program) }),
      environments: () => environments.read(),
      account: async () => {
        const account = await readTelemetry(telemetryFile, clockAheadMs);
        return { ...account, ...optional('logIncomplete', await ended) };
      },
    },
  };
}

async function startLambda(
  name: string,
  config: LambdaServiceConfig,
  { onFunctionError, signal }: TargetContext,
  scratch: ScratchFolder,
): Promise<Program> {
  const onWords = onFunctionError && functionErrors(name, onFunctionError);
  const program = await startProgram({
    name: `target ${name}`,
    program: 'targets/lambda/main',
    config,
    environment: { TMPDIR: scratch.path },
    // Its event loop runs no foreign code, so it sees its stdin end and takes its environments along, which are groups of
    // their own: a reaper would kill it before it could.
    runsForeignCode: false,
    limitsProcesses: true,
    ...optional('onWords', onWords),
    signal,
  });
  // Errors of environments that were started ahead.
  onWords?.(`${program.lastWords()}\n`);
  return program;
}

function warmer(program: Program): (command: WarmCommand) => Promise<WarmLine['warm']> {
  return async (command) => ((await program.ask(command, '{"warm":')) as WarmLine).warm;
}

export type FunctionContext = Pick<
  TargetContext,
  'code' | 'isBuiltin' | 'event' | 'environment' | 'services' | 'directory' | 'label'
>;

function serviceConfig(spec: LocalLambdaSpec, context: TargetContext, layers: string | undefined): LambdaServiceConfig {
  const { account, ...limits } = limitsOf(spec);
  return {
    host: context.host,
    functions: [{ ...functionConfig(spec, context), ...limits, ...optional('layers', layers) }],
    account,
    seed: context.seed,
    identifies: true,
    printsErrors: context.onFunctionError !== undefined,
    ...allowedSources(spec, context),
  };
}

/** How the embedded Lambda runs the function of a target. */
export function functionConfig(
  spec: LocalLambdaSpec,
  context: FunctionContext,
): Omit<LambdaFunctionConfig, keyof FunctionLimits> {
  const { code } = context;
  if (code === undefined) throw new Error(`target ${spec.name} has no function, and the scenario has no workload`);
  return {
    functionName: spec.name,
    code,
    model: spec.model,
    ...optional('region', spec.region),
    ...optional('accountId', spec.accountId),
    ...{ memoryMb: spec.memoryMb, timeoutMs: spec.timeoutMs, initTimeoutMs: spec.initTimeoutMs },
    environment: environmentOf(spec, context),
    // The built-in workload writes nothing.
    taskRootAccess: spec.taskRoot ?? (context.isBuiltin ? 'writable' : 'read-only'),
    ...{ logFormat: 'Text', isolate: spec.isolate, freeze: spec.freeze, snapshot: spec.snapshot },
    url: { port: spec.port, auth: 'NONE', invokeMode: 'BUFFERED', event: context.event },
    logFile: join(context.directory, `${context.label}.log`),
    telemetryFile: join(context.directory, `${context.label}.telemetry.ndjson`),
  };
}
