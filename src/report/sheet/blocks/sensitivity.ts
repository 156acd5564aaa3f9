import {
  type CostPoint,
  decisiveSensitivities,
  type InputEffect,
  type Sensitivity,
} from '../../../billing/sensitivity.ts';
import type { RunResult } from '../../../model/run-result.ts';
import type { BreakEven } from '../../../model/schema/costs.ts';
import { perSecond, usd } from '../../../text/format.ts';
import { multiple } from '../../../text/multiples.ts';
import { doubtWord } from '../../figures/doubt.ts';
import {
  calculated,
  type Entry,
  measured as measuredFigure,
  type SheetBlock,
  type SheetColumn,
  type Traced,
  textColumn,
} from '../entry.ts';
import type { SheetQuestion } from '../question.ts';
import { inputOf, type MeasuredInput, targetNamed } from './inputs.ts';

/** One input of the decision. */
interface Flip {
  readonly effect: InputEffect;
  readonly measured: MeasuredInput;
  /** Whether the decision changes within what was measured; undefined if that was measured only once, or not at all. */
  readonly isWithin?: boolean;
}

/** The two options between which the decision is made, and what would change it: the nearest first. */
export interface Flips {
  readonly sensitivity: Sensitivity;
  /** Both cost the same at the rate, so that any change decides. */
  readonly areEqual: boolean;
  readonly inputs: readonly Flip[];
  /** Pairs that the sheet does not show. */
  readonly others: number;
}

/** With the proposed option, if there is one. Undefined without a function and a server that have prices. */
export function flipsOf(
  result: RunResult,
  { perSecond: demand }: SheetQuestion,
  proposed: string | undefined,
): Flips | undefined {
  const all = decisiveSensitivities(result, demand);
  const sensitivity = all.find(({ billed, hourly }) => proposed === billed || proposed === hourly) ?? all[0];
  if (sensitivity === undefined) return undefined;
  const { billed, hourly, perSecond: rate, base } = sensitivity;
  const pair = {
    ...{ billed: targetNamed(result, billed), hourly: targetNamed(result, hourly) },
    ...{ perSecond: rate, isBreakEven: demand === undefined },
  };
  const bands = (result.comparison?.breakEven ?? []).filter(
    ({ between }) => between.includes(billed) && between.includes(hourly),
  );
  const inputs = sensitivity.inputs.map((effect): Flip => {
    const measured = inputOf(effect.input, pair);
    const isWithin = effect.input === 'requests per second' ? isInBand(bands, rate) : flipsWithin(effect, measured);
    return { effect, measured, ...(isWithin !== undefined && { isWithin }) };
  });
  return {
    sensitivity,
    areEqual: usd(base.functionUsdPerMillion) === usd(base.serverUsdPerMillion),
    inputs: inputs.sort((a, b) => distanceOf(a) - distanceOf(b)),
    others: all.length - 1,
  };
}

/** The rate is stated: what is uncertain is the break-even. */
const isInBand = (bands: readonly BreakEven[], rate: number): boolean =>
  bands.some(({ perSecondLow: low = 0, perSecondHigh: high = low }) => low <= rate && rate <= high);

/** An exact input has no interval to flip in. */
function flipsWithin({ turnsAt }: InputEffect, { interval, without }: MeasuredInput): boolean | undefined {
  if (turnsAt === undefined || (without !== undefined && without !== 'one run')) return false;
  return interval && interval.low <= turnsAt && turnsAt <= interval.high;
}

/** On a logarithm, as twice is as far as half. */
const distanceOf = ({ effect: { turnsAt } }: Flip): number =>
  turnsAt === undefined ? Number.POSITIVE_INFINITY : Math.abs(Math.log(turnsAt));

export function sensitivityBlock(
  { sensitivity: { billed, hourly, base, perSecond: rate }, areEqual, inputs, others }: Flips,
  result: RunResult,
): SheetBlock {
  return {
    kind: 'table',
    heading: `What would change the decision: ${billed} or ${hourly}${doubtWord(result)}`,
    note: [
      `Calculated, one input at a time. Unchanged: ${usd(base.functionUsdPerMillion)} and ${usd(base.serverUsdPerMillion)} per million at ${perSecond(rate)}.`,
      areEqual
        ? 'Without a demand the rate is that of the break-even, where any change decides.'
        : 'Flips at: the multiple of the input at which both cost the same.',
      ...(others > 0 ? [`${others} more pairs are in the report.`] : []),
    ].join(' '),
    columns: [
      ...['input', 'value', 'measured interval'],
      ...(areEqual ? [] : ['flips at', textColumn('within it?')]),
      ...[`${billed} at −50% / +50%`, `${hourly} at −50% / +50%`].map(detail),
      areEqual ? 'break-even at −50% / +50%' : detail('break-even at −50% / +50%'),
    ],
    rows: inputs.map(({ effect, measured, isWithin }) => [
      ...[effect.input, measured.value, intervalEntry(measured)],
      ...(areEqual ? [] : [flipEntry(effect), withinWords(isWithin)]),
      pair(effect, ({ functionUsdPerMillion }) => usd(functionUsdPerMillion)),
      pair(effect, ({ serverUsdPerMillion }) => usd(serverUsdPerMillion)),
      pair(effect, ({ breakEvenPerSecond: at }) => (at === undefined ? 'never' : perSecond(at))),
    ]),
  };
}

const detail = (label: string): SheetColumn => ({ label, align: 'right', isDetail: true });

const intervalEntry = ({ interval, without = 'one run' }: MeasuredInput): Entry =>
  interval === undefined ? without : measuredFigure(interval.text, interval.metric);

const flipEntry = ({ turnsAt }: InputEffect): Entry =>
  turnsAt === undefined ? 'at no value' : calculated(flipText(turnsAt), 'calculated with the cost formulas');

/** Near 1 every digit counts: `1.03×`, `97%`, `21×`. */
export const flipText = (turnsAt: number): string =>
  turnsAt >= 1.05 && turnsAt < 1.995 ? `${Number(turnsAt.toPrecision(3))}×` : multiple(turnsAt);

const withinWords = (isWithin: boolean | undefined): string =>
  isWithin === undefined ? 'not known' : isWithin ? 'YES' : 'no';

const pair = ({ low, high }: InputEffect, show: (point: CostPoint) => string): Traced =>
  calculated(`${show(low)} / ${show(high)}`, 'calculated with the cost formulas, not measured');
