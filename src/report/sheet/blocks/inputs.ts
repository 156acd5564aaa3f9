import { hoursPerMonth } from '../../../billing/month/month-cost.ts';
import type { InputName } from '../../../billing/sensitivity.ts';
import type { PhaseResult, RunResult, TargetResult } from '../../../model/run-result.ts';
import { spreadOfValues } from '../../../stats/comparison/repeat-spread.ts';
import { repeatNumbers, startsAgain } from '../../../stats/comparison/repeats.ts';
import { absent, type Format, mb, ms, perSecond, usd } from '../../../text/format.ts';
import { calculated, type Entry, measured, stated } from '../entry.ts';
import { memorySizeOf } from './hosting.ts';

/** An input of the decision as it was measured or stated. */
export interface MeasuredInput {
  readonly value: Entry;
  /** How far it was measured to differ, as multiples of its value. Absent: it was not measured, or only once. */
  readonly interval?: { readonly low: number; readonly high: number; readonly text: string; readonly metric: string };
  /** Why there is none. An exact input is stated, or of a list. */
  readonly without?: 'stated' | 'break-even' | 'configured' | 'list price' | 'one run';
}

interface Pair {
  readonly billed: TargetResult;
  readonly hourly: TargetResult;
  readonly perSecond: number;
  /** Nobody stated it: it is that of the break-even. */
  readonly isBreakEven?: boolean;
}

/** The input of a function and a server at a rate. */
export function inputOf(name: InputName, { billed, hourly, perSecond: rate, isBreakEven }: Pair): MeasuredInput {
  const listPrice = { without: 'list price' } as const;
  const { durationTiers } = billed.costs?.calls ?? {};
  const hourUsd = (hourly.costs?.servers?.usdPerMonth ?? Number.NaN) / hoursPerMonth;
  const serverCpuMs = hourly.costs?.servers?.cpuMsPerRequest;
  switch (name) {
    case 'requests per second':
      return isBreakEven
        ? { value: calculated(perSecond(rate), 'comparison.breakEven: perSecond'), without: 'break-even' }
        : { value: stated(perSecond(rate), 'the rate of this table'), without: 'stated' };
    case 'memory size of the function':
      return {
        value: figureOf(memorySizeOf(billed), mb, stated, 'billing.gbSeconds / billing.billedMs'),
        without: 'configured',
      };
    case 'waiting per call':
      return perCall(billed, ({ utilization }) => utilization?.waitingMs, 'utilization.waitingMs');
    case 'CPU per call':
      return perCall(
        billed,
        ({ utilization: of }) => of && of.cpuMs + (of.cpuThrottledMs ?? 0),
        '(utilization.cpuMs + utilization.cpuThrottledMs)',
      );
    case 'price of a GB-second':
      return {
        value: figureOf(durationTiers?.[0]?.usdPerGbSecond, usd, stated, 'costs.calls.durationTiers'),
        ...listPrice,
      };
    case 'price of a server hour':
      return { value: figureOf(hourUsd, usd, stated, 'costs.servers.usdPerMonth / 730'), ...listPrice };
    case 'CPU per request on the server':
      return { value: figureOf(serverCpuMs, ms, measured, 'costs.servers.cpuMsPerRequest'), without: 'one run' };
  }
}

type Measures = Pick<PhaseResult, 'utilization' | 'billing'>;

/** The mean of all calls, and how far the repeats differ from it. */
function perCall(target: TargetResult, sumOf: (of: Measures) => number | undefined, metric: string): MeasuredInput {
  const meanOf = (all: readonly Measures[]): number =>
    sum(all.map(sumOf)) / sum(all.map(({ billing }) => billing?.invocations));
  const mean = meanOf([target]);
  const spread = startsAgain(target)
    ? spreadOfValues(
        repeatNumbers(target).map((number) =>
          meanOf(target.phases.filter(({ repeat, utilization }) => repeat === number && utilization)),
        ),
      )
    : undefined;
  const formula = `${metric} / billing.invocations`;
  const value = figureOf(mean, ms, measured, formula);
  if (spread === undefined || !(mean > 0) || Number.isNaN(spread.low)) return { value, without: 'one run' };
  const text = `${ms(spread.low)} to ${ms(spread.high)}`;
  return {
    value,
    interval: { low: spread.low / mean, high: spread.high / mean, text, metric: `per repeat: ${formula}` },
  };
}

/** Of what is not known in one part, the sum is not known. */
const sum = (values: readonly (number | undefined)[]): number =>
  values.reduce<number>((total, value) => total + (value ?? Number.NaN), 0);

function figureOf(
  value: number | undefined,
  format: Format,
  basis: (text: string, metric: string) => Entry,
  metric: string,
): Entry {
  return value === undefined || Number.isNaN(value) ? absent : basis(format(value), metric);
}

/** The target of this name; a sensitivity is of targets of its result. */
export function targetNamed({ targets }: Pick<RunResult, 'targets'>, name: string): TargetResult {
  const target = targets.find((one) => one.name === name);
  if (target === undefined) throw new Error(`no target ${name}`);
  return target;
}
