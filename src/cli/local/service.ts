import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { concurrencyModels } from '../../concurrency/models.ts';
import { prepareBuiltin } from '../../experiment/observe/workload.ts';
import type { CodeArchives } from '../../launch/code/code-archives.ts';
import type { LayerFolders } from '../../launch/layers/layer-folders.ts';
import type { Certificate } from '../../launch/local/certificate.ts';
import { packagedFunction } from '../../launch/packaging/packaged-function.ts';
import { UserError } from '../../model/errors.ts';
import { optional } from '../../model/optional.ts';
import { codeKinds, noSnapshots } from '../../model/platform/code-kinds.ts';
import {
  type ApiConfig,
  awsAccount,
  type LambdaFunctionConfig,
  type LambdaServiceConfig,
  type LocalCredentials,
} from '../../model/platform/lambda.ts';
import { printable } from '../../model/printable.ts';
import type { ApiSpec } from '../../scenario/functions/api.ts';
import type { FunctionSpec, FunctionsFile } from '../../scenario/functions/functions.ts';
import type { Located } from '../../scenario/reading/located.ts';
import { withAbsoluteCode } from '../../target-kinds/fields/function-code.ts';

export interface ServiceOptions {
  /** Absolute; base of the files and folders of functions. */
  readonly from: string;
  /** A function that cannot run is left out, and the terminal says why, unless it is the only one. */
  readonly skips?: boolean;
  readonly host: string;
  readonly invokePort: number;
  readonly tls: Certificate | undefined;
  /** Extracted layers exist until these are disposed. */
  readonly layers: LayerFolders;
  /** As for layers. */
  readonly archives: CodeArchives;
  /** Folder for logs and telemetry, absolute. */
  readonly directory: string;
  readonly signal: AbortSignal;
  /** Gets the problems of functions that are left out. */
  readonly output: NodeJS.WritableStream;
}

/**
 * The program's configuration for these functions.
 * @throws {UserError} names all functions that do not exist or have no handler.
 */
export async function serviceOf(
  functions: Located<FunctionsFile>,
  options: ServiceOptions,
): Promise<LambdaServiceConfig> {
  const { value, complaint } = functions;
  const codes = await Promise.all(value.functions.map((spec) => codeOrProblem(spec, value.seed, options)));
  const problems = codes.flatMap((code, index) =>
    code instanceof UserError ? [{ path: ['functions', index], message: messageWithHint(code) }] : [],
  );
  if (problems.length > 0 && (!options.skips || problems.length === codes.length)) throw complaint(problems);
  if (problems.length > 0) options.output.write(`${printable(complaint(problems).message)}\n`);
  const configs = codes.flatMap((code, index) => {
    const spec = value.functions[index];
    return code instanceof UserError || spec === undefined ? [] : [configOf(spec, code, options.directory)];
  });
  const { host, tls, invokePort } = options;
  return {
    ...{
      host,
      functions: configs,
      ...optional('api', value.api && apiOf(value.api, configs)),
      account: { ...awsAccount, ...value.account },
      seed: value.seed,
    },
    invokeApi: { port: invokePort },
    ...optional('credentials', configs.some(({ url }) => url.auth === 'AWS_IAM') ? madeUpCredentials() : undefined),
    ...optional('tls', tls),
  };
}

/** Without the routes of functions that are left out. */
function apiOf({ port, routes }: ApiSpec, functions: readonly LambdaFunctionConfig[]): ApiConfig | undefined {
  const running = routes.filter((route) => functions.some(({ functionName }) => functionName === route.function));
  if (running.length === 0) return undefined;
  return { port, routes: running.map(({ function: functionName, ...route }) => ({ ...route, functionName })) };
}

type Prepared = Pick<LambdaFunctionConfig, 'code' | 'environment' | 'layers' | 'taskRootAccess'>;

async function codeOrProblem(spec: FunctionSpec, seed: number, options: ServiceOptions): Promise<Prepared | UserError> {
  try {
    return await prepared(spec, seed, options);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

async function prepared(spec: FunctionSpec, seed: number, options: ServiceOptions): Promise<Prepared> {
  const { layers, taskRoot } = spec;
  const opened = layers && (await options.layers.open(layers.map((layer) => resolve(options.from, layer))));
  const { isOurs, ...prepared } = await codeOf(spec, seed, options);
  return {
    ...prepared,
    ...optional('layers', opened),
    taskRootAccess: taskRoot ?? (isOurs ? 'writable' : 'read-only'),
  };
}

/** `isOurs`: the built-in workload, which writes no files. */
type Code = Pick<Prepared, 'code' | 'environment'> & { readonly isOurs: boolean };

async function codeOf(spec: FunctionSpec, seed: number, { from, signal, archives }: ServiceOptions): Promise<Code> {
  const { workload, directory, file = directory } = spec;
  if (workload !== undefined || file === undefined) {
    const builtin = await prepareBuiltin(workload ?? idle, seed, signal);
    return { code: { kind: 'node', handler: builtin.handler }, environment: builtin.environment, isOurs: true };
  }
  const code = await packagedFunction(
    withAbsoluteCode(spec, (path) => resolve(from, path)),
    { archives, seed, signal },
  );
  if (concurrencyModels[spec.model.kind].takesHttp && !codeKinds[code.kind].servesHttp) {
    const hint = 'expected one for `node`, or a `bootstrap` that serves HTTP';
    throw new UserError('no-handler', `the model \`${spec.model.kind}\` cannot run a function for \`${code.kind}\``, {
      hint,
    });
  }
  if (spec.snapshot && !codeKinds[code.kind].hasSnapshots) throw new UserError('no-handler', noSnapshots(code.kind));
  return { code, environment: {}, isOurs: false };
}

const idle = { init: { cpuMs: 0, memoryMb: 0 }, call: { cpuMs: 0, ioMs: 0, allocateMb: 0, payloadBytes: 0 } };

const messageWithHint = ({ message, hint }: UserError): string =>
  hint === undefined ? message : `${message}; ${hint}`;

const configOf = (spec: FunctionSpec, { environment, ...rest }: Prepared, directory: string): LambdaFunctionConfig => ({
  functionName: spec.name,
  ...optional('region', spec.region),
  ...optional('accountId', spec.accountId),
  ...{ ...rest, model: spec.model, memoryMb: spec.memoryMb, logFormat: spec.logFormat },
  ...{ url: spec.url, freeze: spec.freeze, isolate: spec.isolate, snapshot: spec.snapshot },
  ...{ timeoutMs: spec.timeoutMs, initTimeoutMs: spec.initTimeoutMs, maxLifeMs: spec.maxLifeMs },
  keepAlive: typeof spec.keepAliveMs === 'number' ? { kind: 'constant', ms: spec.keepAliveMs } : spec.keepAliveMs,
  ...optional('reservedConcurrency', spec.reservedConcurrency),
  ...optional('provisionedConcurrency', spec.provisionedConcurrency),
  environment: { ...environment, ...spec.environment },
  logFile: join(directory, `${spec.name}.log`),
  telemetryFile: join(directory, `${spec.name}.telemetry.ndjson`),
});

/** In AWS's format, but valid only for this program while it runs. */
const madeUpCredentials = (): LocalCredentials => ({
  accessKeyId: `LOCAL${randomBytes(8).toString('hex').slice(0, 15).toUpperCase()}`,
  secretAccessKey: randomBytes(30).toString('base64'),
});
