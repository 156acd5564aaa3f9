import { createHash, randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import type { LambdaFunctionConfig, LambdaServiceConfig } from '../../src/model/lambda.ts';
import { ConcurrencyRules } from './concurrency/rules.ts';
import { DeployedFunction } from './deployed-function.ts';
import { functionArn } from './environment-variables.ts';
import { booksOf } from './functions/concurrency-books.ts';
import { type FunctionContext, type FunctionDefinition, FunctionTable } from './functions/function-table.ts';
import { latest } from './functions/function-version.ts';
import type { CallResult, FunctionCall, LambdaPlatform } from './invoke-api/platform.ts';
import type { Resources } from './resources/resources.ts';
import { launchOf } from './runtimes/launch.ts';
import { urlVersion, wholeSeconds } from './settings.ts';

/** The platform: one account, its functions, and its rules. */
export class LambdaService implements LambdaPlatform {
  readonly functions: FunctionTable;
  readonly #config: LambdaServiceConfig;
  readonly #rules: ConcurrencyRules;
  readonly #deployed = new Map<string, DeployedFunction>();

  /** @throws {ServiceError} a setting that Lambda does not take; the system's error if a log cannot be written. */
  static async start(config: LambdaServiceConfig, resources: Resources): Promise<LambdaService> {
    const service = new LambdaService(config, resources);
    for (const each of config.functions) await service.#deploy(each);
    return service;
  }

  private constructor(config: LambdaServiceConfig, resources: Resources) {
    this.#config = config;
    this.#rules = new ConcurrencyRules(config.account, performance.now());
    this.functions = new FunctionTable(this.#functionContext());
    const { host, seed, credentials, tls, identifies = false } = config;
    for (const each of config.functions) {
      const context = { host, rules: this.#rules, resources, seed, credentials, tls, identifies };
      this.#deployed.set(each.functionName, new DeployedFunction(each, context));
    }
  }

  invoke(call: FunctionCall): Promise<CallResult> {
    return this.#deployedOf(call.version.functionName).invoke(call);
  }

  /** Of each function, in the order of the configuration. */
  get urls(): { readonly functionName: string; readonly functionUrl: string }[] {
    return this.#config.functions.map(({ functionName }) => ({
      functionName,
      functionUrl: this.#deployedOf(functionName).url,
    }));
  }

  async stop(): Promise<void> {
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
    const { functionName, reservedConcurrency, provisionedConcurrency, url } = config;
    const record = this.functions.add(definitionOf(config));
    if (reservedConcurrency !== undefined) record.concurrency.reserve(reservedConcurrency);
    if (provisionedConcurrency !== undefined) {
      record.publish();
      record.concurrency.provision(urlVersion(config), provisionedConcurrency);
    }
    await record.url.create({ authType: url.auth, invokeMode: url.invokeMode });
    await this.#deployedOf(functionName).ready(record.version(urlVersion(config)));
  }

  #functionContext(): FunctionContext {
    return {
      functionArn,
      nowEpochMs: () => Date.now(),
      newId: () => randomUUID(),
      concurrency: booksOf(this.#rules, () => performance.now()),
      urlOf: (functionName) => `${this.#deployedOf(functionName).url}/`,
      settingsProblem: ({ settings }, wanted) =>
        settings.handler === wanted.handler && settings.runtime === wanted.runtime
          ? undefined
          : 'This platform cannot change the handler or the runtime of a function that is deployed.',
      onConfigurationChanged: (functionName) => this.#deployedOf(functionName).reconfigured(latest),
      onConcurrencyChanged: (functionName) => this.#provision(functionName),
      onUrlChanged: (functionName) => this.#serve(functionName),
    };
  }

  #provision(functionName: string): void {
    for (const version of this.functions.get(functionName)?.versions ?? []) {
      if (version.version !== latest) this.#deployedOf(functionName).provision(version);
    }
  }

  /** A URL that is made again has its port again. */
  async #serve(functionName: string): Promise<void> {
    const record = this.functions.get(functionName);
    const config = this.#config.functions.find((each) => each.functionName === functionName);
    if (record === undefined || config === undefined) return;
    await this.#deployedOf(functionName).serve(record.url.current, config.url.port, () =>
      record.version(urlVersion(config)),
    );
  }

  #deployedOf(functionName: string): DeployedFunction {
    const deployed = this.#deployed.get(functionName);
    if (deployed === undefined) throw new Error(`there is no function ${functionName}`);
    return deployed;
  }
}

function definitionOf(config: LambdaFunctionConfig): FunctionDefinition {
  const { functionName, code, memoryMb, timeoutMs, environment, logFormat } = config;
  const file = code.kind === 'python' ? code.file : code.kind === 'provided' ? code.bootstrap : code.handler.file;
  return {
    functionName,
    architecture: process.arch === 'arm64' ? 'arm64' : 'x86_64',
    code: {
      sha256: createHash('sha256').update(file).digest('base64'),
      bytes: statSync(file, { throwIfNoEntry: false })?.size ?? 0,
      location: `file://${file}`,
    },
    settings: {
      ...{ description: '', role: `arn:aws:iam::${functionArn('').split(':')[4]}:role/local`, memoryMb },
      handler: launchOf(code).handlerName,
      ...(code.kind === 'provided' ? { runtime: 'provided.al2023' } : {}),
      ...{ timeoutS: wholeSeconds(timeoutMs), ephemeralStorageMb: 512, variables: environment },
      logging: { format: logFormat, group: `/aws/lambda/${functionName}` },
    },
  };
}
