import { resolve } from 'node:path';
import type { CommandModule } from 'yargs';
import type { BillingRule } from '../../billing/billing-rules.ts';
import type { PriceSheet, UnknownPrices } from '../../billing/price-sheet.ts';
import type { Architecture } from '../../billing/prices.ts';
import type { Output } from '../../files/open-output.ts';
import { exitCode, UserError } from '../../model/errors.ts';
import { optional } from '../../model/optional.ts';
import { printableJson } from '../../model/printable.ts';
import type { LogsPrices } from '../../report/logs/terminal.ts';
import type { RunJoin } from '../../stats/logs/run-join.ts';
import type { LogsTally } from '../../stats/logs/tally.ts';
import { printToStderr } from '../standard-streams.ts';
import { withStdin } from '../stdin-argument.ts';

interface LogsArguments {
  readonly files: string[];
  readonly run: string | undefined;
  readonly json: boolean;
  readonly csv: string | undefined;
  readonly era: 'auto' | BillingRule;
  readonly architecture: Architecture | undefined;
  readonly region: string | undefined;
  readonly 'usd-per-gb-second': number | undefined;
  readonly 'usd-per-million-requests': number | undefined;
  readonly 'cache-usd-per-gb-second': number | undefined;
  readonly 'restore-usd-per-gb': number | undefined;
  readonly 'fail-on-mismatch': boolean;
}

export const logsCommand: CommandModule<unknown, LogsArguments> = {
  command: 'logs <files..>',
  describe: 'Read logs of Lambda functions: the billed durations, and whether they follow the billing rule',
  builder: (yargs) =>
    yargs
      .positional('files', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'Logs in any format (docs/logs.md), also .gz; `-` for stdin',
      })
      .option('run', {
        type: 'string',
        requiresArg: true,
        describe: 'Folder of a run; joins log lines and requests by request ID',
      })
      .option('json', { type: 'boolean', default: false, describe: 'Print all results as JSON on stdout' })
      .option('csv', { type: 'string', requiresArg: true, describe: 'Write every invocation to this CSV file' })
      .option('era', {
        choices: ['auto', '100ms', '1ms', '1ms-with-init'] as const,
        default: 'auto' as const,
        describe: 'Billing rule: auto chooses it by the time of each line',
      })
      .option('architecture', {
        choices: ['x86_64', 'arm64'] as const,
        describe: 'Architecture of the prices, which logs do not contain; default x86_64',
      })
      .option('region', {
        type: 'string',
        requiresArg: true,
        describe: 'Region of the prices; default: the region in INIT_START lines, else us-east-1',
      })
      .option('usd-per-gb-second', { type: 'number', requiresArg: true, describe: 'Your own price of duration' })
      .option('usd-per-million-requests', {
        type: 'number',
        requiresArg: true,
        describe: 'Your own price of requests',
      })
      .option('cache-usd-per-gb-second', {
        type: 'number',
        requiresArg: true,
        describe: 'Your own price of the SnapStart cache',
      })
      .option('restore-usd-per-gb', {
        type: 'number',
        requiresArg: true,
        describe: 'Your own price of SnapStart restores',
      })
      .option('fail-on-mismatch', {
        type: 'boolean',
        default: false,
        describe: `Exit with ${exitCode.thresholdFailed} if a billed duration does not follow its rule`,
      })
      .example('aws logs tail /aws/lambda/orders --since 1h | $0 logs -', 'the last hour of a function')
      .example('$0 logs orders.log.gz --run reports/burst-10-2026-11-21T14-03-59Z', 'and compare it with a run'),
  handler: logs,
};

async function logs(given: LogsArguments): Promise<void> {
  const options = {
    ...given,
    files: withStdin(given.files, withValue),
  };
  refuseRepeated(options);
  const { LogsTally } = await import('../../stats/logs/tally.ts');
  const tally = new LogsTally(options.era === 'auto' ? undefined : options.era);
  const join = options.run === undefined ? undefined : await joinOf(options.run);
  await readFiles(options, tally, join);
  const { sheet, assumed } = await pricesOf(options, tally);
  const summary = tally.finish(sheet);
  const run =
    options.run === undefined || join === undefined ? undefined : { directory: options.run, joined: join.finish() };
  const view = { summary, prices: pricesTold(sheet, assumed), ...optional('run', run) };
  const { renderLogs } = await import('../../report/logs/terminal.ts');
  process.stdout.write(options.json ? `${printableJson(view)}\n` : renderLogs(view));
  if (options['fail-on-mismatch'] && summary.reconciliation.mismatched > 0) process.exitCode = exitCode.thresholdFailed;
}

type Assumed = Extract<LogsPrices, { assumed: unknown }>['assumed'];

/** From the options, else from the region in the log. Your own prices of requests and duration apply to any region. */
async function pricesOf(
  options: LogsArguments,
  { regions, parts }: LogsTally,
): Promise<{ sheet: PriceSheet | UnknownPrices; assumed: Assumed }> {
  const { priceSheet } = await import('../../billing/price-sheet.ts');
  const { architecture, region = regions.length === 0 ? undefined : regions.join(', ') } = options;
  const own = {
    usdPerGbSecond: options['usd-per-gb-second'],
    usdPerMillionRequests: options['usd-per-million-requests'],
    cacheUsdPerGbSecond: options['cache-usd-per-gb-second'],
    restoreUsdPerGb: options['restore-usd-per-gb'],
  };
  const isOwn = own.usdPerGbSecond !== undefined && own.usdPerMillionRequests !== undefined;
  const ownName = (price: string) => `--${price.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  const sheet = priceSheet({ architecture, region, own, parts, ownName });
  if (options.region === undefined && regions.length > 1 && !isOwn) {
    const unknown = `the log contains functions in several regions (${region}), so there is no bill: select one with --region`;
    return { sheet: { region: sheet.region, architecture: sheet.architecture, unknown }, assumed: [] };
  }
  const assumed = (['region', 'architecture'] as const).filter(
    (name) => ({ architecture, region })[name] === undefined,
  );
  return { sheet, assumed: isOwn ? [] : assumed };
}

function pricesTold(sheet: PriceSheet | UnknownPrices, assumed: Assumed): LogsPrices {
  if ('unknown' in sheet) return sheet;
  const { region, architecture, date, source } = sheet;
  return { region, architecture, date, source, assumed };
}

const ownPrices = [
  'usd-per-gb-second',
  'usd-per-million-requests',
  'cache-usd-per-gb-second',
  'restore-usd-per-gb',
] as const;
const single = [...(['run', 'csv', 'era', 'architecture', 'region'] as const), ...ownPrices];
const withValue = single.map((name) => `--${name}`);

function refuseRepeated(options: LogsArguments): void {
  for (const name of single)
    if (Array.isArray(options[name])) throw new UserError('usage', `--${name}: expected one value`);
  for (const name of ownPrices) {
    const price = options[name];
    if (price !== undefined && !(price >= 0)) throw new UserError('usage', `--${name}: expected a price, 0 or more`);
  }
  const { csv } = options;
  if (csv !== undefined && options.files.some((file) => resolve(file) === resolve(csv)))
    throw new UserError('usage', `--csv ${csv}: this is one of the logs`);
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
  const { readLogText } = await import('./log-text.ts');
  const name = file === '-' ? 'stdin' : file;
  let found = 0;
  let rows = '';
  const reader = new LogReader((finding) => {
    if (finding.kind !== 'region') found += 1;
    const repetition = tally.add(finding);
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
