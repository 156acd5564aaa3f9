import type { BillingRule } from '../../billing/billing-rules.ts';
import type { PriceSheet, UnknownPrices } from '../../billing/price-sheet.ts';
import type { Mismatch, RuleCheck } from '../../billing/reconcile.ts';
import type { Billing, LatencySummary } from '../../model/measures.ts';
import { printableLine } from '../../model/printable.ts';
import type { JoinedRun } from '../../stats/logs/run-join.ts';
import type { BilledInvocation, LogsSummary } from '../../stats/logs/tally.ts';
import { absent, count, counted, type Format, mb, ms, percent, plain, shown, usd } from '../../text/format.ts';
import { allLeft, columnLines } from '../summary/columns.ts';
import { functionsTable } from './functions.ts';
import { rollLines } from './roll.ts';

export interface LogsView {
  readonly summary: LogsSummary;
  readonly prices: LogsPrices;
  readonly run?: { readonly directory: string; readonly joined: JoinedRun };
}

export type LogsPrices =
  | (Pick<PriceSheet, 'region' | 'architecture' | 'date' | 'source'> & {
      /** What neither an option nor the log says, so that the default holds. */
      readonly assumed: readonly ('region' | 'architecture')[];
    })
  | UnknownPrices;

/** How many lines of a kind are shown; all that are kept are in `--json`. */
const mostShown = 20;

/** What logs say, for a terminal. Ends with a line break. */
export function renderLogs({ summary, prices, run }: LogsView): string {
  return [
    totals(summary),
    distributions(summary),
    cost(summary, prices),
    reconciliation(summary),
    functionsTable(summary.rolls.slice(0, mostShown)),
    ...summary.rolls.slice(0, mostShown).map(rollLines),
    more(summary.rolls.length, 'functions'),
    ...(run === undefined ? [] : [joinedRun(run)]),
    damaged(summary),
  ]
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

function totals({ invocations, totals: sums, repeated, ...rest }: LogsSummary): string[] {
  return rows([
    ['invocations', count(invocations)],
    ['cold starts', count(rest.coldStarts)],
    ...when(rest.restored > 0, ['restored from a snapshot', count(rest.restored)]),
    ...rest.failures
      .slice(0, mostShown)
      .map(({ status, errorType, count: of }) => [
        `  ${status}${errorType ? `, ${printableLine(errorType)}` : ''}`,
        count(of),
      ]),
    ['function duration', ms(sums.durationMs)],
    ['billed', `${count(sums.billedMs)} ms`],
    ['initialization, billed part', `${ms(sums.initMs)}, ${ms(rest.reconciliation.initBilledMs)}`],
    ...when(rest.restored > 0, ['restores, billed part', `${ms(sums.restoreMs)}, ${ms(sums.billedRestoreMs)}`]),
    ...when(sums.unbillable > 0, ['not billed by the ms', count(sums.unbillable)]),
    ...when(rest.failedInits.count > 0, ['failed inits', countAndTime(rest.failedInits)]),
    ...when(rest.failedRestores.count > 0, ['failed restores', countAndTime(rest.failedRestores)]),
    ...when(repeated.retries > 0, [
      'retries',
      `${count(repeated.retries)}, billed ${count(repeated.retriesBilledMs)} ms`,
    ]),
    ...when(repeated.duplicates > 0, ['duplicate lines', `${count(repeated.duplicates)}, not counted`]),
  ]);
}

const countAndTime = (of: { readonly count: number; readonly durationMs: number }): string =>
  `${count(of.count)}, ${ms(of.durationMs)}`;

function distributions({ memory, ...summary }: LogsSummary): string[] {
  const parts: [string, LatencySummary | undefined, Format][] = [
    ['duration', summary.durationMs, ms],
    ['billed', summary.billedMs, ms],
    ['init', summary.initMs, ms],
    ['restore', summary.restoreMs, ms],
    ...memory
      .slice(0, mostShown)
      .map(({ memorySizeMb, usedMb }): [string, LatencySummary, Format] => [
        `memory used of ${mb(memorySizeMb)}`,
        usedMb,
        mb,
      ]),
  ];
  const measured = parts.filter(([, of]) => of !== undefined);
  if (measured.length === 0) return [];
  return columnLines([
    ['', 'p50', 'p90', 'p99', 'max', 'of'],
    ...measured.map(([label, of, format]) => [label, ...percentilesOf(of, format), count(of?.count ?? 0)]),
  ]);
}

const percentilesOf = (of: LatencySummary | undefined, format: Format): string[] =>
  [of?.p50, of?.p90, of?.p99, of?.max].map((value) => shown(value, format));

function cost({ billing, gbSeconds }: LogsSummary, prices: LogsPrices): string[] {
  if (gbSeconds === undefined) return ['no cost: no line has billed time and memory'];
  if ('unknown' in prices)
    return [...rows([['GB-seconds', plain(gbSeconds)]]), `no cost: ${printableLine(prices.unknown)}`];
  if (billing === undefined) return [];
  return [
    ...rows([
      ['GB-seconds', plain(billing.gbSeconds)],
      ['cost', `${usd(billing.usd)} (${partsOf(billing)})`],
      ['per million', usd(billing.usdPerMillion)],
    ]),
    `prices: ${prices.region}, ${prices.architecture}, of ${prices.date} (${printableLine(prices.source)}), without free tier`,
    ...assumed(prices),
    ...(billing.notes ?? []).map(printableLine),
  ];
}

function assumed(prices: Exclude<LogsPrices, UnknownPrices>): string[] {
  if (prices.assumed.length === 0) return [];
  const values = prices.assumed.map((name) => `${name} ${prices[name]}`).join(', ');
  const options = prices.assumed.map((name) => `--${name}`).join(' and ');
  return [`assumed, because the log does not say: ${values}; set ${options}`];
}

const partsOf = ({ durationUsd, requestsUsd, restoreUsd, storageUsd }: Billing): string =>
  Object.entries({ duration: durationUsd, requests: requestsUsd, restores: restoreUsd, '/tmp': storageUsd })
    .flatMap(([part, amount]) => (amount === undefined || amount === 0 ? [] : [`${part} ${usd(amount)}`]))
    .join(', ');

const ruleTexts: Record<BillingRule, string> = {
  '100ms': 'duration rounded up to 100 ms (before December 2020)',
  '1ms': 'duration rounded up to 1 ms (December 2020 to July 2025, zip functions of managed runtimes)',
  '1ms-with-init':
    'init and duration rounded up to 1 ms (since August 2025; custom runtimes and images since December 2020)',
};

const reasons: Record<RuleCheck['because'], string> = {
  given: 'as requested',
  time: 'by their timestamps',
  fit: 'INFERRED: it fits most of the lines whose timestamps do not decide',
};

function reconciliation({ reconciliation: found, repeated }: LogsSummary): string[] {
  if (found.lines === 0) return [];
  const judged = found.lines - found.unjudged;
  const verdict =
    found.mismatched === 0
      ? `every Billed Duration of ${counted(judged, 'line')} follows its rule within 1 ms`
      : `${count(found.mismatched)} of ${counted(judged, 'line')} (${percent(found.mismatched / judged)}) do not follow their rule`;
  return [
    `reconciliation: ${verdict}`,
    ...found.rules.map(
      ({ rule, because, lines, mismatched }) =>
        `  ${counted(lines, 'line')}: ${ruleTexts[rule]}, ${reasons[because]}; ${count(mismatched)} not as the rule says`,
    ),
    ...when(found.unjudged > 0, `  ${counted(found.unjudged, 'restore')} without a billed part: not checked`),
    ...rows([
      ['  unbilled time', ms(found.unbilledMs)],
      ['  billed beyond the actual time', ms(found.beyondMs)],
      ['  billed above the rule', ms(found.aboveMs)],
      ['  billed below the rule', ms(found.belowMs)],
      ['  billed again for retries', ms(repeated.retriesBilledMs)],
    ]),
    ...mismatchTable(found.mismatches),
    ...more(found.mismatched, 'such lines'),
  ];
}

function mismatchTable(mismatches: readonly Mismatch<BilledInvocation>[]): string[] {
  if (mismatches.length === 0) return [];
  const signed = (value: number) => `${value > 0 ? '+' : ''}${plain(value)}`;
  return columnLines([
    ['  request', 'duration', 'init', 'billed', 'by rule', 'difference', 'follows instead'],
    ...mismatches
      .slice(0, mostShown)
      .map(({ line, expectedMs, differenceMs, follows }) => [
        `  ${printableLine(line.requestId)}`,
        ...[line.durationMs, line.initMs, line.billedMs, expectedMs].map((value) => shown(value, String)),
        `${signed(differenceMs)} ms`,
        follows ?? absent,
      ]),
  ]);
}

function joinedRun({ directory, joined }: NonNullable<LogsView['run']>): string[] {
  const { besidesMs, outlastingLines } = joined;
  return [
    `run ${printableLine(directory)}: ${counted(joined.joinedLines, 'line')} joined to ${counted(joined.requests, 'request')} by request id`,
    ...rows([
      ['  requests without a line', count(joined.missing)],
      ['  lines of other requests', count(joined.surplus)],
      ...when(joined.withoutId > 0, ['  requests without an id', count(joined.withoutId)]),
      ['  init and duration longer than the service time', `${count(joined.outlasting)} of ${count(joined.compared)}`],
    ]),
    ...(besidesMs === undefined
      ? []
      : columnLines([
          ['', 'p50', 'p90', 'p99', 'max'],
          ['  service time beyond the log', ...percentilesOf(besidesMs, ms)],
        ])),
    ...outlastingLines
      .slice(0, mostShown)
      .map(
        ({ requestId, loggedMs, serviceTimeMs }) =>
          `  ${printableLine(requestId)}: ${ms(loggedMs)} in ${ms(serviceTimeMs)}`,
      ),
    ...more(joined.outlasting, 'such lines'),
  ];
}

function damaged({ damaged: { count: all, first } }: LogsSummary): string[] {
  if (all === 0) return [];
  return [
    `${counted(all, 'damaged line')}, not used:`,
    ...first
      .slice(0, mostShown)
      .map(({ text, reason }) => `  ${reason}: ${printableLine(text.slice(0, longestShown))}`),
    ...more(all, 'damaged lines'),
  ];
}

const longestShown = 160;

const more = (all: number, what: string): string[] =>
  all > mostShown ? [`  and ${count(all - mostShown)} more ${what}: see --json`] : [];

const when = <T>(condition: boolean, then: T): T[] => (condition ? [then] : []);

/** A label and a value to the right of it. */
const rows = (pairs: readonly (readonly string[])[]): string[] => columnLines(pairs, allLeft);
