import type { ConcurrencyRules } from '../../../src/concurrency/admission.ts';
import { drawnMs } from '../../../src/concurrency/keep-alive.ts';
import type { ConcurrencyModel, KeepAlive, LambdaFunctionConfig } from '../../../src/model/platform/lambda.ts';
import { seededRandom } from '../../../src/model/random.ts';
import type { InitializationType } from '../environment/variables.ts';
import type { Launcher } from '../launcher.ts';
import type { FunctionLog } from '../logging/function-log.ts';
import type { RuntimeApi } from '../runtime-api/server.ts';
import type { LoggedConfiguration, VersionSettings } from '../settings.ts';
import type { FunctionSnapshot } from '../snapshot/function-snapshot.ts';
import type { WebDispatcher } from '../web/dispatcher.ts';
import type { Dispatcher } from './dispatcher.ts';

export interface DispatcherOptions {
  readonly config: LambdaFunctionConfig;
  readonly settings: VersionSettings;
  readonly logged: LoggedConfiguration;
  readonly functionArn: string;
  readonly log: FunctionLog;
  readonly launcher: Launcher;
  readonly runtimeApi: RuntimeApi;
  /** What its environments are restored from. Absent: each has an init. */
  readonly snapshot?: FunctionSnapshot | undefined;
  readonly rules: ConcurrencyRules;
  readonly seed: number;
  readonly identifies: boolean;
}

type ModelKind = ConcurrencyModel['kind'];
type ModelOf<Kind extends ModelKind> = Extract<ConcurrencyModel, { kind: Kind }>;

interface Named {
  /** `AWS_LAMBDA_INITIALIZATION_TYPE`. A model that AWS does not have uses its nearest, one request at a time. */
  readonly initializationType: InitializationType;
}

export interface InvokedModel<Kind extends ModelKind = ModelKind> extends Named {
  readonly takes: 'invocations';
  dispatcher(options: DispatcherOptions, model: ModelOf<Kind>): Dispatcher;
}

export interface ServingModel<Kind extends ModelKind = ModelKind> extends Named {
  readonly takes: 'requests';
  dispatcher(options: DispatcherOptions, model: ModelOf<Kind>): WebDispatcher;
}

export function keepAliveDrawer(keepAlive: KeepAlive, seed: number): () => number {
  const random = seededRandom(seed);
  return () => drawnMs(keepAlive, random);
}
