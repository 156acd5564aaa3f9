import { priceTable } from '../../billing/prices.ts';
import { otherRegions } from '../../billing/prices-by-region.ts';
import { regionSchema } from '../../target-kinds/fields/prices.ts';
import { fieldOf } from '../reading/expected.ts';
import { type Path, type Problem, quoted } from '../reading/problem.ts';
import { at, entriesOf, problem } from '../written.ts';
import { optionRuleOf } from './option-rules.ts';

/** Rules between fields of a plan, of the data as written. Each ignores what the schema reports. */
export const brokenPlanRules = (data: unknown): Problem[] => [
  ...demandProblems(data),
  ...intervalProblems(data),
  ...serviceTimeProblems(data),
  ...regionProblems(data),
  ...entriesOf(data, 'options').flatMap((option, index) => optionProblems(option, ['options', index])),
];

function demandProblems(data: unknown): Problem[] {
  const [average, peak] = [numberAt(data, 'demand', 'averagePerSecond'), numberAt(data, 'demand', 'peakPerSecond')];
  const demand = fieldOf(data, 'demand');
  const recorded = ['trace', 'logs'].filter((key) => fieldOf(demand, key) !== undefined);
  const found: Problem[] = [];
  if (demand !== undefined && average === undefined && fieldOf(demand, 'averagePerSecond') === undefined)
    if (recorded.length === 0)
      found.push(problem(['demand', 'average'], 'missing; expected a rate such as 50/s, or a `trace` or `logs`'));
  if (recorded.length === 2) found.push(problem(['demand', 'logs'], '`trace` is set, too; expected one of them'));
  if (average !== undefined && peak !== undefined && peak < average)
    found.push(problem(['demand', 'peakPerSecond'], `expected at least the average, ${average}/s, got ${peak}/s`));
  found.push(...unreadProblems(demand));
  const [size, everyMs] = [numberAt(data, 'demand', 'burst', 'size'), numberAt(data, 'demand', 'burst', 'everyMs')];
  if (average !== undefined && size !== undefined && (everyMs ?? 0) > 0 && (size / (everyMs ?? 1)) * 1000 > average)
    found.push(
      problem(
        ['demand', 'averagePerSecond'],
        `expected at least the requests of the bursts, ${Number(((size / (everyMs ?? 1)) * 1000).toPrecision(3))}/s, got ${average}/s`,
      ),
    );
  const shape = at(data, 'demand', 'dailyShape');
  if (Array.isArray(shape) && shape.length === 24 && shape.every((hour) => hour === 0))
    found.push(problem(['demand', 'dailyShape'], 'expected an hour with a load above 0, got only zeros'));
  else if (average !== undefined && peak !== undefined) found.push(...belowShape({ average, peak }, shape));
  return found;
}

/** What selects or describes parts of a record, without one. */
function unreadProblems(demand: unknown): Problem[] {
  const has = (key: string) => fieldOf(demand, key) !== undefined;
  if (has('trace')) return [];
  const fields = ['columns', 'periodMs', 'app', 'host', 'metric', 'timeUnit', ...(has('logs') ? [] : ['func'])];
  const expected = has('logs') ? 'expected none with `logs`' : 'expected none without a `trace`';
  return fields.filter(has).map((key) => problem(['demand', key], `${expected}: it says how one is read`));
}

/** The busiest hour of a daily shape is a part of what the peak has to carry. */
function belowShape({ average, peak }: { readonly average: number; readonly peak: number }, shape: unknown): Problem[] {
  if (!Array.isArray(shape) || shape.length !== 24 || !shape.every((hour): hour is number => typeof hour === 'number'))
    return [];
  const busiest = (average * shape.length * Math.max(...shape)) / shape.reduce((sum, hour) => sum + hour, 0);
  return peak >= busiest * (1 - 1e-9)
    ? []
    : [
        problem(
          ['demand', 'peakPerSecond'],
          `expected at least the busiest hour of \`dailyShape\`, ${Number(busiest.toPrecision(3))}/s, got ${peak}/s`,
        ),
      ];
}

const measures = ['cpuMs', 'waitMs', 'initMs', 'baseMb', 'perRequestMb', 'connections'] as const;

function intervalProblems(data: unknown): Problem[] {
  return [['calls'], ['calls', 'onServer']].flatMap((path) =>
    measures.flatMap((key) => {
      const [low, value, high] = ['low', 'value', 'high'].map((part) => numberAt(data, ...path, key, part));
      if (low === undefined || value === undefined || high === undefined) return [];
      return low <= value && value <= high
        ? []
        : [problem([...path, key], `expected low <= value <= high, got ${low}, ${value} and ${high}`)];
    }),
  );
}

/** A call that takes no time needs no environment and no server. */
function serviceTimeProblems(data: unknown): Problem[] {
  const isMeasured = fieldOf(fieldOf(data, 'calls'), 'from') !== undefined;
  const given = (path: Path, key: string) => numberAt(data, ...path, key) ?? numberAt(data, ...path, key, 'value');
  return [['calls'], ['calls', 'onServer']].flatMap((path) => {
    const [cpu, wait] = ['cpuMs', 'waitMs'].map((key) => given(path, key) ?? given(['calls'], key));
    if (given(path, 'cpuMs') === undefined && given(path, 'waitMs') === undefined) return [];
    if (cpu !== 0 || (wait ?? 0) !== 0 || (wait === undefined && isMeasured)) return [];
    return [problem([...path, 'cpuMs'], 'expected a call that takes time: its CPU and its waiting are both 0')];
  });
}

const optionProblems = (option: unknown, path: Path): Problem[] =>
  optionRuleOf(fieldOf(option, 'kind'))?.(option, path) ?? [];

/** A misspelled region has no price at all; with prices of your own it needs none. */
function regionProblems(data: unknown): Problem[] {
  const region = at(data, 'prices', 'region');
  const own = (key: string) => numberAt(data, 'prices', 'lambda', key) !== undefined;
  if (
    typeof region !== 'string' ||
    !regionSchema.safeParse(region).success ||
    region === priceTable.region ||
    otherRegions.lambda.has(region)
  )
    return [];
  if (own('usdPerMillionRequests') && own('usdPerGbSecond')) return [];
  const known = [priceTable.region, ...otherRegions.lambda.keys()].join(', ');
  const prices = 'prices.lambda.usdPerMillionRequests and prices.lambda.usdPerGbSecond';
  return [
    problem(
      ['prices', 'region'],
      `expected a region in the price table, ${known}, or ${prices} of your own, got ${quoted(region)}`,
    ),
  ];
}

function numberAt(data: unknown, ...path: Path): number | undefined {
  const value = at(data, ...path);
  return typeof value === 'number' ? value : undefined;
}
