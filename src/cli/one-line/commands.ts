import type { Argv, CommandModule, Options } from 'yargs';
import { refuseRepeated } from '../options.ts';
import {
  type BurstArguments,
  burstOptions,
  type ClosedArguments,
  closedOptions,
  type OneLineArguments,
  oneLineOptions,
  type RateArguments,
  rateOptions,
} from './options.ts';
import type { OneLineLoad } from './scenario.ts';

export const burstCommand: CommandModule<unknown, OneLineArguments & BurstArguments> = {
  command: 'burst [target]',
  describe: 'Release requests at one instant, at a URL, a function or a server, and count its instances',
  builder: (yargs) =>
    withOptions<BurstArguments>(yargs, burstOptions)
      .example('$0 burst http://127.0.0.1:3000 -n 100', 'a burst at a server that is running')
      .example("$0 burst ./api -n 100 --against 'node server.js'", 'the same burst at a function and at a server'),
  handler: (given) => perform(given, burstOptions, (loads) => loads.burst(given)),
};

export const rateCommand: CommandModule<unknown, OneLineArguments & RateArguments> = {
  command: 'rate [target] [rate]',
  describe: 'Send requests at a rate, whatever the answers do (open load)',
  builder: (yargs) =>
    withOptions<RateArguments>(yargs, rateOptions)
      .positional('rate', { type: 'string', describe: 'Such as 50/s or 3000/min' })
      .example('$0 rate http://127.0.0.1:3000 50/s -d 30s', '50 requests per second for 30 s'),
  handler: (given) => {
    // With --command, the rate is the only word.
    const { rate, target } =
      given.command !== undefined && given.rate === undefined ? { rate: given.target, target: undefined } : given;
    return perform({ ...given, target }, rateOptions, (loads) => loads.rate({ ...given, rate }));
  },
};

export const closedCommand: CommandModule<unknown, OneLineArguments & ClosedArguments> = {
  command: 'closed [target]',
  describe: 'Let clients send as fast as they get answers (closed load)',
  builder: (yargs) =>
    withOptions<ClosedArguments>(yargs, closedOptions).example(
      '$0 closed http://127.0.0.1:3000 -c 64 -d 10s',
      '64 clients for 10 s',
    ),
  handler: (given) => perform(given, closedOptions, (loads) => loads.closed(given)),
};

const withOptions = <Own>(yargs: Argv<unknown>, own: Readonly<Record<string, Options>>) =>
  yargs
    .positional('target', {
      type: 'string',
      describe: 'A URL, unix:FILE of a Unix socket, or the folder or file of a function',
    })
    .options({ ...own, ...oneLineOptions })
    .epilogue(
      'Prints the figures. Keeps files only with --out or --html. Thresholds name the targets url, lambda and server: docs/one-line.md.',
    ) as unknown as Argv<OneLineArguments & Own>;

/** Loads the rest only here, so that `--help` does not wait for it. */
async function perform(
  given: OneLineArguments,
  own: Readonly<Record<string, Options>>,
  loadOf: (loads: typeof import('./loads.ts')) => OneLineLoad,
): Promise<void> {
  refuseRepeated(given, { ...own, ...oneLineOptions });
  const { performOneLine } = await import('./perform-one-line.ts');
  await performOneLine(loadOf(await import('./loads.ts')), given);
}
