import { basename, dirname, extname, resolve } from 'node:path';
import { parse, YAMLParseError } from 'yaml';
import { concurrencyModels, type ModelKind, modelKindOf } from '../../concurrency/models.ts';
import { UserError } from '../../model/errors.ts';
import { isObject } from '../../model/json/json-object.ts';
import { optional } from '../../model/optional.ts';
import { hostNameSchema } from '../../model/schema/fields.ts';
import { durationMs } from '../../model/schema/units.ts';
import { type FunctionsFile, functionsSchema } from '../../scenario/functions/functions.ts';
import { brokenFunctionRules } from '../../scenario/functions/rules.ts';
import type { FunctionsData } from '../../scenario/projects/functions-file.ts';
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
import { hasField } from '../../target-kinds/fields/lambda-model.ts';
import type { LocalArguments } from './options.ts';

/**
 * The functions file with one function that corresponds to these options, with all defaults.
 * @throws {UserError} `usage`, with one line for each problem.
 */
export function functionsOf(options: LocalArguments): FunctionsFile {
  const complaints: string[] = [];
  const data = fileOf(options, (line) => complaints.push(line));
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

/**
 * The functions of a project with the options that are given. Variables are added to those of the project.
 * @throws {UserError} `usage`
 */
export function withOptions(project: FunctionsData, options: LocalArguments): FunctionsData {
  const complaints: string[] = [];
  const changed = structuredClone({ account: {}, ...project });
  for (const { option, path, isForAll, read = (text: unknown) => text } of optionFields) {
    if (options[option] === undefined) continue;
    if (isForAll !== true) {
      complaints.push(`--${option}: not allowed with a project`);
      continue;
    }
    const value = read(options[option], (line) => complaints.push(line), option);
    if (option === 'port') setAt(...portOfProject(changed), value);
    else if (path[0] === 'account') setAt(changed, path, value);
    else
      for (const each of changed.functions)
        setAt(each, path.slice(2), merged(Reflect.get(each, String(path[2])), value));
  }
  if (complaints.length > 0)
    throw new UserError('usage', [...new Set(complaints)].join('\n'), { hint: 'set it in the project file' });
  return changed;
}

/** The port of its API, else that of its only function. */
function portOfProject({ api, functions: [first] }: FunctionsData): [object, Path] {
  if (api !== undefined || first === undefined) return [api ?? {}, ['port']];
  first.url ??= {};
  return [first.url, ['port']];
}

const merged = (before: unknown, value: unknown): unknown =>
  isObject(before) && isObject(value) ? { ...before, ...value } : value;

/** @throws {UserError} `usage` */
export function pairsOf(option: 'parameter', pairs: readonly string[] = []): Record<string, string> {
  const wrong = pairs.filter((pair) => !/^\w+=/.test(pair));
  if (wrong.length === 0) return Object.fromEntries(pairs.map(splitAtEquals));
  const message = wrong.map((pair) => `--${option}: expected NAME=VALUE, got ${quoted(pair)}`).join('\n');
  throw new UserError('usage', message, { hint });
}

/** @throws {UserError} `usage` */
export function portOf(option: 'invoke-port', text: unknown): number {
  const port = number(text, () => {}, option);
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

type Complain = (line: string) => void;
type Read = (given: unknown, complain: Complain, option: string) => unknown;

/** Keeps other text, so that the message can show it. */
const number: Read = (text) => (typeof text === 'string' && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text);

interface OptionField {
  readonly option: Exclude<keyof LocalArguments, 'function'>;
  /** In a functions file. */
  readonly path: Path;
  readonly read?: Read;
  /** It may apply to all functions of a project, or to its API. */
  readonly isForAll?: true;
}

const ofFunction = (option: OptionField['option'], path: readonly string[], read?: Read): OptionField => ({
  option,
  path: ['functions', 0, ...path],
  ...optional('read', read),
});

const ofEach = (...field: Parameters<typeof ofFunction>): OptionField => ({ ...ofFunction(...field), isForAll: true });

/** Its options set fields of the model, which `modelOf` reads. */
const modelFields: readonly OptionField[] = [
  ofFunction('max-concurrency', ['model', 'maxConcurrencyPerEnvironment'], number),
  ofFunction('max-environments', ['model', 'maxEnvironments'], number),
  ofFunction('max-environments', ['model', 'maxInstances'], number),
  ofFunction('add-every', ['model', 'addEveryMs'], durationOf),
];

/** The field that corresponds to each option. */
const optionFields: readonly OptionField[] = [
  ofFunction('name', ['name']),
  ofFunction('handler', ['handler']),
  ofFunction('runtime', ['runtime']),
  ofEach('node', ['node']),
  ofEach('python', ['python']),
  ofFunction('workload', ['workload'], workloadOf),
  ofFunction('memory', ['memoryMb'], number),
  ofFunction('timeout', ['timeoutMs'], timeoutMsOf),
  ofEach('env', ['environment'], environmentOf),
  ofEach('region', ['region']),
  ofEach('account-id', ['accountId']),
  ofEach('credentials', ['credentials']),
  ofFunction('layer', ['layers'], (layers) => (layers as string[]).map((layer) => resolve(layer))),
  ofEach('task-root', ['taskRoot']),
  ofEach('isolate', ['isolate']),
  ...modelFields,
  ofFunction('model', ['model']),
  ofFunction('concurrency', ['reservedConcurrency'], number),
  ofFunction('provisioned', ['provisionedConcurrency'], number),
  { option: 'account-concurrency', path: ['account', 'concurrentExecutions'], read: number, isForAll: true },
  ofEach('keep-alive', ['keepAliveMs'], durationOf),
  ofEach('freeze', ['freeze']),
  ofEach('snapshot', ['snapshot']),
  ofEach('log-format', ['logFormat']),
  ofEach('port', ['url', 'port'], number),
  ofFunction('auth', ['url', 'auth']),
  ofFunction('invoke-mode', ['url', 'invokeMode']),
  ofFunction('event', ['url', 'event', 'kind']),
  ofFunction('route', ['url', 'event', 'route']),
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

/** The file with the values of these options, unchecked. */
function fileOf(options: LocalArguments, complain: Complain): object {
  const { function: path, workload, event, route } = options;
  // A folder or a file; opening it shows which. By default the workload responds at once.
  const source = path === undefined ? { name: 'workload' } : { name: nameAfter(path), directory: resolve(path) };
  const file = {
    functions: [
      {
        ...source,
        ...(path === undefined && workload === undefined && { workload: { call: { ioMs: 0 } } }),
        url: event === undefined && route === undefined ? {} : { event: { kind: 'http-v1' } },
      },
    ],
    account: {},
  };
  for (const { option, path: field, read = (text: unknown) => text } of optionFields)
    if (options[option] !== undefined && field[2] !== 'model')
      setAt(file, field, read(options[option], complain, option));
  return { ...file, functions: [{ ...file.functions[0], model: modelOf(options, complain) }] };
}

/** Omits undefined values. */
function setAt(data: object, [key = '', ...rest]: Path, value: unknown): void {
  if (rest.length > 0) setAt(Reflect.get(data, key), rest, value);
  else if (value !== undefined) Reflect.set(data, key, value);
}

/** `api` for `api/index.mjs`, `orders` for `orders.py`. */
function nameAfter(path: string): string {
  const whole = resolve(path);
  const bare = basename(whole, /^\.(?:[cm]?[jt]s|pyc?)$/.test(extname(whole)) ? extname(whole) : '');
  const says = /^(?:index|bootstrap|lambda_function)$/.test(bare) ? basename(dirname(whole)) : bare;
  return says.replaceAll(/[^A-Za-z0-9-_]+/g, '-').slice(0, 64) || 'function';
}

function workloadOf(text: unknown, complain: Complain): unknown {
  try {
    return parse(String(text));
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    complain(`--workload: expected a map such as '{ call: { ioMs: 1000 } }', got ${quoted(String(text))}`);
    return { call: { ioMs: 0 } };
  }
}

const longestTimeoutS = 900;

function timeoutMsOf(text: unknown, complain: Complain): number | undefined {
  const seconds = number(text, complain, 'timeout');
  if (typeof seconds === 'number' && seconds >= 0.001 && seconds <= longestTimeoutS) return Math.round(seconds * 1000);
  complain(`--timeout: expected a number of seconds from 0.001 to ${longestTimeoutS}, got ${showValue(seconds)}`);
  return undefined;
}

function environmentOf(pairs: unknown, complain: Complain): object {
  const entries = (pairs as readonly string[]).map((pair): [string, string | undefined] =>
    pair.includes('=') ? splitAtEquals(pair) : [pair, process.env[pair]],
  );
  for (const [name, value] of entries)
    if (value === undefined)
      complain(`--env: expected KEY=VALUE, or the name of a variable of the caller, got ${quoted(name)}`);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

const splitAtEquals = (pair: string): [string, string] => {
  const at = pair.indexOf('=');
  return [pair.slice(0, at), pair.slice(at + 1)];
};

function modelOf(options: LocalArguments, complain: Complain): unknown {
  const kind = modelKindOf(options.model);
  // The schema checks its value.
  if (kind === undefined) return options.model;
  const model: Record<string, unknown> = { kind };
  for (const { option, path, read } of modelFields) {
    if (options[option] === undefined) continue;
    if (hasOption(kind, option)) {
      if (hasField(kind, String(path[3]))) model[String(path[3])] = read?.(options[option], complain, option);
    } else {
      const others = (Object.keys(concurrencyModels) as ModelKind[]).filter((other) => hasOption(other, option));
      complain(`--${option}: not allowed with the model \`${kind}\`; use it with ${alternatives(others)}`);
    }
  }
  // At least the default, unless the maximum is lower.
  const { maxEnvironments: most } = model;
  if (typeof most === 'number' && most < (concurrencyModels[kind].minEnvironments ?? 0))
    model['minEnvironments'] = Math.max(1, most);
  return model;
}

const hasOption = (kind: ModelKind, option: string): boolean =>
  modelFields.some((field) => field.option === option && hasField(kind, String(field.path[3])));

const longestMs = 86_400_000;

function durationOf(text: unknown, complain: Complain, option: string): number | undefined {
  const ms = typeof text === 'string' ? durationMs(text) : undefined;
  if (ms !== undefined && ms <= longestMs) return ms;
  complain(`--${option}: expected a duration of at most 24h, such as 10m, 300s or 500ms, got ${showValue(text)}`);
  return undefined;
}
