import { isObject } from '../../../model/json/json-object.ts';
import { readTemplateText } from '../cloudformation/template-text.ts';
import { Unknown } from '../cloudformation/unknown.ts';
import type { ProjectFiles, ProjectSettings } from '../project.ts';

export interface VariableScope {
  /** The file itself, for `${self:…}`. */
  readonly service: Readonly<Record<string, unknown>>;
  readonly settings: ProjectSettings;
  readonly files: ProjectFiles;
  readonly stage: string;
  readonly region: string;
}

/** A variable may refer to others; more than this is a circle. */
const deepest = 50;

/**
 * Replaces the variables of the Serverless Framework: `${self:custom.size, 128}`. A text that is one variable gets its value, of any
 * type. What only a deployment knows is `Unknown`. CloudFormation's `${AWS::Region}` and `${Name}` stay.
 * Source: serverless.com/framework/docs/guides/variables
 */
export class Variables {
  readonly #scope: VariableScope;
  #depth = 0;

  constructor(scope: VariableScope) {
    this.#scope = scope;
  }

  resolve(value: unknown): unknown {
    if (typeof value === 'string') return this.#text(value);
    if (Array.isArray(value)) return value.map((each) => this.resolve(each));
    if (!isObject(value) || value instanceof Unknown) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, this.resolve(each)]));
  }

  /** Innermost first, as the address of a variable may contain others. */
  #text(text: string): unknown {
    if (this.#depth >= deepest) return new Unknown(text);
    this.#depth += 1;
    try {
      const found = innermost.exec(text);
      if (found === null) return text;
      const [whole, inside = ''] = found;
      const value = this.#chosen(inside);
      if (whole === text || value instanceof Unknown) return value ?? new Unknown(whole);
      if (typeof value === 'object' || value === undefined) return new Unknown(whole);
      return this.#text(text.slice(0, found.index) + String(value) + text.slice(found.index + whole.length));
    } finally {
      this.#depth -= 1;
    }
  }

  /** The first of several that has a value. */
  #chosen(inside: string): unknown {
    let unknown: Unknown | undefined;
    for (const candidate of inside.split(betweenCandidates).map((each) => each.trim())) {
      const value = this.#valueOf(candidate);
      if (value instanceof Unknown) unknown ??= value;
      else if (value !== undefined && value !== null) return value;
    }
    return unknown ?? new Unknown(`\${${inside}}`);
  }

  #valueOf(candidate: string): unknown {
    const literal = /^(?:'(.*)'|"(.*)")$/s.exec(candidate);
    if (literal !== null) return literal[1] ?? literal[2];
    if (/^(?:-?\d+(?:\.\d+)?|true|false)$/.test(candidate)) return JSON.parse(candidate);
    if (candidate === 'null' || candidate === '') return undefined;
    const [, source = '', argument = '', address = ''] = /^([\w-]+)(?:\(([^)]*)\))?(?::(.*))?$/s.exec(candidate) ?? [];
    const read = sources[source];
    if (read === undefined) return new Unknown(`\${${candidate}}`);
    return this.resolve(read(address, argument.trim(), this.#scope));
  }
}

/** `${source:address, …}` without another variable in it. `${AWS::Region}` has two colons, and `${Name}` none. */
const innermost =
  /\$\{((?:self|opt|env|file|sls|aws|param|cf|ssm|s3|strToBool|git|terraform|doppler|vault|output|local)(?:\([^)]*\)|\.[\w-]+)*(?:\([^)]*\))?:?(?!:)[^${}]*)\}/;

/** Commas outside quotes. */
const betweenCandidates = /,(?=(?:[^'"]*(?:'[^']*'|"[^"]*"))*[^'"]*$)/;

type Source = (address: string, argument: string, scope: VariableScope) => unknown;

const sources: Readonly<Record<string, Source>> = {
  self: (address, _, { service }) => at(service, address),
  opt: (address, _, { settings, stage, region }) =>
    settings.parameters[address] ??
    (address === 'stage' ? settings.stage && stage : address === 'region' ? settings.region && region : undefined),
  env: (address, _, { settings }) => settings.environment[address],
  sls: (address, _, { stage }) => ({ stage, instanceId: 'local' })[address],
  aws: (address, _, { region, settings }) =>
    ({ region, accountId: settings.accountId ?? new Unknown('the account') })[address],
  param: (address, _, { service, settings, stage }) =>
    settings.parameters[address] ??
    at(service, `params.${stage}.${address}`) ??
    at(service, `params.default.${address}`) ??
    at(service, `stages.${stage}.params.${address}`) ??
    at(service, `stages.default.params.${address}`),
  file: (address, path, { files }) => {
    const text = files.text(path);
    if (text === undefined) return undefined;
    if (!/\.(ya?ml|json)$/.test(path)) return /\.[cm]?[jt]s$/.test(path) ? new Unknown(`\${file(${path})}`) : text;
    return at(readTemplateText(text, path), address);
  },
  strToBool: (_, argument) => ({ true: true, 1: true, false: false, 0: false })[argument],
};

/** `custom.tables.0`; empty: all of it. */
const at = (data: unknown, address: string): unknown =>
  address === ''
    ? data
    : address
        .split('.')
        .reduce(
          (inside, key) => (typeof inside === 'object' && inside !== null ? Reflect.get(inside, key) : undefined),
          data,
        );
