import { isDeepStrictEqual } from 'node:util';
import { optional } from '../../../../src/model/optional.ts';
import {
  type FunctionSettings,
  type LoggingSettings,
  type SnapStart,
  snapStarts,
} from '../../functions/function-version.ts';
import { invalidParameter, violation } from '../../functions/service-error.ts';
import { systemLogLevels } from '../../logging/system-log-level.ts';
import { oneOf } from '../constraints.ts';
import { type ApiAnswer, type ApiRequest, jsonAnswer } from '../exchange.ts';
import { functionConfiguration } from '../function-configuration-shape.ts';
import { unqualifiedFunction } from '../function-name.ts';
import { JsonInput } from '../json-input.ts';

/** PUT /2015-03-31/functions/{FunctionName}/configuration: what it names changes, the rest stays. */
export function updateFunctionConfiguration(request: ApiRequest): ApiAnswer {
  const record = unqualifiedFunction(request);
  const input = JsonInput.parse(request.body);
  checkOffered(input);
  return jsonAnswer(
    200,
    functionConfiguration(record.update(changesIn(input, record.latest.settings), input.string('RevisionId'))),
  );
}

const changesIn = (input: JsonInput, current: FunctionSettings): Partial<FunctionSettings> => ({
  ...optional('description', input.string('Description')),
  ...optional('handler', input.string('Handler')),
  ...optional('runtime', input.string('Runtime')),
  ...optional('role', input.string('Role')),
  ...optional('memoryMb', input.integer('MemorySize')),
  ...optional('timeoutS', input.integer('Timeout')),
  ...optional('ephemeralStorageMb', input.object('EphemeralStorage')?.integer('Size')),
  ...optional('snapStart', snapStartIn(input.object('SnapStart'))),
  ...optional('variables', variablesIn(input.object('Environment'))),
  ...optional('logging', loggingIn(input.object('LoggingConfig'), current.logging)),
});

/** They are replaced as a whole; `{}` removes them all. */
const variablesIn = (environment: JsonInput | undefined): Record<string, string> | undefined =>
  environment && (environment.object('Variables')?.stringMap() ?? {});

const snapStartIn = (input: JsonInput | undefined): SnapStart | undefined =>
  oneOf(input?.string('ApplyOn'), 'snapStart.applyOn', snapStarts);

function loggingIn(input: JsonInput | undefined, current: LoggingSettings): LoggingSettings | undefined {
  if (input === undefined) return undefined;
  const format = oneOf(input.string('LogFormat'), 'loggingConfig.logFormat', ['Text', 'JSON']) ?? current.format;
  const application = oneOf(input.string('ApplicationLogLevel'), applicationMember, applicationLevels);
  const system = oneOf(input.string('SystemLogLevel'), systemMember, systemLogLevels);
  const group = input.string('LogGroup') ?? current.group;
  if (format === 'JSON') {
    const applicationLogLevel = application ?? current.applicationLogLevel ?? defaultLevel;
    return { format, applicationLogLevel, systemLogLevel: system ?? current.systemLogLevel ?? defaultLevel, group };
  }
  // Lambda's own wording of this refusal is not documented.
  if (application !== undefined) throw violation(application, applicationMember, onlyInJson);
  if (system !== undefined) throw violation(system, systemMember, onlyInJson);
  return { format, group };
}

/** "Lambda sets the system log level to INFO" by default, and that of applications ("Log-level filtering", developer guide). */
const defaultLevel = 'INFO';
const applicationMember = 'loggingConfig.applicationLogLevel';
const systemMember = 'loggingConfig.systemLogLevel';
const onlyInJson = 'Member can be set only if LogFormat is JSON';

const applicationLevels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;

const offered = new Set([
  ...['Description', 'Handler', 'Runtime', 'Role', 'MemorySize', 'Timeout', 'EphemeralStorage', 'Environment'],
  ...['LoggingConfig', 'RevisionId', 'SnapStart'],
]);

/** Saying what is so anyway does no harm: an empty list or object, and this. */
const asItIs: Readonly<Record<string, unknown>> = {
  TracingConfig: { Mode: 'PassThrough' },
};

function checkOffered(input: JsonInput): void {
  const isOffered = (name: string): boolean =>
    offered.has(name) || isDeepStrictEqual(input.value(name), asItIs[name]) || isEmpty(input.value(name));
  const other = input.names.find((name) => !isOffered(name));
  if (other !== undefined) throw invalidParameter(`The embedded Lambda does not offer ${other}.`);
}

const isEmpty = (value: unknown): boolean =>
  value === '' || (typeof value === 'object' && value !== null && Object.values(value).every(isEmpty));
