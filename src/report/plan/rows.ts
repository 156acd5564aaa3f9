import type { Figure } from '../../model/plan/figure.ts';
import type { OptionFigures, OptionResult } from '../../model/plan/option-result.ts';
import { count, counted, type Format, mb, ms, percent, times, usd } from '../../text/format.ts';
import { type Content, html } from '../page/markup.ts';
import { figureMarkup, figureText } from './figure-text.ts';

/** What each row of the table of options shows. */
export interface OptionRow {
  readonly label: string;
  readonly title: string;
  cell(option: OptionResult): string;
  /** For a page. */
  markup(option: OptionResult): Content;
}

const absent = '–';

const row = (
  label: string,
  title: string,
  pick: (figures: OptionFigures) => Figure | undefined,
  format: Format,
): OptionRow => ({
  ...{ label, title },
  cell: ({ figures }) => {
    const figure = figures && pick(figures);
    return figure === undefined ? absent : figureText(figure, format);
  },
  markup: ({ figures }) => {
    const figure = figures && pick(figures);
    return figure === undefined ? absent : figureMarkup(figure, format);
  },
});

const both = (
  label: string,
  title: string,
  pick: (figures: OptionFigures) => { readonly p50: Figure; readonly p99: Figure } | undefined,
  format: Format,
): OptionRow => ({
  ...{ label, title },
  cell: ({ figures }) => {
    const pair = figures && pick(figures);
    return pair === undefined ? absent : `${figureText(pair.p50, format)} / ${figureText(pair.p99, format)}`;
  },
  markup: ({ figures }) => {
    const pair = figures && pick(figures);
    return pair === undefined ? absent : html`${figureMarkup(pair.p50, format)}${figureMarkup(pair.p99, format)}`;
  },
});

/** Shares of up to a thousandth, and cold starts that are rarer. */
const share: Format = (value) =>
  value > 0 && value < 5e-9
    ? '<0.000001%'
    : value > 0 && value < 0.0005
      ? `${Number((value * 100).toPrecision(2))}%`
      : percent(value);

const committed = (figures: OptionFigures | undefined): Figure | undefined =>
  figures?.month?.committedUsd === undefined
    ? undefined
    : { value: figures.month.committedUsd, basis: figures.month.usd.basis };

/** CPU per request leads: what servers hold depends on it first. */
export const optionRows: readonly OptionRow[] = [
  {
    label: 'CPU per request',
    title: 'and the CPU up to which the servers hold the peak',
    cell: ({ figures, unit }) => {
      const bound = figures?.cpuPerRequest;
      return bound === undefined
        ? absent
        : `${figureText(bound.ms, ms)}; ${counted(bound.instances, unit)} up to ${ms(bound.belowMs)}`;
    },
    markup: ({ figures, unit }) => {
      const bound = figures?.cpuPerRequest;
      return bound === undefined
        ? absent
        : html`${figureMarkup(bound.ms, ms)}<small class="muted">${counted(bound.instances, unit)} up to ${ms(bound.belowMs)}</small>`;
    },
  },
  row('instances on average', 'alive at the average rate', ({ instances }) => instances.average, count),
  both('instances at the peak, p50 / p99', 'alive at the peak rate', ({ instances }) => instances, count),
  row('instances in a burst', 'alive in a burst at the peak', ({ instances }) => instances.burst, count),
  row('cold starts', 'share of requests at the average rate', ({ coldShare }) => coldShare, share),
  row(
    'waited for an init',
    'share of requests, without inits that nobody waits for',
    ({ waitedShare }) => waitedShare,
    share,
  ),
  row('throttled at the peak', 'share of requests', ({ throttledShare }) => throttledShare, share),
  row('throttled in a burst', 'requests', ({ throttledInBurst }) => throttledInBurst, count),
  both('steady latency, p50 / p99', 'at the peak, without the network', ({ latencyMs }) => latencyMs.steady, ms),
  both('burst latency, p50 / p99', 'of the requests of a burst', ({ latencyMs }) => latencyMs.burst, ms),
  row('memory allocated', 'at the most instances', ({ memoryMb }) => memoryMb, mb),
  row('memory multiplier', 'relative to the option with the least', ({ memoryMultiplier }) => memoryMultiplier, times),
  row('memory in use', 'of what is allocated', ({ memoryUsedMb }) => memoryUsedMb, mb),
  row(
    'CPU share of paid time',
    'CPU in use as a share of the time or vCPUs that are paid for',
    ({ cpuShare }) => cpuShare,
    percent,
  ),
  row('downstream connections', 'at the most instances', ({ connections }) => connections, count),
  row('$ per month', 'on demand, at the average rate', ({ month }) => month?.usd, usd),
  row('$ per million requests', 'on demand', ({ month }) => month?.usdPerMillion, usd),
  {
    label: '$ per month, committed',
    title: 'with the discounts of a commitment',
    cell: ({ figures }) => {
      const figure = committed(figures);
      return figure === undefined ? absent : figureText(figure, usd);
    },
    markup: ({ figures }) => {
      const figure = committed(figures);
      return figure === undefined ? absent : figureMarkup(figure, usd);
    },
  },
];
