import type { ConcurrencyRules } from '../../src/concurrency/admission.ts';
import { concurrencyModels } from '../../src/concurrency/models.ts';
import type { HttpRequest } from '../../src/model/http/request.ts';
import type { AllowedSources } from '../../src/model/http/request-source.ts';
import { optional } from '../../src/model/optional.ts';
import type { FileView, LambdaFunctionConfig, LocalCredentials, WarmLine } from '../../src/model/platform/lambda.ts';
import { type Endpoint, openEndpoint } from '../http-endpoint.ts';
import { type FileSystem, openFileSystem } from './file-system/file-system.ts';
import { corsAllows } from './function-url/cors.ts';
import { FunctionUrl, type FunctionUrlRules } from './function-url/server.ts';
import { placeOf } from './functions/function-place.ts';
import type { Cors, UrlConfig } from './functions/function-url-settings.ts';
import type { FunctionVersion } from './functions/function-version.ts';
import { errorTypeOf, failureResult, type InvokeResult } from './invoke.ts';
import type { FunctionCall } from './invoke-api/platform.ts';
import { requireIsolation } from './isolation/isolation.ts';
import { Launcher } from './launcher.ts';
import { FunctionLog } from './logging/function-log.ts';
import type { Dispatcher } from './models/dispatcher.ts';
import type { DispatcherOptions, InvokedModel, ServingModel } from './models/model.ts';
import { modelNamed } from './models/models.ts';
import { unpacker } from './packaging/unpacker.ts';
import type { Resources } from './resources/resources.ts';
import { RuntimeApi } from './runtime-api/server.ts';
import { launchOf } from './runtimes/runtimes.ts';
import { loggedConfiguration, settingsOf } from './settings.ts';
import { authorizeUrl } from './sigv4/authorize-url.ts';
import { type FunctionSnapshot, snapshotOf } from './snapshot/function-snapshot.ts';
import type { RoleCredentials } from './variables/role-credentials.ts';
import type { WebDispatcher } from './web/dispatcher.ts';

export interface EmbeddedContext {
  /** Where URLs are bound, and by which names they may be called. */
  readonly sources: AllowedSources;
  readonly rules: ConcurrencyRules;
  readonly resources: Resources;
  readonly seed: number;
  readonly credentials: LocalCredentials | undefined;
  readonly tls: { readonly key: string; readonly cert: string } | undefined;
  readonly role: RoleCredentials;
  readonly traceAddress: string;
  readonly identifies: boolean;
  /** `payload`: Lambda's JSON of the error. */
  readonly onFunctionError?: ((functionName: string, payload: Buffer) => void) | undefined;
}

/** One function that can be run: its versions' environments, its URL, its books. */
export class EmbeddedFunction {
  readonly #config: LambdaFunctionConfig;
  readonly #context: EmbeddedContext;
  readonly #model: InvokedModel | ServingModel;
  readonly #log: FunctionLog;
  #invokeEndpoint: string | undefined;
  #files: FileSystem | undefined;
  readonly #dispatchers = new Map<string, Dispatcher>();
  /** Of published versions. */
  readonly #snapshots = new Map<string, FunctionSnapshot>();
  readonly #retiring = new Set<Dispatcher | WebDispatcher>();
  #web: WebDispatcher | undefined;
  #url: FunctionUrl | Endpoint | undefined;
  #cors: Cors | undefined;
  #environments = 0;

  constructor(config: LambdaFunctionConfig, context: EmbeddedContext) {
    this.#config = config;
    this.#context = context;
    this.#model = modelNamed(config.model.kind);
    this.#log = new FunctionLog(config);
  }

  /** Without a slash at its end; empty if it has no URL. */
  get url(): string {
    return this.#url?.url ?? '';
  }

  get files(): FileView {
    const { taskRoot = 'writable', layers } = this.#files ?? {};
    return { taskRoot, ...optional('layers', layers) };
  }

  async prepare(invokeEndpoint: string | undefined): Promise<void> {
    this.#invokeEndpoint = invokeEndpoint;
    const { code, layers, taskRootAccess } = this.#config;
    const { taskRoot, command, runtimeDirectory } = launchOf(code);
    const needed = [...command.filter((part) => part.startsWith('/')), runtimeDirectory];
    const isUnpacked = code.packaging?.kind === 'zip';
    const isTaskRootReadOnly = taskRootAccess === 'read-only' && !isUnpacked;
    this.#files = await openFileSystem({ taskRoot, isTaskRootReadOnly, layers, needed });
    if (this.#config.isolate === true) await requireIsolation(this.#files.enter);
    for (const why of this.#files.why) this.#log.printed(why);
    if (isUnpacked) {
      this.#log.printed('each environment unpacks a task root of its own, which is writable, as it is not in Lambda');
      await unpacker.ready();
    }
  }

  async invoke({ version, request, invocation }: FunctionCall): Promise<InvokeResult> {
    const dispatcher = this.#dispatcherOf(version);
    const failure = await this.#snapshots.get(version.version)?.failure();
    const result = failure ? failureResult(failure, request.requestId) : await dispatcher.invoke(request, invocation);
    if (result.kind === 'function-error') this.#context.onFunctionError?.(this.#config.functionName, result.payload);
    return result;
  }

  /** What has to be there before the first request: environments that are not started by one. */
  async ready(version: FunctionVersion): Promise<void> {
    if (this.#model.takes === 'invocations') await this.#dispatcherOf(version).ready;
    await this.#snapshots.get(version.version)?.failure();
  }

  /** Takes the snapshot of a version. Rejects if there is none. */
  async snapshotted(version: FunctionVersion): Promise<void> {
    this.#dispatcherOf(version);
    await this.#snapshots.get(version.version)?.taken();
  }

  /** Starts an environment that no request waits for, if one is wanted. */
  async warm(version: FunctionVersion, start: boolean): Promise<WarmLine['warm']> {
    const dispatcher = this.#dispatcherOf(version);
    const failure = await this.#snapshots.get(version.version)?.failure();
    const failed = failure ? errorTypeOf(failure) : start ? await dispatcher.startIdle?.() : undefined;
    return { idle: dispatcher.idle ?? 0, ...optional('failed', failed) };
  }

  provision(version: FunctionVersion): void {
    if (concurrencyModels[this.#config.model.kind].isProvisionable) this.#dispatcherOf(version).provision?.();
  }

  /**
   * Serves its URL as it is configured now; none if that is undefined. One that is changed keeps its address.
   * @param versionOf what the URL runs, asked at each request.
   */
  async serve(url: UrlConfig | undefined, versionOf: () => FunctionVersion): Promise<void> {
    this.#cors = url?.cors;
    if (url === undefined) {
      this.#url?.close();
      this.#url = undefined;
    } else if (this.#url === undefined) this.#url = await this.#listen(url, versionOf);
    else if (this.#url instanceof FunctionUrl) this.#url.configure(this.#rulesOf(url));
  }

  async #listen(url: UrlConfig, versionOf: () => FunctionVersion): Promise<FunctionUrl | Endpoint> {
    const { sources, tls, identifies } = this.#context;
    const { model: options, url: own } = this.#config;
    const allowsOrigin = (origin: string | undefined) => corsAllows(this.#cors, origin);
    const model = this.#model;
    if (model.takes === 'requests') {
      const dispatcher = (): WebDispatcher => {
        this.#web ??= model.dispatcher(this.#optionsFor(versionOf()), options);
        return this.#web;
      };
      return openEndpoint(
        { ...sources, port: own.port, tls, allowsOrigin },
        (request, response) => void dispatcher().handle(request, response),
      );
    }
    return FunctionUrl.listen({
      ...{ ...sources, allowsOrigin, port: own.port, tls, identifies },
      ...optional('event', own.event),
      ...this.#rulesOf(url),
      invoke: (request) => this.invoke({ version: versionOf(), request, invocation: 'synchronous' }),
      onRefused: (requestId, reason) => this.answerRefused(requestId, reason, versionOf()),
    });
  }

  /** Logs that the answer to a request could not be read. */
  answerRefused(requestId: string, reason: string, { settings }: FunctionVersion): void {
    this.#log.answerRefused({ requestId, reason, format: settings.logging.format });
    const errorMessage = `its result is not a valid HTTP answer: ${reason}`;
    this.#context.onFunctionError?.(this.#config.functionName, Buffer.from(JSON.stringify({ errorMessage })));
  }

  #rulesOf({ authType, invokeMode, cors }: UrlConfig): FunctionUrlRules {
    const { credentials, role } = this.#context;
    const authorize = (request: HttpRequest) =>
      authorizeUrl(request, {
        credentials: [credentials ?? [], role.all].flat(),
        nowMs: Date.now(),
        regions: [placeOf(this.#config).region],
      });
    // Empty settings are how they are taken away.
    const isSet = cors !== undefined && Object.keys(cors).length > 0;
    return { invokeMode, ...(isSet && { cors }), ...(authType === 'AWS_IAM' && { authorize }) };
  }

  /** The next environments of a version are cold. Resolves when those before have ended. */
  async discard(version: string): Promise<void> {
    const before = this.#dispatchers.get(version) ?? this.#web;
    if (before === undefined) return;
    this.#dispatchers.delete(version);
    this.#web = undefined;
    this.#retiring.add(before);
    await before.retire();
    this.#retiring.delete(before);
  }

  /** Gracefully. Resolves when no process is left and the books are closed. */
  async stop(): Promise<void> {
    this.#url?.close();
    await Promise.all(this.#all.map((each) => each.stop()));
    await Promise.all([...this.#snapshots.values()].map((each) => each.stop()));
    await this.#log.close();
    this.#files?.[Symbol.dispose]();
  }

  kill(): void {
    for (const each of [...this.#all, ...this.#snapshots.values()]) each.kill();
  }

  get #all(): (Dispatcher | WebDispatcher)[] {
    return [...this.#dispatchers.values(), ...(this.#web === undefined ? [] : [this.#web]), ...this.#retiring];
  }

  #dispatcherOf(version: FunctionVersion): Dispatcher {
    const known = this.#dispatchers.get(version.version);
    if (known !== undefined) return known;
    if (this.#model.takes !== 'invocations') throw new Error('this function takes HTTP requests, not invocations');
    const dispatcher = this.#model.dispatcher(this.#optionsFor(version), this.#config.model);
    this.#dispatchers.set(version.version, dispatcher);
    return dispatcher;
  }

  #optionsFor(version: FunctionVersion): DispatcherOptions {
    const { rules, resources, seed, role, traceAddress, identifies } = this.#context;
    const settings = settingsOf(this.#config, version);
    const initializationType = settings.isSnapshot ? 'snap-start' : this.#model.initializationType;
    if (this.#files === undefined) throw new Error(`${settings.functionName} is not prepared`);
    const launcher = new Launcher({
      ...{ config: this.#config, settings, initializationType, log: this.#log, resources },
      ...{ files: this.#files },
      ...{ credentials: role.of(settings.functionName), invokeEndpoint: this.#invokeEndpoint, traceAddress },
      nextNumber: () => {
        this.#environments += 1;
        return this.#environments;
      },
    });
    const functionArn =
      version.version === '$LATEST' ? version.functionArn : `${version.functionArn}:${version.version}`;
    const logged = loggedConfiguration(this.#config, settings, initializationType);
    const runtimeApi = new RuntimeApi(functionArn);
    const facts = { config: this.#config, settings, logged, functionArn, runtimeApi };
    // It outlives the environments of its version, which may be discarded.
    const snapshot = settings.isSnapshot
      ? (this.#snapshots.get(settings.version) ??
        snapshotOf({ settings, launcher, runtimeApi, books: this.#log.books(logged) }))
      : undefined;
    if (snapshot !== undefined) this.#snapshots.set(settings.version, snapshot);
    return { ...facts, log: this.#log, launcher, rules, seed, identifies, snapshot };
  }
}
