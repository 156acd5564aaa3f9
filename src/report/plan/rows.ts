import type { Figure } from '../../model/plan/figure.ts';
import type { OptionFigures, OptionResult, PlanMonth } from '../../model/plan/option-result.ts';
import { smallShare, throttledWords } from '../../text/basis.ts';
import { absent, count, counted, type Format, mb, ms, percent, times, usd } from '../../text/format.ts';
import { type Content, html } from '../page/markup.ts';
import { figureMarkup, figureOf, figureText } from './figure-text.ts';

/** What each row of the table of options shows. */
export interface OptionRow {
  readonly label: string;
  readonly title: string;
  cell(option: OptionResult): string;
  /** For a page. */
  markup(option: OptionResult): Content;
}

interface FigureRow extends Pick<OptionRow, 'label' | 'title'> {
  pick(figures: OptionFigures): Figure | { readonly p50: Figure; readonly p99: Figure } | undefined;
  readonly format: Format;
  readonly of?: Served;
  /** Why an option has none. */
  without?(option: OptionResult): string | undefined;
}

/** Of which requests a figure is: those of a month, of the peak, or of a burst; `most`: of the peak and a burst together. */
type Served = 'month' | 'peak' | 'burst' | 'most';

function row({ pick, format, of, without = () => undefined, ...named }: FigureRow): OptionRow {
  const none = (option: OptionResult) => without(option) ?? absent;
  const found = ({ figures }: OptionResult) => {
    const figure = figures && pick(figures);
    if (figures === undefined || figure === undefined) return undefined;
    return { each: 'p50' in figure ? [figure.p50, figure.p99] : [figure], throttled: throttledOf(figures, of) };
  };
  return {
    ...named,
    cell: (option) => {
      const { each, throttled } = found(option) ?? {};
      if (each === undefined) return none(option);
      return [each.map((figure) => figureText(figure, format)).join(' / '), ...(throttled ? [throttled] : [])].join(
        ', ',
      );
    },
    markup: (option) => {
      const { each, throttled } = found(option) ?? {};
      if (each === undefined) return none(option);
      return html`${each.map((figure) => figureMarkup(figure, format))}${throttled && html`<small class="throttled">${throttled}</small>`}`;
    },
  };
}

function throttledOf(figures: OptionFigures, of: Served | undefined): string | undefined {
  if (of === undefined) return undefined;
  const { throttledShareOfMonth: month, throttledShare: peak, throttledShareInBurst: burst } = figures;
  const words = (figure: Figure | undefined) => throttledWords(figure?.value);
  return of === 'most' ? (words(peak) ?? words(burst)) : words({ month, peak, burst }[of]);
}

/** A mean below ten has digits: `0.35`, `6`. */
const fewCount: Format = (value) => (Math.abs(value) < 9.95 ? `${Number(value.toPrecision(2))}` : count(value));

const committed = ({ committedUsd, committedUsdLow, committedUsdHigh, usd: { basis } }: PlanMonth) =>
  committedUsd === undefined
    ? undefined
    : figureOf({ value: committedUsd, low: committedUsdLow, high: committedUsdHigh }, basis);

type Bound = NonNullable<OptionFigures['cpuPerRequest']>;

/** `1 task up to 12.0 ms x` */
const heldBy = (figures: OptionFigures | undefined, { instances, belowMs: value }: Bound, unit: string): string =>
  `${counted(instances, unit)} up to ${figureText(figureOf({ value }, figures?.instances.p99.basis ?? 'extrapolated'), ms)}`;

/** CPU per request leads: what servers hold depends on it first. */
export const optionRows: readonly OptionRow[] = [
  {
    label: 'CPU per request',
    title: 'and the CPU up to which the servers hold the peak',
    cell: ({ figures, unit }) => {
      const bound = figures?.cpuPerRequest;
      return bound === undefined ? absent : `${figureText(bound.ms, ms)}; ${heldBy(figures, bound, unit)}`;
    },
    markup: ({ figures, unit }) => {
      const bound = figures?.cpuPerRequest;
      return bound === undefined
        ? absent
        : html`${figureMarkup(bound.ms, ms)}<small class="muted">${heldBy(figures, bound, unit)}</small>`;
    },
  },
  row({
    ...{ label: 'instances on average', title: 'mean over a day, or over the record', format: fewCount, of: 'month' },
    pick: ({ instances }) => instances.average,
  }),
  row({
    ...{
      label: 'instances at the peak, p50 / p99',
      title: 'alive at the peak rate, or in the busiest minute of the record',
      format: count,
      of: 'peak',
    },
    pick: ({ instances }) => instances,
  }),
  row({
    ...{ label: 'instances in a burst', title: 'alive in a burst at the peak', format: count, of: 'burst' },
    pick: ({ instances }) => instances.burst,
  }),
  row({
    ...{ label: 'instances at the most', title: 'alive at any instant of the record', format: count, of: 'peak' },
    pick: ({ instances }) => instances.most,
  }),
  row({
    ...{ label: 'cold starts', title: 'share of requests at the average rate', format: smallShare, of: 'month' },
    pick: ({ coldShare }) => coldShare,
  }),
  row({
    ...{
      label: 'cold starts at the peak',
      title: 'share of requests at the peak rate',
      format: smallShare,
      of: 'peak',
    },
    pick: ({ coldShareAtPeak }) => coldShareAtPeak,
  }),
  row({
    ...{ label: 'waited for an init', title: 'share of requests, without inits that nobody waits for' },
    ...{ format: smallShare, of: 'month', pick: ({ waitedShare }) => waitedShare },
  }),
  row({
    ...{ label: 'throttled at the peak', title: 'share of requests', format: smallShare },
    pick: ({ throttledShare }) => throttledShare,
  }),
  row({
    ...{ label: 'throttled in a burst', title: 'requests', format: count },
    pick: ({ throttledInBurst }) => throttledInBurst,
  }),
  row({
    ...{ label: 'steady latency, p50 / p99', title: 'at the peak, without the network', format: ms, of: 'peak' },
    pick: ({ latencyMs }) => latencyMs.steady,
    without: ({ kept }) =>
      kept.some(({ id, verdict }) => id === 'cpu' && verdict === 'not-met')
        ? 'none: its CPU does not carry the peak'
        : undefined,
  }),
  row({
    ...{ label: 'burst latency, p50 / p99', title: 'of the requests of a burst', format: ms, of: 'burst' },
    pick: ({ latencyMs }) => latencyMs.burst,
  }),
  row({
    ...{ label: 'memory allocated', title: 'at the most instances', format: mb, of: 'most' },
    pick: ({ memoryMb }) => memoryMb,
  }),
  row({
    ...{ label: 'memory multiplier', title: 'relative to the option with the least', format: times },
    pick: ({ memoryMultiplier }) => memoryMultiplier,
  }),
  row({
    ...{ label: 'memory in use', title: 'at the most instances, with the requests of a burst', format: mb, of: 'most' },
    pick: ({ memoryUsedMb }) => memoryUsedMb,
  }),
  row({
    label: 'CPU share of paid time',
    title: 'CPU in use at the peak as a share of the time or vCPUs that are paid for; none where CPU is paid as used',
    ...{ format: percent, pick: ({ cpuShare }) => cpuShare },
  }),
  row({
    ...{ label: 'downstream connections', title: 'at the most instances', format: count, of: 'most' },
    pick: ({ connections }) => connections,
  }),
  row({
    ...{ label: '$ per month', title: 'on demand, at the average rate, of the requests that are served' },
    ...{ format: usd, of: 'month', pick: ({ month }) => month?.usd },
  }),
  row({
    ...{ label: '$ per million requests', title: 'on demand, of the requests that are served' },
    ...{ format: usd, of: 'month', pick: ({ month }) => month?.usdPerMillion },
  }),
  row({
    ...{ label: '$ per month, committed', title: 'with the discounts of a commitment', format: usd, of: 'month' },
    pick: ({ month }) => month && committed(month),
  }),
];
