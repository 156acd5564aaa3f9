import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { roleCredentials } from '../../aws/profile-credentials.ts';
import { optional } from '../../model/optional.ts';
import {
  awsAccount,
  type DiscardCommand,
  type DiscardedLine,
  type LambdaCode,
  type LambdaFunctionConfig,
  type LambdaReadyLine,
  type LambdaServiceConfig,
} from '../../model/platform/lambda.ts';
import type { Forcing } from '../../model/study/study-sample.ts';
import type { Secrets } from '../../scenario/secrets/secrets.ts';
import { type LocalLambdaSpec, limitsOf } from '../../target-kinds/local-lambda.ts';
import { ScratchFolder } from '../helpers/scratch-folder.ts';
import { LayerFolders } from '../layers/layer-folders.ts';
import { functionConfig } from '../local/local-lambda.ts';
import { type Program, startProgram } from '../local/program.ts';
import { redactLog } from '../local/redact-log.ts';
import { environmentOf } from '../local/variables.ts';
import { ApiClient } from './api-client.ts';
import { type Called, type CellCall, type CellFunctions, functionFailure } from './cell-functions.ts';
import { ReportFollower } from './report-follower.ts';

export interface EmbeddedCell {
  readonly id: string;
  readonly spec: LocalLambdaSpec;
  readonly code: LambdaCode;
}

interface EmbeddedOptions {
  /** Existing folder for the logs and telemetry of the cells. */
  readonly directory: string;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly secrets: Secrets;
}

/** A variable that means nothing to anybody: its change makes environments of an older configuration end. */
const changingVariable = 'ROLLCALL_FRESH_ENVIRONMENTS';

const lookAgainMs = 20;

const functionsPath = '/2015-03-31/functions';

/** One embedded Lambda with a function for each cell. Its environments are fresh whenever that is wanted, at the cost of their init alone. */
export class EmbeddedCells implements CellFunctions {
  /** Whether the kernel gives each environment the CPU share of its memory size. */
  readonly enforcesCpu: boolean;
  readonly #program: Program;
  readonly #api: ApiClient;
  readonly #functions: ReadonlyMap<string, CellFunction>;
  readonly #close: () => Promise<void>;
  readonly #settled = new Map<string, Promise<string | undefined>>();
  #changes = 0;

  /** @throws {UserError} `target-failed`; a layer that cannot be opened; `interrupted` */
  static async start(cells: readonly EmbeddedCell[], options: EmbeddedOptions): Promise<EmbeddedCells> {
    const [layers, scratch] = [new LayerFolders(), await ScratchFolder.open('environments')];
    const remove = async () => {
      await layers[Symbol.asyncDispose]();
      await scratch[Symbol.asyncDispose]();
    };
    try {
      const functions = new Map<string, CellFunction>();
      for (const [index, cell] of cells.entries())
        functions.set(cell.id, await cellFunction(cell, index, { ...options, layers }));
      const config = await configOf(cells, [...functions.values()], options);
      const program = await startProgram({
        ...{ name: 'the embedded Lambda', program: 'targets/lambda/main', config },
        environment: { TMPDIR: scratch.path },
        ...{ runsForeignCode: false, limitsProcesses: true, signal: options.signal },
      });
      const close = async () => {
        await program.stop();
        for (const { reports, config } of functions.values()) {
          await reports[Symbol.asyncDispose]();
          await redactLog(config.logFile, options.secrets);
        }
        await remove();
      };
      return new EmbeddedCells(program, functions, close);
    } catch (error) {
      await remove();
      throw error;
    }
  }

  private constructor(program: Program, functions: ReadonlyMap<string, CellFunction>, close: () => Promise<void>) {
    const { enforced, invokeEndpoint = '' } = program.ready as LambdaReadyLine;
    this.enforcesCpu = enforced.cpu !== 'none';
    this.#program = program;
    this.#functions = functions;
    this.#api = new ApiClient(invokeEndpoint);
    this.#close = close;
  }

  async force(cell: string, forcing: Exclude<Forcing, 'wait'>): Promise<string | undefined> {
    const { config } = this.#of(cell);
    const { functionName } = config;
    if (forcing === 'environment') {
      const command: DiscardCommand = { discard: functionName };
      const answered = this.#program.ask(command, `{"discarded":"${functionName}"`) as Promise<DiscardedLine>;
      const line = await Promise.race([answered, this.#program.ended]);
      return typeof line === 'string' ? undefined : line.version;
    }
    this.#changes += 1;
    const variables = { ...config.environment, [changingVariable]: String(this.#changes) };
    await this.#ask('PUT', `${functionName}/configuration`, { Environment: { Variables: variables } });
    if (forcing === 'configuration') return undefined;
    return this.#publish(functionName);
  }

  /** Returns when the version has its snapshot, or cannot have one: the call is to have a restore, and not the init before it. */
  async #publish(functionName: string): Promise<string> {
    let version = await this.#ask('POST', `${functionName}/versions`, {});
    while (version['State'] === 'Pending') {
      await sleep(lookAgainMs);
      version = await this.#ask('GET', `${functionName}/configuration?Qualifier=${version['Version']}`);
    }
    return String(version['Version']);
  }

  settled(cell: string): Promise<string | undefined> {
    const known = this.#settled.get(cell) ?? this.force(cell, 'environment');
    this.#settled.set(cell, known);
    return known;
  }

  async call(cell: string, { qualifier, payload, timeoutMs, signal }: CellCall): Promise<Called> {
    const { config, reports } = this.#of(cell);
    const query = qualifier === undefined ? '' : `?Qualifier=${encodeURIComponent(qualifier)}`;
    const sentAtMs = performance.now();
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const { status, headers, body, sentAtEpochMs, tookMs } = await this.#api.send({
        ...{ method: 'POST', path: `${functionsPath}/${config.functionName}/invocations${query}`, body: payload },
        signal: AbortSignal.any([signal, timeout]),
      });
      const requestId = String(headers['x-amzn-requestid'] ?? '');
      const failed = status !== 200 || headers['x-amz-function-error'] !== undefined;
      return {
        ...{ sentAtEpochMs, clientMs: tookMs, requestId, answer: body },
        ...(failed && { failure: status === 200 ? functionFailure(body) : `status ${status} of the embedded Lambda` }),
        invocation: () => reports.reportOf(requestId),
      };
    } catch (error) {
      const failure = timeout.aborted ? `no answer within ${timeoutMs / 1000} s` : (error as Error).message;
      const clientMs = performance.now() - sentAtMs;
      const sentAtEpochMs = performance.timeOrigin + sentAtMs;
      return { sentAtEpochMs, clientMs, answer: Buffer.alloc(0), failure, invocation: async () => undefined };
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#api[Symbol.dispose]();
    await this.#close();
  }

  async #ask(method: 'PUT' | 'POST' | 'GET', path: string, body: object = {}): Promise<Record<string, unknown>> {
    const signal = AbortSignal.timeout(30_000);
    const answer = await this.#api.send({
      method,
      path: `${functionsPath}/${path}`,
      body: JSON.stringify(body),
      signal,
    });
    if (answer.status >= 300) throw new Error(`the embedded Lambda refused ${method} ${path}: ${answer.body}`);
    return JSON.parse(answer.body.toString('utf8')) as Record<string, unknown>;
  }

  #of(cell: string): CellFunction {
    const found = this.#functions.get(cell);
    if (found === undefined) throw new Error(`there is no cell ${cell}`);
    return found;
  }
}

interface CellFunction {
  readonly config: LambdaFunctionConfig;
  readonly reports: ReportFollower;
}

async function cellFunction(
  { spec, code }: EmbeddedCell,
  index: number,
  { directory, layers }: EmbeddedOptions & { readonly layers: LayerFolders },
): Promise<CellFunction> {
  const label = `${spec.name}-${index + 1}`;
  const context = {
    code,
    isBuiltin: false,
    event: { kind: 'raw' },
    environment: {},
    services: {},
    directory,
    label,
  } as const;
  // Each has one cell's calls only: the account is shared by all of them.
  const { account: _, reservedConcurrency: __, ...limits } = limitsOf(spec);
  const config = {
    ...functionConfig({ ...spec, name: label, port: 0 }, context),
    ...limits,
    environment: environmentOf(spec, context),
    ...optional('layers', spec.layers && (await layers.open(spec.layers))),
  };
  return { config, reports: new ReportFollower(join(directory, `${label}.telemetry.ndjson`)) };
}

async function configOf(
  cells: readonly EmbeddedCell[],
  functions: readonly CellFunction[],
  { seed }: EmbeddedOptions,
): Promise<LambdaServiceConfig> {
  const profiles = functions.map(({ config }, index) => ({
    functionName: config.functionName,
    profile: cells[index]?.spec.credentials,
  }));
  return {
    ...{ host: '127.0.0.1', allowHosts: [], allowOrigins: [], seed, invokeApi: { port: 0 } },
    functions: functions.map(({ config }) => config),
    account: awsAccount,
    roleCredentials: await roleCredentials(profiles),
  };
}
