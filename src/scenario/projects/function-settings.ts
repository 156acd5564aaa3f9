import { isObject } from '../../model/json/json-object.ts';
import { optional } from '../../model/optional.ts';
import { Unknown } from './cloudformation/unknown.ts';
import type { FunctionSettings, Notes, ProjectFunction } from './project.ts';

/** A function with its values resolved, in the words of Lambda's API. */
export interface DescribedFunction {
  readonly id: string;
  readonly name: string;
  readonly runtime: unknown;
  readonly handler: unknown;
  readonly memory: unknown;
  readonly timeoutS: unknown;
  readonly variables: unknown;
  readonly layers: readonly string[];
  readonly reservedConcurrency: unknown;
  readonly provisionedConcurrency: unknown;
  readonly url: { readonly auth: unknown; readonly invokeMode: unknown } | undefined;
}

/** In the form of a functions file, without its code. Undefined, with a note, for a runtime that has no counterpart here. */
export function functionSettings(described: DescribedFunction, notes: Notes): FunctionSettings | undefined {
  const { id, name, runtime, handler, variables, layers, url } = described;
  const kind = kindOfRuntime(runtime);
  if (kind === 'none') {
    notes.add(`${id}: functions for ${shown(runtime)} cannot run here; it is left out`);
    return undefined;
  }
  const number = (field: string, value: unknown) => numberOf(value, `${id}: ${field}`, notes);
  const timeoutS = number('timeout', described.timeoutS);
  return {
    name,
    ...optional('runtime', kind),
    ...optional('handler', typeof handler === 'string' ? handler : undefined),
    ...optional('memoryMb', number('memory size', described.memory)),
    ...optional('timeoutMs', timeoutS === undefined ? undefined : timeoutS * 1000),
    ...optional('reservedConcurrency', number('reserved concurrency', described.reservedConcurrency)),
    ...optional('provisionedConcurrency', number('provisioned concurrency', described.provisionedConcurrency)),
    environment: variablesOf(variables, id, notes),
    ...(layers.length > 0 && { layers: [...layers] }),
    ...(url !== undefined && { url: urlSettings(url) }),
  };
}

/** Lambda's default is x86_64. */
export const architectureOf = (written: unknown): ProjectFunction['architecture'] =>
  [written].flat()[0] === 'arm64' ? 'arm64' : 'x86_64';

/** By the identifiers of docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html. Undefined: what is found in the folder. */
function kindOfRuntime(runtime: unknown): FunctionSettings['runtime'] | 'none' {
  if (typeof runtime !== 'string') return undefined;
  if (runtime.startsWith('nodejs')) return 'node';
  if (runtime.startsWith('python')) return 'python';
  return /^(provided|go1\.x)/.test(runtime) ? 'provided' : 'none';
}

function numberOf(value: unknown, what: string, notes: Notes): number | undefined {
  if (value === undefined || value === null) return undefined;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number)) return number;
  notes.add(`${what} is not known: ${shown(value)}; the default is used`);
  return undefined;
}

function variablesOf(variables: unknown, id: string, notes: Notes): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(isObject(variables) ? variables : {})) {
    if (typeof value === 'object')
      notes.add(`${id}: the variable ${name} is not known: ${shown(value)}; set it with --env ${name}=VALUE`);
    else texts[name] = String(value);
  }
  return texts;
}

export const urlSettings = ({
  auth,
  invokeMode,
}: NonNullable<DescribedFunction['url']>): NonNullable<FunctionSettings['url']> => ({
  ...(auth === 'AWS_IAM' && { auth }),
  ...(invokeMode === 'RESPONSE_STREAM' && { invokeMode }),
});

/** A value in a note: never a resolved one, which may be a secret. */
export const shown = (value: unknown): string => {
  if (value instanceof Unknown) return value.what;
  return typeof value === 'string' ? value : 'a list or a map';
};
