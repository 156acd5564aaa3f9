import { basename, dirname, extname, resolve } from 'node:path';
import { parse, YAMLParseError } from 'yaml';
import { UserError } from '../../model/errors.ts';
import { durationMs } from '../../model/schema/duration.ts';
import { hostNameSchema } from '../../model/schema/words.ts';
import { type FunctionsFile, functionsSchema } from '../../scenario/functions/functions.ts';
import { brokenFunctionRules } from '../../scenario/functions/rules.ts';
import { problemsOf } from '../../scenario/reading/issues.ts';
import { functionsJsonSchema } from '../../scenario/reading/json-schema.ts';
import {
  alternatives,
  type Path,
  type Problem,
  quoted,
  showPath,
  showValue,
  startsWith,
} from '../../scenario/reading/problem.ts';
import type { LocalArguments } from './options.ts';

/**
 * The functions file with one function that corresponds to these options, with all defaults.
 * @throws {UserError} `usage`, with one line for each problem.
 */
export function functionsOf(options: LocalArguments): FunctionsFile {
  const complaints: string[] = [];
  const data: object = {
    functions: [present({ ...sourceOf(options), ...settingsOf(options, (line) => complaints.push(line)) })],
    account: present({ concurrentExecutions: number(options['account-concurrency']) }),
  };
  const found = functionsSchema.safeParse(data);
  const problems = found.success ? [] : problemsOf(found.error.issues, functionsJsonSchema(), data);
  complaints.push(...[...problems, ...brokenFunctionRules(data)].map((problem) => optionProblem(problem, options)));
  if (!found.success || complaints.length > 0)
    throw new UserError('usage', [...new Set(complaints)].join('\n'), { hint });
  return found.data;
}

/**
 * The options of a single function cannot be combined with a functions file.
 * @throws {UserError} `usage`
 */
export function refuseFunctionOptions(options: LocalArguments): void {
  const given = optionFields.map(({ option }) => option).filter((option) => options[option] !== undefined);
  if (given.length === 0) return;
  const message = given.map((option) => `--${option}: not allowed with a functions file`).join('\n');
  throw new UserError('usage', message, { hint: 'set it in the file' });
}

/** @throws {UserError} `usage` */
export function portOf(option: 'invoke-port', text: unknown): number {
  const port = number(text);
  if (typeof port === 'number' && Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new UserError('usage', `--${option}: expected an integer from 0 to 65535, got ${showValue(port)}`, { hint });
}

/** @throws {UserError} `usage` */
export function allowedHostsOf(names: readonly string[] = []): readonly string[] {
  const wrong = names.filter((name) => !hostNameSchema.safeParse(name).success);
  if (wrong.length === 0) return names;
  const problem = (name: string) =>
    `--allow-host: expected a host name or an address without a port, such as lambda.example, got ${showValue(name)}`;
  throw new UserError('usage', wrong.map(problem).join('\n'), { hint });
}

const hint = 'see `rollcall local --help`';

type Option = Exclude<
  keyof LocalArguments,
  'function' | 'host' | 'allow-host' | 'invoke-port' | 'https' | 'log-dir' | 'json' | 'quiet'
>;
type Complain = (line: string) => void;

/** The field of a functions file that corresponds to each option. */
const optionFields: readonly { readonly option: Option; readonly path: Path }[] = [
  { option: 'name', path: ['functions', 0, 'name'] },
  { option: 'handler', path: ['functions', 0, 'handler'] },
  { option: 'runtime', path: ['functions', 0, 'runtime'] },
  { option: 'node', path: ['functions', 0, 'node'] },
  { option: 'python', path: ['functions', 0, 'python'] },
  { option: 'workload', path: ['functions', 0, 'workload'] },
  { option: 'memory', path: ['functions', 0, 'memoryMb'] },
  { option: 'timeout', path: ['functions', 0, 'timeoutMs'] },
  { option: 'env', path: ['functions', 0, 'environment'] },
  { option: 'region', path: ['functions', 0, 'region'] },
  { option: 'account-id', path: ['functions', 0, 'accountId'] },
  { option: 'credentials', path: ['functions', 0, 'credentials'] },
  { option: 'layer', path: ['functions', 0, 'layers'] },
  { option: 'task-root', path: ['functions', 0, 'taskRoot'] },
  { option: 'isolate', path: ['functions', 0, 'isolate'] },
  { option: 'max-concurrency', path: ['functions', 0, 'model', 'maxConcurrencyPerEnvironment'] },
  { option: 'max-environments', path: ['functions', 0, 'model', 'maxEnvironments'] },
  { option: 'max-environments', path: ['functions', 0, 'model', 'maxInstances'] },
  { option: 'add-every', path: ['functions', 0, 'model', 'addEveryMs'] },
  { option: 'model', path: ['functions', 0, 'model'] },
  { option: 'concurrency', path: ['functions', 0, 'reservedConcurrency'] },
  { option: 'provisioned', path: ['functions', 0, 'provisionedConcurrency'] },
  { option: 'account-concurrency', path: ['account', 'concurrentExecutions'] },
  { option: 'keep-alive', path: ['functions', 0, 'keepAliveMs'] },
  { option: 'freeze', path: ['functions', 0, 'freeze'] },
  { option: 'log-format', path: ['functions', 0, 'logFormat'] },
  { option: 'port', path: ['functions', 0, 'url', 'port'] },
  { option: 'auth', path: ['functions', 0, 'url', 'auth'] },
  { option: 'invoke-mode', path: ['functions', 0, 'url', 'invokeMode'] },
  { option: 'rest-api', path: ['functions', 0, 'url', 'event', 'route'] },
];

function optionProblem({ path, message }: Problem, options: LocalArguments): string {
  const field = optionFields.find((candidate) => startsWith(path, candidate.path));
  if (field === undefined) return `${showPath(path)}: ${message}`;
  const inside = path.slice(field.path.length);
  // The message of a rule may name the field of another option.
  const words = optionFields.reduce(
    (text, { option, path: [, , key, ...deeper] }) =>
      deeper.length > 0 || options[option] === undefined
        ? text
        : text.replaceAll(`${String(key)}, which`, `--${option}, which`),
    message,
  );
  return `--${field.option}${inside.length === 0 ? '' : ` ${showPath(inside)}`}: ${words}`;
}

/** A folder or a file; opening it shows which. */
function sourceOf({ function: path, name }: LocalArguments): object {
  return path === undefined
    ? { name: name ?? 'workload' }
    : { name: name ?? nameAfter(path), directory: resolve(path) };
}

/** `api` for `api/index.mjs`, `orders` for `orders.py`. */
function nameAfter(path: string): string {
  const whole = resolve(path);
  const bare = basename(whole, /^\.(?:[cm]?[jt]s|pyc?)$/.test(extname(whole)) ? extname(whole) : '');
  const says = /^(?:index|bootstrap|lambda_function)$/.test(bare) ? basename(dirname(whole)) : bare;
  return says.replaceAll(/[^A-Za-z0-9-_]+/g, '-').slice(0, 64) || 'function';
}

const settingsOf = (options: LocalArguments, complain: Complain): object => ({
  ...{ handler: options.handler, runtime: options.runtime, node: options.node, python: options.python },
  workload: workloadOf(options, complain),
  memoryMb: number(options.memory),
  timeoutMs: timeoutMsOf(options.timeout, complain),
  environment: environmentOf(options.env, complain),
  region: options.region,
  accountId: options['account-id'],
  credentials: options.credentials,
  layers: options.layer?.map((layer) => resolve(layer)),
  taskRoot: options['task-root'],
  isolate: options.isolate,
  model: modelOf(options, complain),
  reservedConcurrency: number(options.concurrency),
  provisionedConcurrency: number(options.provisioned),
  keepAliveMs: durationOf('keep-alive', options['keep-alive'], complain),
  freeze: options.freeze,
  logFormat: options['log-format'],
  url: urlOf(options),
});

const urlOf = ({ port, auth, 'invoke-mode': invokeMode, 'rest-api': route }: LocalArguments): object =>
  present({
    ...{ port: number(port), auth, invokeMode },
    event: route === undefined ? undefined : { kind: 'rest-api', route },
  });

/** By default the workload responds at once. */
function workloadOf({ function: path, workload }: LocalArguments, complain: Complain): unknown {
  if (workload === undefined) return path === undefined ? { call: { ioMs: 0 } } : undefined;
  try {
    return parse(workload);
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    complain(`--workload: expected a map such as '{ call: { ioMs: 1000 } }', got ${quoted(workload)}`);
    return { call: { ioMs: 0 } };
  }
}

const longestTimeoutS = 900;

function timeoutMsOf(text: unknown, complain: Complain): number | undefined {
  if (text === undefined) return undefined;
  const seconds = number(text);
  if (typeof seconds === 'number' && seconds >= 0.001 && seconds <= longestTimeoutS) return Math.round(seconds * 1000);
  complain(`--timeout: expected a number of seconds from 0.001 to ${longestTimeoutS}, got ${showValue(seconds)}`);
  return undefined;
}

function environmentOf(pairs: readonly string[] | undefined, complain: Complain): object | undefined {
  const entries = pairs?.map((pair): [string, string | undefined] =>
    pair.includes('=') ? splitAtEquals(pair) : [pair, process.env[pair]],
  );
  for (const [name, value] of entries ?? [])
    if (value === undefined)
      complain(`--env: expected KEY=VALUE, or the name of a variable of the caller, got ${quoted(name)}`);
  return entries && Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

const splitAtEquals = (pair: string): [string, string] => {
  const at = pair.indexOf('=');
  return [pair.slice(0, at), pair.slice(at + 1)];
};

const optionsOfModel: Readonly<Record<string, readonly ('max-concurrency' | 'max-environments' | 'add-every')[]>> = {
  event: [],
  managed: ['max-concurrency', 'max-environments'],
  web: ['max-concurrency', 'max-environments'],
  queued: ['max-environments', 'add-every'],
};

function modelOf(options: LocalArguments, complain: Complain): unknown {
  const kind = options.model ?? 'event';
  const own = optionsOfModel[kind];
  // The schema checks its value.
  if (own === undefined) return kind;
  for (const option of ['max-concurrency', 'max-environments', 'add-every'] as const) {
    if (options[option] === undefined || own.includes(option)) continue;
    const others = Object.keys(optionsOfModel).filter((other) => optionsOfModel[other]?.includes(option));
    complain(`--${option}: not allowed with the model \`${kind}\`; use it with ${alternatives(others)}`);
  }
  const most = number(options['max-environments']);
  const maxConcurrencyPerEnvironment = number(options['max-concurrency']);
  const addEveryMs = durationOf('add-every', options['add-every'], complain);
  switch (kind) {
    case 'managed': {
      // At least AWS's default, unless the maximum is lower.
      const minEnvironments = typeof most === 'number' && most < 3 ? Math.max(1, most) : undefined;
      return present({ kind, maxConcurrencyPerEnvironment, minEnvironments, maxEnvironments: most });
    }
    case 'web':
      return present({ kind, maxConcurrencyPerEnvironment, maxEnvironments: most });
    case 'queued':
      return present({ kind, maxInstances: most, addEveryMs });
    default:
      return kind;
  }
}

const longestMs = 86_400_000;

function durationOf(option: 'keep-alive' | 'add-every', text: unknown, complain: Complain): number | undefined {
  if (text === undefined) return undefined;
  const ms = typeof text === 'string' ? durationMs(text) : undefined;
  if (ms !== undefined && ms <= longestMs) return ms;
  complain(`--${option}: expected a duration of at most 24h, such as 10m, 300s or 500ms, got ${showValue(text)}`);
  return undefined;
}

/** Keeps other text, so that the message can show it. */
const number = (text: unknown): unknown =>
  typeof text === 'string' && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;

const present = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
