#!/usr/bin/env node
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { exitCode, UserError } from '../model/errors.ts';
import { printable } from '../model/printable.ts';
import { checkCommand } from './check.ts';
import { runCommand } from './run.ts';
import { version } from './version.ts';

const complaint = (error: UserError): string =>
  `${printable(error.message)}\n${error.hint === undefined ? '' : `  ${printable(error.hint)}\n`}`;

/** The only catch and the only exit: commands set `process.exitCode`, and throw what they cannot serve. */
try {
  await yargs(hideBin(process.argv))
    .scriptName('rollcall')
    .usage('$0 <command>\n\nFires the same bursts at a function and at a server, calls the roll, and reports.')
    .command(runCommand)
    .command(checkCommand)
    .demandCommand(1, 'Name a command.')
    .strict()
    .version(version)
    .alias({ help: 'h', version: 'V' })
    .example('$0 run scenarios/burst-10.yaml', 'fire a burst of ten at an embedded Lambda and at a server')
    .example('$0 check scenarios/*.yaml', 'validate scenario files')
    .epilogue('Exit codes: 0 good, 1 a threshold failed, 2 wrong input or command, 130 interrupted.')
    .wrap(Math.min(100, process.stdout.columns ?? 100))
    .fail((message, error) => {
      throw error ?? new UserError('usage', message, { hint: 'see `rollcall --help`' });
    })
    .parseAsync();
} catch (error) {
  process.stderr.write(error instanceof UserError ? complaint(error) : `${(error as Error).stack}\n`);
  process.exitCode = exitCode.badInput;
}
