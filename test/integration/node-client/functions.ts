/**
 * Small functions, each of which shows one thing that Node's runtime client does. They run under AWS's client, which recorded what is
 * expected (`scripts/official-runtime.mjs`), and under our own runtime, which has to do the same.
 *
 * `client-3` is aws-lambda-ric 3.3.0, which Lambda runs up to Node 22, and `client-4` is aws-lambda-ric 4.0.2, from Node 24 on.
 */
export interface ClientFunction {
  /** Below the package test/fixtures/node-client, as `_HANDLER` has it. */
  readonly handler: string;
  /** Of one call each. Absent: one call with `{}`. */
  readonly events?: readonly unknown[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  /** Where it is in client 3: the file of src and its function. */
  readonly follows: string;
  /** Client 4 crashes here, or loses a race with itself, and nobody can rely on what it does. */
  readonly only?: 'client-3';
}

const loader = 'UserFunction.js';
const callbacks = 'CallbackContext.js';
const runtime = 'Runtime.js';
const errors = 'Errors.js toRapidResponse, toFormatted';
const rejections = 'index.mjs unhandledRejection';
const log = 'LogPatch.js';
const streaming = 'StreamingContext.js, ResponseStream.js';

const fromFile = (module: string, follows: string, names: readonly string[]): ClientFunction[] =>
  names.map((name) => ({ handler: `${module}.${name}`, follows }));

const answers: readonly ClientFunction[] = [
  { handler: 'answers.result', events: [{ a: [1, null, 'é'] }, {}], follows: `${runtime} handleOnceNonStreaming` },
  ...fromFile('answers', `${runtime} handleOnceNonStreaming`, ['plain', 'thenable']),
  ...fromFile('answers', 'RAPIDClient.js _trySerializeResponse', [
    ...['nothing', 'text', 'act', 'bigint', 'circular', 'collections', 'generator'],
  ]),
  ...fromFile('answers', `${runtime} _setDefaultExitListener`, ['neverSettles', 'neverResumes', 'leavesTimer']),
];

const calledBack: readonly ClientFunction[] = [
  { handler: 'callbacks.waits', events: [{}, {}], follows: `${callbacks} callback` },
  { handler: 'callbacks.doesNotWait', follows: `${callbacks} callback` },
  ...fromFile('callbacks', `${callbacks} callback`, ['settlesLater', 'error', 'errorText', 'emptyError']),
  ...fromFile('callbacks', `${callbacks} callback`, ['bigint', 'bigintNow', 'andPromises']),
  ...fromFile('callbacks', `${callbacks} onlyAllowFirstCall`, ['twice']),
  { handler: 'callbacks.never', events: [{}, {}], follows: `${runtime} _setDefaultExitListener` },
  ...fromFile('callbacks', `${callbacks} done`, ['done', 'failsWithout']),
  // Their timer fails after the answer, in the next call if there is one.
  ...['succeeds', 'fails'].map(
    (name): ClientFunction => ({
      ...{ handler: `callbacks.${name}`, follows: `${callbacks} done`, only: 'client-3' },
    }),
  ),
];

const thrown: readonly ClientFunction[] = fromFile('errors', errors, [
  ...['error', 'sync', 'own', 'nothing', 'nothingAtOnce', 'rejects', 'text', 'number', 'object', 'lookalike'],
  ...['stackless', 'symbol', 'unprintable', 'delete', 'lines', 'aggregate'],
]);

const thrownBare: ClientFunction = { handler: 'errors.bare', follows: errors, only: 'client-3' };

const loose: readonly ClientFunction[] = [
  { handler: 'loose.quick', events: [{}, {}, {}], follows: rejections },
  ...fromFile('loose', rejections, ['slow', 'text', 'nothing', 'caughtInTime', 'listener']),
  ...fromFile('loose', 'index.mjs uncaughtException', ['timer', 'timerText']),
  { handler: 'loose.exits', follows: 'the platform' },
];

const printed: readonly ClientFunction[] = [
  ...fromFile('prints', `${log} logTextToStdout, formatJsonMessage`, ['formats', 'levels', 'errors', 'others']),
  {
    handler: 'prints.levels',
    environment: { AWS_LAMBDA_LOG_LEVEL: 'warn' },
    follows: `${log} _patchConsoleWith`,
  },
  { handler: 'prints.raw', events: [{}, {}], follows: 'the platform' },
  { handler: 'prints.partial', events: [{}, {}], follows: 'the platform' },
];

const told: readonly ClientFunction[] = fromFile('context', 'InvokeContext.js', [
  ...['context', 'types', 'trace', 'places', 'globals'],
]).concat({ handler: 'context.remaining', timeoutMs: 3000, follows: 'InvokeContext.js' });

const streamed: readonly ClientFunction[] = [
  { handler: 'streams.writes', events: [{}, {}], follows: streaming },
  ...fromFile('streams', streaming, ['endsWith', 'prelude', 'objects', 'pipes', 'endsLater', 'returns']),
  ...fromFile('streams', `${streaming}: tryCallFail`, [...['writesNothing', 'loose', 'shape']]),
  // It polls before the end of the stream has gone out, and is refused now and then.
  ...['throwsFirst', 'throwsLate', 'throwsAtOnce', 'throwsText', 'isNotAsync', 'typeTooLate'].map(
    (name): ClientFunction => ({
      ...{ handler: `streams.${name}`, follows: `${streaming}: tryCallFail`, only: 'client-3' },
    }),
  ),
  { handler: 'streams.leavesTimer', events: [{}, {}], follows: `${streaming}: scheduleNextNow` },
  { handler: 'streams.endsNever', timeoutMs: 1000, follows: streaming },
];

const resolved: readonly ClientFunction[] = [
  { handler: 'src/index.handler', follows: `${loader} _moduleRootAndHandler` },
  { handler: 'src/index.api.orders.create', follows: `${loader} _resolveHandler` },
  ...['extensionless', 'both', 'pair', 'esm/index', 'awaits', 'found'].map((module) => ({
    ...{ handler: `${module}.handler`, follows: `${loader} _tryRequire` },
  })),
  { handler: 'lib/orders.handler', follows: `${loader} _tryRequire`, only: 'client-3' },
  { handler: 'esm/index.byDefault', follows: `${loader} _resolveHandler` },
  ...['missing', 'number', 'nothing', 'inherited.handler', 'Class'].map((name) => ({
    ...{ handler: `exports.${name}`, follows: `${loader} load` },
  })),
  { handler: 'nowhere.handler', follows: `${loader} _loadUserApp` },
  { handler: 'src/nowhere.handler', follows: `${loader} _loadUserApp` },
  { handler: '../answers.result', follows: `${loader} _throwIfInvalidHandler` },
  { handler: 'answers', follows: `${loader} _splitHandlerString` },
];

const initialized: readonly ClientFunction[] = [
  ...['init-throws', 'init-text', 'init-rejects', 'init-exits'].map((module) => ({
    ...{ handler: `${module}.handler`, follows: 'index.mjs errorCallbacks' },
  })),
  ...['needs', 'needs-esm', 'needs-file', 'broken', 'broken-esm', 'evaluates'].map((module) => ({
    ...{ handler: `${module}.handler`, follows: `${loader} _loadUserApp` },
  })),
];

const all: readonly ClientFunction[] = [
  ...[...answers, ...calledBack, ...thrown, thrownBare, ...loose, ...printed],
  ...[...told, ...streamed, ...resolved, ...initialized],
];

export type ClientName = 'client-3' | 'client-4';

/** As Lambda pairs them: of a Node of this version, such as `v22.1.0`. */
export const clientOf = (version: string): ClientName => (Number(/\d+/.exec(version)) >= 24 ? 'client-4' : 'client-3');

export const functionsOf = (client: ClientName): readonly ClientFunction[] =>
  all.filter(({ only = client }) => only === client);

/** Unique among them. */
export const nameOf = ({ handler, environment }: ClientFunction): string =>
  [handler, ...Object.entries(environment ?? {}).map(([key, value]) => `${key}=${value}`)].join(' ');
