import { createHash, randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { ConcurrencyRules } from '../../src/concurrency/admission.ts';
import { concurrencyModels } from '../../src/concurrency/models.ts';
import type { AllowedSources } from '../../src/model/http/request-source.ts';
import { optional } from '../../src/model/optional.ts';
import type {
  DiscardCommand,
  DiscardedLine,
  LambdaFunctionConfig,
  LambdaReadyLine,
  LambdaServiceConfig,
  WarmCommand,
  WarmLine,
} from '../../src/model/platform/lambda.ts';
import { openApi } from './api.ts';
import { type EmbeddedContext, EmbeddedFunction } from './embedded-function.ts';
import type { FunctionUrl } from './function-url/server.ts';
import { booksOf } from './functions/concurrency-books.ts';
import type { FunctionContext } from './functions/function-context.ts';
import { type FunctionPlace, functionArn, placeOf, roleArn } from './functions/function-place.ts';
import type { FunctionDefinition } from './functions/function-record.ts';
import { FunctionTable } from './functions/function-table.ts';
import { type FunctionSettings, latest } from './functions/function-version.ts';
import type { InvokeResult } from './invoke.ts';
import type { FunctionCall, LambdaPlatform } from './invoke-api/platform.ts';
import { launchOf } from './runtimes/runtimes.ts';
import { urlVersion, wholeSeconds } from './settings.ts';

type ServiceContext = Pick<EmbeddedContext, 'resources' | 'role' | 'traceAddress' | 'onFunctionError'>;

export class LambdaService implements LambdaPlatform {
  readonly functions: FunctionTable;
  readonly #config: LambdaServiceConfig;
  readonly #rules: ConcurrencyRules;
  readonly #deployed = new Map<string, EmbeddedFunction>();
  #api: FunctionUrl | undefined;

  /** @throws the system's error if a log cannot be written. */
  constructor(config: LambdaServiceConfig, shared: ServiceContext) {
    this.#config = config;
    this.#rules = new ConcurrencyRules(config.account, performance.now());
    this.functions = new FunctionTable(this.#functionContext());
    const { seed, credentials, tls, identifies = false } = config;
    for (const each of config.functions) {
      const context = { ...shared, sources: sourcesOf(config), rules: this.#rules, seed, credentials, tls, identifies };
      this.#deployed.set(each.functionName, new EmbeddedFunction(each, context));
    }
  }

  /**
   * @param invokeEndpoint the address of the Invoke API, if there is one.
   * @throws {ServiceError} a setting that Lambda does not take; the system's error if a port is in use.
   */
  async deploy(invokeEndpoint: string | undefined): Promise<void> {
    for (const deployed of this.#deployed.values()) await deployed.prepare(invokeEndpoint);
    for (const each of this.#config.functions) await this.#deploy(each);
    const { api, tls, identifies = false } = this.#config;
    if (api !== undefined)
      this.#api = await openApi(api, { ...sourcesOf(this.#config), tls, identifies }, (name) => this.#liveOf(name));
  }

  /** Without a slash at its end. Undefined: there is no API. */
  get apiUrl(): string | undefined {
    return this.#api?.url;
  }

  invoke(call: FunctionCall): Promise<InvokeResult> {
    return this.#deployedOf(call.version.functionName).invoke(call);
  }

  /** Of the first function. */
  async warm({ start }: WarmCommand): Promise<WarmLine> {
    const [config] = this.#config.functions;
    if (config === undefined) throw new Error('there is no function');
    const { functionName } = config;
    const record = this.functions.get(functionName);
    if (record === undefined) throw new Error(`there is no function ${functionName}`);
    return { warm: await this.#deployedOf(functionName).warm(record.version(urlVersion(config)), start) };
  }

  async discard({ discard: functionName }: DiscardCommand): Promise<DiscardedLine> {
    const version = urlVersion(this.#configOf(functionName) ?? {});
    await this.#deployedOf(functionName).discard(version);
    return { discarded: functionName, version };
  }

  get lines(): LambdaReadyLine['functions'] {
    return this.#config.functions.map(({ functionName }) => {
      const { url: functionUrl, files } = this.#deployedOf(functionName);
      return { functionName, functionUrl, files };
    });
  }

  async stop(): Promise<void> {
    this.#api?.close();
    for (const { functionName, provisionedConcurrency } of this.#config.functions) {
      // What is stopped shall not be filled up again.
      if (provisionedConcurrency !== undefined) this.#rules.provision(functionName, '1', 0, performance.now());
    }
    await Promise.all([...this.#deployed.values()].map((each) => each.stop()));
  }

  kill(): void {
    for (const each of this.#deployed.values()) each.kill();
  }

  async #deploy(config: LambdaFunctionConfig): Promise<void> {
    const { functionName, reservedConcurrency, provisionedConcurrency, snapshot = false, url } = config;
    const record = this.functions.add(definitionOf(config));
    if (reservedConcurrency !== undefined) record.concurrency.reserve(reservedConcurrency);
    if (provisionedConcurrency !== undefined || snapshot) record.publish();
    if (provisionedConcurrency !== undefined) record.concurrency.provision(urlVersion(config), provisionedConcurrency);
    await record.url.create({ authType: url.auth, invokeMode: url.invokeMode });
    await this.#deployedOf(functionName).ready(record.version(urlVersion(config)));
  }

  #functionContext(): FunctionContext {
    return {
      functionArn: (functionName) => functionArn(this.#placeOf(functionName), functionName),
      nowEpochMs: () => Date.now(),
      newId: () => randomUUID(),
      concurrency: booksOf(this.#rules, () => performance.now()),
      urlOf: (functionName) => `${this.#deployedOf(functionName).url}/`,
      settingsProblem: ({ functionName, settings }, wanted) =>
        settings.handler === wanted.handler && settings.runtime === wanted.runtime
          ? this.#snapshotProblem(functionName, wanted)
          : 'This platform cannot change the handler or the runtime of a function that is deployed.',
      onConfigurationChanged: (functionName) => void this.#deployedOf(functionName).discard(latest),
      onPublished: (version) => this.#deployedOf(version.functionName).snapshotted(version),
      onConcurrencyChanged: (functionName) => this.#provision(functionName),
      onUrlChanged: (functionName) => this.#serve(functionName),
    };
  }

  #snapshotProblem(functionName: string, { snapStart }: FunctionSettings): string | undefined {
    const config = this.#configOf(functionName);
    if (snapStart === 'None' || config === undefined) return undefined;
    if (launchOf(config.code).snapshot === undefined)
      return 'This platform has no snapshots for the runtime of this function.';
    return concurrencyModels[config.model.kind].hasSnapshots && config.isolate !== true
      ? undefined
      : 'This platform has snapshots only for the model event, and without isolation.';
  }

  #provision(functionName: string): void {
    for (const version of this.functions.get(functionName)?.versions ?? []) {
      if (version.version !== latest) this.#deployedOf(functionName).provision(version);
    }
  }

  /** A URL that is made again has its port again. */
  async #serve(functionName: string): Promise<void> {
    const record = this.functions.get(functionName);
    const config = this.#configOf(functionName);
    if (record === undefined || config === undefined) return;
    await this.#deployedOf(functionName).serve(record.url.current, () => record.version(urlVersion(config)));
  }

  /** One that does not exist is where the first one is. */
  #placeOf(functionName: string): FunctionPlace {
    return placeOf(this.#configOf(functionName) ?? this.#config.functions[0] ?? {});
  }

  /** A function and the version of it that its URL runs. */
  #liveOf(functionName: string) {
    const record = this.functions.get(functionName);
    if (record === undefined) throw new Error(`there is no function ${functionName}`);
    const version = record.version(urlVersion(this.#configOf(functionName) ?? {}));
    return { function: this.#deployedOf(functionName), version };
  }

  #configOf(functionName: string): LambdaFunctionConfig | undefined {
    return this.#config.functions.find((each) => each.functionName === functionName);
  }

  #deployedOf(functionName: string): EmbeddedFunction {
    const deployed = this.#deployed.get(functionName);
    if (deployed === undefined) throw new Error(`there is no function ${functionName}`);
    return deployed;
  }
}

export const sourcesOf = ({ host, allowHosts, allowOrigins }: LambdaServiceConfig): AllowedSources => ({
  ...{ host, allowHosts, allowOrigins },
});

function definitionOf(config: LambdaFunctionConfig): FunctionDefinition {
  const { functionName, code, memoryMb, timeoutMs, environment, logFormat, snapshot = false } = config;
  const { file, handlerName, runtimeIdentifier } = launchOf(code);
  return {
    functionName,
    architecture: process.arch === 'arm64' ? 'arm64' : 'x86_64',
    code: {
      sha256: createHash('sha256').update(file).digest('base64'),
      bytes: statSync(file, { throwIfNoEntry: false })?.size ?? 0,
      location: `file://${file}`,
    },
    settings: {
      ...{ description: '', role: roleArn(placeOf(config)), memoryMb },
      handler: handlerName,
      ...optional('runtime', runtimeIdentifier),
      ...{ timeoutS: wholeSeconds(timeoutMs), ephemeralStorageMb: 512, variables: environment },
      snapStart: snapshot ? 'PublishedVersions' : 'None',
      logging: { format: logFormat, group: `/aws/lambda/${functionName}` },
    },
  };
}
