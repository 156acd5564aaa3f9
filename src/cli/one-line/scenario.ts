import type { ScenarioInput } from '../../library/scenario-source.ts';
import { UserError } from '../../model/errors.ts';
import { optional } from '../../model/optional.ts';
import { quoted } from '../../scenario/reading/problem.ts';
import { defaultAbortOn } from '../../scenario/schema.ts';
import { parseMaxCost } from '../run/options.ts';
import type { OneLineArguments } from './options.ts';
import type { Subject } from './subject.ts';

/** The load of a command, in words and as phases. Values are unchecked texts, as in a file. */
export interface OneLineLoad {
  /** `burst`, which is also the name of the phase. */
  readonly name: string;
  /** `a burst of 100 requests` */
  readonly words: string;
  readonly phase: Readonly<Record<string, unknown>>;
}

/** A scenario as a file would have it, not yet checked. */
export type WrittenScenario = Readonly<Record<keyof ScenarioInput | 'timeout', unknown>>;

type Given = Pick<
  OneLineArguments,
  | ('function' | 'handler' | 'memory' | 'env' | 'method' | 'header' | 'path' | 'timeout')
  | ('repeats' | 'threshold' | 'abort-on' | 'probe' | 'max-cost')
>;

/** Empty where requests have no body. */
export interface Body {
  readonly body?: string;
  readonly bodyFile?: string;
}

type WithBody = Given & { readonly body: Body };

/**
 * The scenario that a command line stands for.
 * @throws {UserError} `usage` for a header or a variable of another form
 */
export function scenarioOf(subjects: readonly Subject[], load: OneLineLoad, given: WithBody): Partial<WrittenScenario> {
  const names = namesOf(subjects);
  const { 'abort-on': abortOn } = given;
  const request = requestOf(given);
  return {
    name: load.name,
    question: `How many instances does ${load.words} need${subjects.length > 1 ? ', at each of these' : ''}?`,
    ...optional('request', Object.keys(request).length === 0 ? undefined : request),
    targets: subjects.map((subject, index) => ({ name: names[index], ...targetOf(subject, given) })),
    load: [{ name: load.name, ...load.phase }],
    ...optional('repeats', numberOrText(given.repeats)),
    ...optional('timeout', given.timeout),
    ...optional('probe', given.probe),
    ...optional('maxCostUsd', parseMaxCost(given['max-cost'])),
    ...optional('thresholds', given.threshold.length === 0 ? undefined : given.threshold),
    ...optional('abortOn', abortOn.length === 0 ? undefined : [...defaultAbortOn, ...abortOn]),
  };
}

const nameOf = { url: 'url', function: 'lambda', command: 'server' } as const;

/** `url`, `lambda` and `server`, which thresholds name; the second of a kind is `url-2`. */
function namesOf(subjects: readonly Subject[]): string[] {
  return subjects.map(({ kind }, index) => {
    const before = subjects.slice(0, index).filter((other) => other.kind === kind).length;
    return before === 0 ? nameOf[kind] : `${nameOf[kind]}-${before + 1}`;
  });
}

function targetOf(subject: Subject, given: Given): object {
  const { memory, env } = given;
  const environment = Object.fromEntries(env.map((pair) => splitAt('=', pair, '--env: expected KEY=VALUE')));
  const variables = optional('environment', env.length === 0 ? undefined : environment);
  switch (subject.kind) {
    case 'url':
      return { kind: 'http', url: subject.url, ...optional('unix', subject.unix) };
    case 'function':
      return {
        kind: 'local-lambda',
        function: functionOf(subject, given),
        ...optional('memoryMb', numberOrText(memory)),
        ...variables,
      };
    case 'command':
      return { kind: 'server', command: subject.command, ...variables };
  }
}

/** The path alone where that says enough. */
function functionOf(
  { path, isFolder }: Extract<Subject, { kind: 'function' }>,
  { function: name, handler }: Given,
): string | object {
  if (name !== undefined) return { project: path, name };
  return handler === undefined ? path : { [isFolder ? 'directory' : 'file']: path, handler };
}

function requestOf({ method, header, body, path }: WithBody): object {
  const headers = header
    .map((line) => splitAt(':', line, "--header: expected 'name: value'"))
    .map(([name, value]): [string, string] => [name.trim(), value.trim()]);
  const twice = headers.find(([name], index) => headers.findIndex(([other]) => other === name) < index);
  if (twice !== undefined) throw new UserError('usage', `--header: ${quoted(twice[0])} is set twice; expected it once`);
  return {
    ...optional('method', method?.toUpperCase() ?? (Object.keys(body).length === 0 ? undefined : 'POST')),
    ...optional('path', path),
    ...optional('headers', headers.length === 0 ? undefined : Object.fromEntries(headers)),
    ...body,
  };
}

/** @throws {UserError} `usage`, without the text, which may be a secret */
function splitAt(separator: string, text: string, expected: string): [string, string] {
  const at = text.indexOf(separator);
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new UserError('usage', `${expected}, got text without \`${separator}\` after a name`);
}

/** A number where it is one; the schema refuses other texts, and names the field. */
export const numberOrText = (text: string | undefined): number | string | undefined =>
  text === undefined || text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
