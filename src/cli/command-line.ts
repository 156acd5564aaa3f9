import yargs, { type Argv } from 'yargs';
import { refuseFewFiles, withoutFiles } from '../files/open-files.ts';
import { version } from '../files/version.ts';
import { UserError } from '../model/errors.ts';
import { exitCode } from '../model/exit-code.ts';
import { printable } from '../model/printable.ts';
import { abCommand } from './ab/ab.ts';
import { calibrateCommand } from './calibrate.ts';
import { checkCommand } from './check.ts';
import { compareCommand } from './compare/compare.ts';
import { keysCommand } from './fleet/keys.ts';
import { workerCommand } from './fleet/worker.ts';
import { historyCommand } from './history.ts';
import { importCommand } from './import.ts';
import { importsCommand } from './imports.ts';
import { initCommand } from './init.ts';
import { localCommand } from './local/local.ts';
import { logsCommand } from './logs/logs.ts';
import { mergeCommand } from './merge/merge.ts';
import { burstCommand, closedCommand, rateCommand } from './one-line/commands.ts';
import { planCommand } from './plan/plan.ts';
import { reportCommand } from './report/report.ts';
import { runCommand } from './run/run.ts';
import { withStdinAsValue } from './stdin-argument.ts';
import { tuneCommand } from './tune/tune.ts';
import { noCommand, usageError } from './usage.ts';
import { validateCommand } from './validate.ts';

const usage =
  '$0 <command>\n\nSends the same load to Lambda functions and to servers, and counts the execution environments that it needs.';

/** Runs one command line. The only catch: an error becomes one message and an exit code. */
export async function runCommandLine(args: readonly string[]): Promise<void> {
  try {
    refuseFewFiles();
    await withoutCachedHelp(withCommands(yargs(withStdinAsValue('--logs', args))))
      .scriptName('rollcall')
      .usage(usage)
      .completion('completion', 'Print a script that completes commands and options in bash or zsh')
      .demandCommand(1, noCommand)
      .strict()
      .version(version)
      .alias({ help: 'h', version: 'V' })
      .example('$0 run scenarios/burst-10.yaml', 'send a burst of ten to an embedded Lambda and to a server')
      .example('$0 burst http://127.0.0.1:3000 -n 100', 'send a burst at a server that is running')
      .example('$0 local ./api --handler index.handler', 'run a function in the embedded Lambda until stopped')
      .example('$0 check scenarios/*.yaml', 'validate scenario files')
      .example('$0 init', 'write a scenario for the project or function in this folder')
      .epilogue(
        'Exit codes: 0 success, 1 a threshold or limit failed, 2 invalid input or command, a failed target, or a file could not be written, 3 the run or one of its targets is INVALID (--invalid-exit-code) or nothing could be compared, 4 a comparison is undecided (--undecided-exit-code), 70 a bug, 130 interrupted.\nColors follow TERM, NO_COLOR and FORCE_COLOR.',
      )
      .wrap(Math.min(100, process.stdout.columns || 100))
      .fail((message, error, parser) => {
        throw usageError(message, error, { parser, args });
      })
      .parseAsync();
  } catch (thrown) {
    const error = withoutFiles(thrown);
    const expected = error instanceof UserError;
    process.stderr.write(expected ? complaint(error) : `${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = expected ? (codesOf[error.code] ?? exitCode.badInput) : exitCode.bug;
  }
}

const withCommands = (commandLine: Argv): Argv =>
  commandLine
    .command(runCommand)
    .command(burstCommand)
    .command(rateCommand)
    .command(closedCommand)
    .command(checkCommand)
    .command(calibrateCommand)
    .command(localCommand)
    .command(initCommand)
    .command(reportCommand)
    .command(compareCommand)
    .command(abCommand)
    .command(mergeCommand)
    .command(historyCommand)
    .command(logsCommand)
    .command(tuneCommand)
    .command(planCommand)
    .command(importsCommand)
    .command(importCommand)
    .command(validateCommand)
    .command(workerCommand)
    .command(keysCommand);

/**
 * Yargs composes the help of each command that it calls, for later failures. No message of ours contains it, and it takes 15 to 40 ms of
 * CPU. An undocumented interface: without it, commands start later but are still correct.
 */
function withoutCachedHelp(commandLine: Argv): Argv {
  const { getInternalMethods } = commandLine as { getInternalMethods?: () => YargsInternals };
  const usageOfYargs = getInternalMethods?.call(commandLine).getUsageInstance();
  if (usageOfYargs !== undefined) usageOfYargs.cacheHelpMessage = () => {};
  return commandLine;
}

interface YargsInternals {
  getUsageInstance(): { cacheHelpMessage(): void };
}

/** All other expected errors are bad input. */
const codesOf: Readonly<Record<string, number>> = {
  interrupted: exitCode.interrupted,
  'run-invalid': exitCode.invalidRun,
};

const complaint = (error: UserError): string =>
  `${printable(error.message)}\n${error.hint === undefined ? '' : `  ${printable(error.hint)}\n`}`;
