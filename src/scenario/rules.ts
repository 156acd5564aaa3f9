import { phaseModuleNamed, phaseModules } from '../load/phase-modules.ts';
import { defaultKeptBodyBytes } from '../model/schema/kept-body-bytes.ts';
import { isStarted, kindNamed } from '../target-kinds/target-kinds.ts';
import { engineNamed } from './engine-kinds.ts';
import { functionProblems } from './function-rules.ts';
import { lambdaProblems } from './lambda-rules.ts';
import { fieldOf } from './reading/expected.ts';
import { alternatives, type Path, type Problem, quoted, showValue } from './reading/problem.ts';
import { brokenRequestRules } from './request/request-rules.ts';
import { abortProblems } from './thresholds/abort-condition.ts';
import { metricNamed } from './thresholds/metric-named.ts';
import { unitOf } from './thresholds/metrics.ts';
import { thresholdProblems, unknownTarget } from './thresholds/problems.ts';
import { warmStartProblems } from './warm-start-rules.ts';
import { at, engineOf, entriesOf, namesIn, problem, repeatedNames } from './written.ts';

/**
 * Rules between fields. They check the data as written, so that their problems are reported together with those of the schema. Each rule
 * ignores values of the wrong type, which the schema reports.
 */
export const brokenRules = (data: unknown, shown: unknown = data): Problem[] =>
  rules.flatMap((rule) => rule(data, shown));

/** @param shown the same data without secrets, for messages. */
type Rule = (data: unknown, shown: unknown) => Problem[];

const rules: readonly Rule[] = [
  (data) => repeatedNames(data, 'targets', 'target'),
  (data) => repeatedNames(data, 'load', 'phase'),
  phasesNameTargets,
  baselineIsATarget,
  everyTargetHasLoad,
  functionProblems,
  (data) => waitsAreInOrder(data),
  modelsFitTogether,
  csvColumnsDiffer,
  jsonIsKeptWhole,
  urlHasNoPassword,
  addressesAreTcp,
  processIsNamedOnce,
  targetIsWhole,
  brokenRequestRules,
  phasesAreWhole,
  warmStartProblems,
  engineSendsLoads,
  http2NeedsHttps,
  engineChecksCertificates,
  proxyHasNoPassword,
  primaryAreMetrics,
  thresholdsAreSound,
  abortConditionsAreSound,
];

function phasesNameTargets(data: unknown): Problem[] {
  return entriesOf(data, 'load').flatMap((phase, index) =>
    entriesOf(phase, 'targets').flatMap((name, position) =>
      targetIsKnown(data, name, ['load', index, 'targets', position]),
    ),
  );
}

function baselineIsATarget(data: unknown): Problem[] {
  return targetIsKnown(data, fieldOf(data, 'baseline'), ['baseline']);
}

function everyTargetHasLoad(data: unknown): Problem[] {
  const phases = entriesOf(data, 'load');
  if (phases.length === 0 || !phases.every((phase) => Array.isArray(fieldOf(phase, 'targets')))) return [];
  const loaded = phases.flatMap((phase) => entriesOf(phase, 'targets'));
  return namesIn(data, 'targets').flatMap((name, index) =>
    name === undefined || loaded.includes(name)
      ? []
      : [problem(['targets', index, 'name'], `no phase of the load names ${quoted(name)}; expected at least one`)],
  );
}

const waitsAreInOrder = (data: unknown): Problem[] =>
  [
    ['workload', 'call', 'ioMs'],
    ...Object.keys(Object(fieldOf(data, 'services'))).map((name) => ['services', name, 'delayMs']),
  ].flatMap((place) => waitIsInOrder(at(data, ...place), place));

function waitIsInOrder(wait: unknown, place: Path): Problem[] {
  const [low, high] = [
    fieldOf(wait, 'minMs') ?? fieldOf(wait, 'medianMs'),
    fieldOf(wait, 'maxMs') ?? fieldOf(wait, 'p99Ms'),
  ];
  if (typeof low !== 'number' || typeof high !== 'number') return [];
  if (fieldOf(wait, 'kind') === 'uniform' && high < low)
    return [problem([...place, 'maxMs'], `expected at least minMs, which is ${low}, got ${high}`)];
  if (fieldOf(wait, 'kind') === 'lognormal' && high <= low)
    return [problem([...place, 'p99Ms'], `expected more than medianMs, which is ${low}, got ${high}`)];
  return [];
}

function phasesAreWhole(data: unknown): Problem[] {
  return entriesOf(data, 'load').flatMap((phase, index) => {
    const message = phaseModuleNamed(fieldOf(phase, 'kind'))?.problem(phase as Readonly<Record<string, unknown>>);
    return message === undefined ? [] : [problem(['load', index], message)];
  });
}

function modelsFitTogether(data: unknown): Problem[] {
  return entriesOf(data, 'targets').flatMap((target, index) =>
    lambdaProblems(target, 'concurrencyLimit', 1000).map((one) => ({ ...one, path: ['targets', index, ...one.path] })),
  );
}

function csvColumnsDiffer(data: unknown): Problem[] {
  const places: Path[] = [
    ['identity'],
    ...entriesOf(data, 'targets').map((_, index) => ['targets', index, 'identity']),
  ];
  return places.flatMap((path) => {
    const identity = at(data, ...path);
    if (fieldOf(identity, 'from') !== 'csv') return [];
    const [instance, invocation] = [fieldOf(identity, 'instanceId') ?? 0, fieldOf(identity, 'invocationId') ?? 1];
    if (instance !== invocation) return [];
    const key = fieldOf(identity, 'invocationId') === undefined ? 'instanceId' : 'invocationId';
    const message = `expected different columns for instanceId and invocationId, got ${instance} for both`;
    return [problem([...path, key], message)];
  });
}

/** Beside its padding an answer of the built-in workload says who gave it. */
const mostFactBytes = 1024;

function jsonIsKeptWhole(data: unknown): Problem[] {
  const payload = at(data, 'workload', 'call', 'payloadBytes');
  const kept = fieldOf(data, 'keptBodyBytes') ?? defaultKeptBodyBytes;
  const readsJson = entriesOf(data, 'targets').some(
    (target) =>
      isStarted({ kind: fieldOf(target, 'kind') }) &&
      fieldOf(fieldOf(target, 'identity') ?? fieldOf(data, 'identity'), 'from') === 'json',
  );
  if (!readsJson || typeof payload !== 'number' || typeof kept !== 'number' || payload + mostFactBytes <= kept)
    return [];
  const message = `expected at least ${payload + mostFactBytes}, got ${kept}: the identity is read from the whole JSON, with its payloadBytes`;
  return [problem(['keptBodyBytes'], message)];
}

function addressesAreTcp(data: unknown, shown: unknown): Problem[] {
  const places: Path[] = [
    ...entriesOf(data, 'targets').flatMap((_, index) => [
      ['targets', index, 'url'],
      ['targets', index, 'aws', 'lambdaEndpoint'],
      ['targets', index, 'aws', 'logsEndpoint'],
    ]),
    ['engine', 'proxy'],
  ];
  return places.flatMap((path) => {
    const url = at(data, ...path);
    if (typeof url !== 'string' || !URL.canParse(url)) return [];
    const got = showValue(at(shown, ...path));
    if (/^https?:\/\/unix:(\/|$)/i.test(url))
      return [
        problem(
          path,
          `expected the URL of a host, got ${got}; the file of a Unix socket belongs in \`unix\` of an http target`,
        ),
      ];
    return new URL(url).port === '0' ? [problem(path, `expected a port from 1 to 65535, got ${got}`)] : [];
  });
}

function targetIsWhole(data: unknown): Problem[] {
  return entriesOf(data, 'targets').flatMap((target, index) => {
    const { needsOneOf = [] } = kindNamed(fieldOf(target, 'kind')) ?? {};
    if (needsOneOf.length === 0 || needsOneOf.some((field) => fieldOf(target, field) !== undefined)) return [];
    return [problem(['targets', index], `expected ${alternatives(needsOneOf)}: how the target is started`)];
  });
}

function processIsNamedOnce(data: unknown): Problem[] {
  return entriesOf(data, 'targets').flatMap((target, index) =>
    fieldOf(target, 'pid') === undefined || fieldOf(target, 'pidFile') === undefined
      ? []
      : [problem(['targets', index, 'pidFile'], 'expected none: `pid` names the process already')],
  );
}

function urlHasNoPassword(data: unknown): Problem[] {
  return entriesOf(data, 'targets').flatMap((target, index) =>
    hasPassword(fieldOf(target, 'url')) ? [problem(['targets', index, 'url'], noPassword)] : [],
  );
}

const noPassword = 'expected a URL without user and password: they are not sent; send them in a header `authorization`';

const hasPassword = (url: unknown): boolean =>
  typeof url === 'string' && URL.canParse(url) && new URL(url).username + new URL(url).password !== '';

function engineSendsLoads(data: unknown): Problem[] {
  const engine = engineOf(data);
  if (!engineNamed(engine)?.firesItself) return [];
  return entriesOf(data, 'load').flatMap((phase, index) => {
    const kind = fieldOf(phase, 'kind');
    const thinkTimeMs = fieldOf(phase, 'thinkTimeMs') ?? 0;
    const shape = phaseModuleNamed(kind)?.shape;
    if (shape === 'closed' && thinkTimeMs !== 0)
      return [problem(['load', index, 'thinkTimeMs'], `expected 0 with engine ${engine}, got ${thinkTimeMs}`)];
    if (typeof kind !== 'string' || shape === 'closed' || shape === 'idle') return [];
    const sent = Object.values(phaseModules).filter(({ shape }) => shape === 'closed' || shape === 'idle');
    const message = `expected ${alternatives(sent.map(({ kind }) => kind))} with engine ${engine}, got ${quoted(kind)}`;
    return [problem(['load', index, 'kind'], message)];
  });
}

function http2NeedsHttps(data: unknown, shown: unknown): Problem[] {
  if (!engineNamed(engineOf(data))?.speaksHttp2 || at(data, 'engine', 'http2') !== true) return [];
  return entriesOf(data, 'targets').flatMap((target, index) => {
    const [kind, url] = [fieldOf(target, 'kind'), fieldOf(target, 'url')];
    const path = ['targets', index, 'url'];
    if (typeof url === 'string' && /^http:/i.test(url))
      return [problem(path, `expected an https URL with engine.http2, got ${showValue(at(shown, ...path))}`)];
    if (!isStarted({ kind })) return [];
    const message = `expected \`http\` with an https URL with engine.http2: a ${kind} speaks HTTP/1.1`;
    return [problem(['targets', index, 'kind'], message)];
  });
}

/** One that never verifies certificates needs a scenario that accepts any. */
function engineChecksCertificates(data: unknown): Problem[] {
  const engine = engineOf(data);
  if (!engineNamed(engine)?.firesItself) return [];
  return entriesOf(data, 'targets').flatMap((target, index) => {
    const url = fieldOf(target, 'url');
    if (typeof url !== 'string' || !/^https:/i.test(url) || at(target, 'tls', 'verify') === false) return [];
    const message = `expected \`tls: { verify: false }\` beside it: the engine ${engine} checks no certificate`;
    return [problem(['targets', index, 'url'], message)];
  });
}

function proxyHasNoPassword(data: unknown): Problem[] {
  const proxy = at(data, 'engine', 'proxy');
  return hasPassword(proxy) ? [problem(['engine', 'proxy'], noPassword)] : [];
}

function primaryAreMetrics(data: unknown): Problem[] {
  return entriesOf(data, 'primaryMetrics').flatMap((name, index) => {
    const named = typeof name === 'string' ? metricNamed(name) : undefined;
    if (named === undefined) return [];
    if ('problem' in named) return [problem(['primaryMetrics', index], named.problem)];
    const isMoreBetter = unitOf(named.paths[0] ?? []) === '/s';
    return isMoreBetter ? [problem(['primaryMetrics', index], 'expected a figure of which less is better')] : [];
  });
}

function thresholdsAreSound(data: unknown): Problem[] {
  return entriesOf(data, 'thresholds').flatMap((text, index) => {
    if (typeof text !== 'string') return [];
    return thresholdProblems(text, targetNames(data)).map((message) => problem(['thresholds', index], message));
  });
}

function abortConditionsAreSound(data: unknown): Problem[] {
  return entriesOf(data, 'abortOn').flatMap((text, index) => {
    if (typeof text !== 'string') return [];
    return abortProblems(text, targetNames(data)).map((message) => problem(['abortOn', index], message));
  });
}

function targetIsKnown(data: unknown, name: unknown, path: Path): Problem[] {
  if (typeof name !== 'string') return [];
  return unknownTarget(name, targetNames(data)).map((message) => problem(path, message));
}

/** Empty if one of them cannot be read. */
function targetNames(data: unknown): string[] {
  const names = namesIn(data, 'targets');
  return names.every((name) => name !== undefined) ? names : [];
}
