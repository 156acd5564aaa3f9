import { UserError } from '../../model/errors.ts';
import { optional } from '../../model/optional.ts';
import { quoted } from '../reading/problem.ts';
import { metricNamed } from './metric-named.ts';
import { isCount, type MetricUnit, unitOf } from './metrics.ts';
import { dimensionOf, isUnit, type Unit, unitFactor, unitForm, unitsOf } from './units.ts';

export type Operator = '<' | '<=' | '>' | '>=' | '==' | '!=';

/** A number of one target of the result. */
export interface Metric {
  readonly target: string;
  /** Paths in the target's entry of result.json; the first one that was measured counts. */
  readonly paths: readonly (readonly string[])[];
}

export type Factor = ({ readonly number: number } | { readonly metric: Metric }) & { readonly divides: boolean };

/** A condition that compares the products of both sides. */
export interface Threshold {
  readonly left: readonly Factor[];
  readonly operator: Operator;
  readonly right: readonly Factor[];
  /** Of both sides. `share` for a percentage; omitted for counts, ratios and compound units. */
  readonly unit?: MetricUnit | 'share';
}

/** All figures of a threshold. */
export const metricsOf = ({ left, right }: Threshold): Metric[] =>
  [...left, ...right].flatMap((factor) => ('metric' in factor ? [factor.metric] : []));

/**
 * `SIDE OPERATOR SIDE`. A side consists of numbers and figures with `*` or `/` between them; the left side has a figure:
 * `lambda.latency.p99 < 3 s`, `lambda.latency.p99 < 2 * server.latency.p99`.
 * @throws {UserError} `threshold-invalid`: another form, an unknown figure, or incompatible units.
 */
export function parseThreshold(text: string): Threshold {
  const [, leftText = '', operator, rightText = ''] = /^([^<>=!]*)(<=|>=|==|!=|<|>)([^<>=!]*)$/.exec(text) ?? [];
  const [left, right] = [readSide(leftText), readSide(rightText)];
  if (operator === undefined || left === undefined || right === undefined || !left.some(isMetric))
    throw invalid(
      `expected \`TARGET.METRIC < NUMBER\` (or <=, >, >=, ==, !=; on both sides * and /), got ${quoted(text)}`,
    );
  const unit = commonUnit(left, right);
  return {
    left: left.map(toFactor),
    operator: operator as Operator,
    right: right.map(toFactor),
    ...optional('unit', unit),
  };
}

type Term = (
  | { readonly kind: 'number'; readonly number: number; readonly unit: Unit | undefined }
  | { readonly kind: 'metric'; readonly name: string; readonly metric: Metric }
) & { readonly divides: boolean };

const isMetric = ({ kind }: Term): boolean => kind === 'metric';

const toFactor = (term: Term): Factor =>
  term.kind === 'metric'
    ? { metric: term.metric, divides: term.divides }
    : { number: term.number * unitFactor(term.unit), divides: term.divides };

const metricForm = /^([\w-]+)\.([A-Za-z]\w*(?:\.\w+)*)$/;
const numberForm = new RegExp(`^(-?\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?)\\s*(${unitForm})$`);

/** Undefined if the text has another form. */
function readSide(text: string): Term[] | undefined {
  // `100/s` is one number.
  const terms = text.split(/(?=\*|\/(?!(?:s|min)(?![\w.])))/).map((part, index) => readTerm(part, index));
  if (!terms.every((term) => term !== undefined)) return undefined;
  const numbers = terms.map(toFactor).flatMap((factor) => ('number' in factor ? [factor] : []));
  const product = numbers.reduce((value, { number, divides }) => (divides ? value / number : value * number), 1);
  if (!Number.isFinite(product)) throw invalid(`expected smaller numbers, got ${quoted(text.trim())}`);
  return terms;
}

function readTerm(text: string, index: number): Term | undefined {
  const sign = index === 0 ? '' : text.slice(0, 1);
  const word = text.slice(sign.length).trim();
  const divides = sign === '/';
  const [, target, name] = metricForm.exec(word) ?? [];
  if (target !== undefined && name !== undefined)
    return { kind: 'metric', name, metric: { target, paths: pathsOf(name) }, divides };
  const [, digits, unit = ''] = numberForm.exec(word) ?? [];
  if (digits === undefined) return undefined;
  const known = readUnit(unit);
  if (divides && Number(digits) === 0) throw invalid('cannot divide by 0');
  if (!Number.isFinite(Number(digits) * unitFactor(known)))
    throw invalid(`expected a smaller number, got ${quoted(word)}`);
  return { kind: 'number', number: Number(digits), unit: known, divides };
}

function readUnit(word: string): Unit | undefined {
  if (word === '' || isUnit(word)) return word === '' ? undefined : (word as Unit);
  throw invalid(`unknown unit ${quoted(word)}; expected ${unitsOf().join(', ')} or none`);
}

function pathsOf(name: string): Metric['paths'] {
  const named = metricNamed(name);
  if ('problem' in named) throw invalid(named.problem);
  return named.paths;
}

/** Both sides must have the same unit. Numbers without a unit on the right have the unit of the left side. */
function commonUnit(left: readonly Term[], right: readonly Term[]): Threshold['unit'] {
  const [ofLeft, ofRight] = [dimensionOf(left.map(unitOfTerm)), dimensionOf(right.map(unitOfTerm))];
  const bare = right.every((term) => term.kind === 'number' && term.unit === undefined);
  if (!bare && ofLeft !== ofRight) throw mismatch(left, right, ofLeft, ofRight);
  if (ofLeft === 'ms' || ofLeft === 'MB' || ofLeft === 'USD' || ofLeft === '/s') return ofLeft;
  if (ofLeft !== '' || !right.some((term) => term.kind === 'number' && term.unit === '%')) return undefined;
  const counts = countsIn(left);
  if (counts !== countsIn(right)) throw percentageOfCount(left);
  return counts === 0 ? 'share' : undefined;
}

/** `failed / sent` has none: a ratio of counts is a share. `failed` has one, as has `1% * sent`. */
const countsIn = (terms: readonly Term[]): number =>
  terms.reduce((sum, term) => sum + (isCountTerm(term) ? (term.divides ? -1 : 1) : 0), 0);

const isCountTerm = (term: Term): boolean => term.kind === 'metric' && isCount(term.metric.paths[0] ?? []);

function percentageOfCount(left: readonly Term[]): UserError {
  const name = left.find(isCountTerm);
  const what = name?.kind === 'metric' ? `\`${name.name}\` is a count` : 'the right side is a count';
  return invalid(
    `${what}, got a percentage; expected a number, or a ratio such as \`requests.failed / requests.sent\``,
  );
}

const unitOfTerm = (term: Term) => ({
  divides: term.divides,
  unit: term.kind === 'number' ? term.unit : unitOf(term.metric.paths[0] ?? []),
});

function mismatch(left: readonly Term[], right: readonly Term[], ofLeft: string, ofRight: string): UserError {
  const [subject, limit] = [left[0], right[0]];
  if (left.length > 1 || right.length > 1 || subject?.kind !== 'metric' || limit?.kind !== 'number')
    return invalid(`the left side is in ${ofLeft || 'no unit'}, the right side in ${ofRight || 'no unit'}`);
  if (ofLeft === '') return invalid(`\`${subject.name}\` has no unit, got "${limit.unit}"`);
  return invalid(`\`${subject.name}\` is in ${oneOf(unitsOf(ofLeft))}, got "${limit.unit}"`);
}

const oneOf = (words: readonly string[]): string => words.join(', ').replace(/, (?=[^,]*$)/, ' or ');

const invalid = (message: string): UserError => new UserError('threshold-invalid', message);
