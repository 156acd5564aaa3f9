import { resolve } from 'node:path';
import type { CommandModule, InferredOptionTypes, Options } from 'yargs';
import type { PriceSheet, UnknownPrices } from '../../billing/price-sheet.ts';
import type { Output } from '../../files/open-output.ts';
import { UserError } from '../../model/errors.ts';
import { exitCode } from '../../model/exit-code.ts';
import { optional } from '../../model/optional.ts';
import { printableJson } from '../../model/printable.ts';
import type { LogsPrices } from '../../report/logs/terminal.ts';
import type { RunJoin } from '../../stats/logs/run-join.ts';
import type { LogsTally } from '../../stats/logs/tally.ts';
import { flag, names, number, refuseRepeated, text } from '../options.ts';
import { printToStderr } from '../standard-streams.ts';
import { withStdin } from '../stdin-argument.ts';

const ownPrices = {
  'usd-per-gb-second': number('Your own price of duration'),
  'usd-per-million-requests': number('Your own price of requests'),
  'cache-usd-per-gb-second': number('Your own price of the SnapStart cache'),
  'restore-usd-per-gb': number('Your own price of SnapStart restores'),
} as const;

const options = {
  run: text('Folder of a run; joins log lines and requests by request ID'),
  json: flag('Print all results as JSON on stdout'),
  csv: text('Write every invocation to this CSV file'),
  era: {
    choices: ['auto', '100ms', '1ms', '1ms-with-init'] as const,
    default: 'auto' as const,
    describe: 'Billing rule: auto chooses it by the time of each line',
  },
  architecture: {
    choices: ['x86_64', 'arm64'] as const,
    describe: 'Architecture of the prices, which logs do not contain; default x86_64',
  },
  region: text('Region of the prices; default: the region in INIT_START lines, else us-east-1'),
  ...ownPrices,
  'fail-on-mismatch': flag(`Exit with ${exitCode.thresholdFailed} if a billed duration does not follow its rule`),
} satisfies Record<string, Options>;

type LogsArguments = { readonly files: string[] } & InferredOptionTypes<typeof options>;

export const logsCommand: CommandModule<unknown, LogsArguments> = {
  command: 'logs <files..>',
  describe: 'Read logs of Lambda functions: environments, billed durations, and whether they follow the billing rule',
  builder: (yargs) =>
    yargs
      .positional('files', names('Logs in any format (docs/logs.md), also .gz; `-` for stdin'))
      .options(options)
      .example('aws logs tail /aws/lambda/orders --since 1h | $0 logs -', 'the last hour of a function')
      .example('$0 logs orders.log.gz --run reports/burst-10-2026-11-21T14-03-59Z', 'and compare it with a run'),
  handler: logs,
};

async function logs(yargsGiven: LogsArguments): Promise<void> {
  const given = { ...yargsGiven, files: withStdin(yargsGiven.files, withValue) };
  refuseWrong(given);
  const { LogsTally } = await import('../../stats/logs/tally.ts');
  const tally = new LogsTally(given.era === 'auto' ? undefined : given.era);
  const join = given.run === undefined ? undefined : await joinOf(given.run);
  await readFiles(given, tally, join);
  const { sheet, assumed } = await pricesOf(given, tally);
  const summary = tally.finish(sheet);
  const run =
    given.run === undefined || join === undefined ? undefined : { directory: given.run, joined: join.finish() };
  const view = { summary, prices: pricesShown(sheet, assumed), ...optional('run', run) };
  const { renderLogs } = await import('../../report/logs/terminal.ts');
  process.stdout.write(given.json ? `${printableJson(view)}\n` : renderLogs(view));
  if (given['fail-on-mismatch'] && summary.reconciliation.mismatched > 0) process.exitCode = exitCode.thresholdFailed;
}

/** An option of a flag takes no value. */
const withValue = Object.entries(options).flatMap(([name, option]) =>
  'type' in option && option.type === 'boolean' ? [] : [`--${name}`],
);

function refuseWrong(given: LogsArguments): void {
  refuseRepeated(given, options);
  for (const name of Object.keys(ownPrices) as (keyof typeof ownPrices)[]) {
    const price = given[name];
    if (price !== undefined && !(price >= 0)) throw new UserError('usage', `--${name}: expected a price, 0 or more`);
  }
  const { csv, files } = given;
  if (csv !== undefined && files.some((file) => resolve(file) === resolve(csv)))
    throw new UserError('usage', `--csv ${csv}: this is one of the logs`);
}

type Assumed = Extract<LogsPrices, { assumed: unknown }>['assumed'];

/** From the options, else from the region in the log. Your own prices of requests and duration apply to any region. */
async function pricesOf(
  given: LogsArguments,
  { regions, parts }: LogsTally,
): Promise<{ sheet: PriceSheet | UnknownPrices; assumed: Assumed }> {
  const { priceSheet } = await import('../../billing/price-sheet.ts');
  const { architecture, region = regions.length === 0 ? undefined : regions.join(', ') } = given;
  const own = {
    usdPerGbSecond: given['usd-per-gb-second'],
    usdPerMillionRequests: given['usd-per-million-requests'],
    cacheUsdPerGbSecond: given['cache-usd-per-gb-second'],
    restoreUsdPerGb: given['restore-usd-per-gb'],
  };
  const isOwn = own.usdPerGbSecond !== undefined && own.usdPerMillionRequests !== undefined;
  const ownName = (price: string) => `--${price.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  const sheet = priceSheet({ architecture, region, own, parts, ownName });
  if (given.region === undefined && regions.length > 1 && !isOwn) {
    const unknown = `the log contains functions in several regions (${region}), so there is no bill: select one with --region`;
    return { sheet: { region: sheet.region, architecture: sheet.architecture, unknown }, assumed: [] };
  }
  const assumed = (['region', 'architecture'] as const).filter(
    (name) => ({ architecture, region })[name] === undefined,
  );
  return { sheet, assumed: isOwn ? [] : assumed };
}

function pricesShown(sheet: PriceSheet | UnknownPrices, assumed: Assumed): LogsPrices {
  if ('unknown' in sheet) return sheet;
  const { region, architecture, date, source } = sheet;
  return { region, architecture, date, source, assumed };
}

async function joinOf(directory: string): Promise<RunJoin> {
  const { readSamples } = await import('../../files/read-run.ts');
  const { RunJoin } = await import('../../stats/logs/run-join.ts');
  const join = new RunJoin();
  for await (const batch of readSamples(directory, printToStderr)) for (const sample of batch) join.addSample(sample);
  return join;
}

async function readFiles({ files, csv }: LogsArguments, tally: LogsTally, join: RunJoin | undefined): Promise<void> {
  await using output = csv === undefined ? undefined : await openCsv(csv);
  let found = 0;
  for (const file of files) {
    const inFile = await readFile(file, output, tally, join);
    if (inFile === 0 && files.length > 1) printToStderr(`${file}: no invocation in this file`);
    found += inFile;
  }
  if (found > 0) return output?.keep();
  const hint = 'docs/logs.md lists the formats, and how to get a log; the system log level must be INFO or DEBUG';
  throw new UserError('logs-empty', `${files.join(', ')}: no REPORT line and no platform.report record`, {
    hint,
  });
}

/** @returns the number of findings. */
async function readFile(
  file: string,
  output: Output | undefined,
  tally: LogsTally,
  join: RunJoin | undefined,
): Promise<number> {
  const { LogReader } = await import('../../logs/log-reader.ts');
  const { logsCsvLine } = await import('../../report/logs/csv.ts');
  const { functionIn, readLogText } = await import('../../files/plan/log-text.ts');
  const name = file === '-' ? 'stdin' : file;
  let found = 0;
  let rows = '';
  const reader = new LogReader((finding) => {
    if (finding.kind !== 'region') found += 1;
    const repetition = tally.add(finding, functionIn(name));
    if (finding.kind !== 'invocation' || repetition === undefined) return;
    if (output !== undefined) rows += logsCsvLine(name, finding.invocation, repetition);
    if (repetition !== 'duplicate') join?.addInvocation(finding.invocation);
  });
  const write = async () => {
    const text = rows;
    rows = '';
    if (text !== '') await output?.write(text);
  };
  for await (const text of readLogText(file)) {
    reader.add(text);
    await write();
  }
  reader.end();
  await write();
  return found;
}

async function openCsv(file: string): Promise<Output> {
  const { openOutput } = await import('../../files/open-output.ts');
  const { logsCsvHead } = await import('../../report/logs/csv.ts');
  const output = await openOutput(file);
  await output.write(logsCsvHead);
  return output;
}
