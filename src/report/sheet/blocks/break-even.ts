import type { RunResult } from '../../../model/run-result.ts';
import type { BreakEven } from '../../../model/schema/costs.ts';
import { absent, usd } from '../../../text/format.ts';
import { aboveText, belowText } from '../../../text/rate-ranges.ts';
import { bandText } from '../../figures/band.ts';
import { doubtWord } from '../../figures/doubt.ts';
import { calculated, type Entry, type SheetBlock, type SheetColumn, textColumn } from '../entry.ts';
import type { SheetQuestion } from '../question.ts';
import { bandStrip, type RateScale, rateAxis, rateScale } from './strip.ts';

/** More do not fit on one page. */
const mostBreakEvens = 6;

/** Of the options of the sheet, those beside the baseline if there are too many. */
export function shownBreakEvens({ targets, comparison }: RunResult): { shown: BreakEven[]; areAll: boolean } {
  const isShown = (name: string) => targets.some((target) => target.name === name);
  const { baseline = '', breakEven: all = [] } = comparison ?? {};
  const known = all.filter(({ between }) => between.every(isShown));
  const beside = known.filter(({ between }) => between.includes(baseline));
  const shown = known.length > mostBreakEvens && beside.length > 0 ? beside.slice(0, mostBreakEvens) : known;
  return { shown, areAll: shown.length === known.length };
}

export function breakEvenBlock(result: RunResult, { perSecond: demand }: SheetQuestion): SheetBlock {
  const { shown, areAll } = shownBreakEvens(result);
  const scale = scaleOf(shown, demand);
  return {
    kind: 'table',
    heading: `Break-even${doubtWord(result)}`,
    note: [
      'Rates sustained all month, from the one where every call that waited for an init in this run does so all month, to the one without cold starts.',
      ...(areAll ? [] : [`Beside ${result.comparison?.baseline}; all pairs are in the report.`]),
    ].join(' '),
    columns: [
      ...['between', 'costs the same at', 'per month'],
      ...(scale === undefined ? [] : [axisColumn(scale)]),
      textColumn('what the band says'),
    ],
    rows: shown.map((each) => [
      each.between.join(' and '),
      ...bandEntries(each),
      ...(scale === undefined ? [] : [stripOf(each, scale)]),
      calculated(each.reason, 'comparison.breakEven: reason'),
    ]),
  };
}

const axisColumn = (scale: RateScale): SheetColumn => ({
  label: 'requests per second',
  align: 'left',
  drawing: rateAxis(scale),
});

function scaleOf(breakEvens: readonly BreakEven[], demand: number | undefined): RateScale | undefined {
  const rates = breakEvens.flatMap(({ perSecondLow, perSecondHigh }) =>
    [perSecondLow, perSecondHigh].filter((rate) => rate !== undefined),
  );
  return rates.length === 0 ? undefined : rateScale(rates, demand);
}

function bandEntries(each: BreakEven): Entry[] {
  const { usdPerMonth } = each;
  const band = bandOf(each);
  return [
    band === '' ? 'no rate' : calculated(band, 'comparison.breakEven: perSecondLow and perSecondHigh'),
    usdPerMonth === undefined ? absent : calculated(usd(usdPerMonth), 'comparison.breakEven: usdPerMonth'),
  ];
}

const stripOf = ({ perSecondLow: low, perSecondHigh: high = low }: BreakEven, scale: RateScale): Entry =>
  low === undefined || high === undefined ? '' : { drawing: bandStrip(scale, low, high) };

/** Empty without one. */
export const bandOf = ({ perSecondLow: low, perSecondHigh: high = low }: BreakEven): string =>
  low === undefined || high === undefined ? '' : bandText(low, high);

/** Where a band begins and ends, for rates that stay below or above it. */
export const lowEnd = ({ perSecondLow, perSecondHigh = 0 }: BreakEven): string =>
  belowText(perSecondLow ?? perSecondHigh);
export const highEnd = ({ perSecondHigh, perSecondLow = 0 }: BreakEven): string =>
  aboveText(perSecondHigh ?? perSecondLow);
