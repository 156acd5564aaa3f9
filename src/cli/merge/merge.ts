import type { CommandModule, InferredOptionTypes, Options } from 'yargs';
import { UserError } from '../../model/errors.ts';
import { exitCode } from '../../model/exit-code.ts';
import { optional } from '../../model/optional.ts';
import { printableJson } from '../../model/printable.ts';
import { durationMs } from '../../model/schema/units.ts';
import { flag, names, parseExitCode, refuseRepeated, text } from '../options.ts';
import { refuseStdin } from '../stdin-argument.ts';

const options = {
  out: { ...text('Folder for the merged run, new or empty; default reports/NAME-merged-<UTC time>'), alias: 'o' },
  'clock-bound': text(
    'The wall clock of each machine is right to this much, such as 5ms (`chronyc tracking` says it); default: not known, which makes the result SUSPECT',
  ),
  'invalid-exit-code': {
    ...text('Exit code of an INVALID result, 0 to 255'),
    default: `${exitCode.invalidRun}`,
  },
  json: flag('Print the result as JSON on stdout'),
} satisfies Record<string, Options>;

type MergeArguments = { readonly runs: string[] } & InferredOptionTypes<typeof options>;

export const mergeCommand: CommandModule<unknown, MergeArguments> = {
  command: 'merge <runs..>',
  describe: 'Make one run of several that loaded one target at the same time',
  builder: (yargs) =>
    yargs
      .positional('runs', names('Folders of the runs, such as those of the shards of a CI job'))
      .options(options)
      .example('$0 merge reports/shard-1 reports/shard-2 --clock-bound 5ms --out reports/merged', '')
      .epilogue(
        'Refused, with every reason: runs of different scenarios (shares of the load may differ), versions or functions; runs that were interrupted or are INVALID; runs that started their target themselves; a phase that the runs did not fire at the same time.\nExit codes: 0 merged, 1 a threshold failed, 2 invalid input or refused, 3 the result is INVALID (--invalid-exit-code), 130 interrupted.',
      ),
  handler: mergeFolders,
};

async function mergeFolders(given: MergeArguments): Promise<void> {
  refuseRepeated(given, options);
  refuseStdin('folders of runs');
  const clockBoundMs = boundOf(given['clock-bound']);
  const invalidExitCode = parseExitCode('invalid-exit-code', given['invalid-exit-code']);
  const { merge } = await import('../../library/merge.ts');
  const { interruptible } = await import('../interruptible.ts');
  const { exitCodeOf } = await import('../run/exit-code-of.ts');
  using interruption = interruptible({ first: 'interrupted: nothing is merged' });
  const { signal } = interruption;
  const { result, report } = await merge(given.runs, {
    ...optional('out', given.out),
    ...optional('clockBoundMs', clockBoundMs),
    signal,
  });
  if (given.json) process.stdout.write(`${printableJson(result)}\n`);
  else await printTable(result);
  if (report !== undefined) await printLink(report, given.json);
  process.exitCode = exitCodeOf(result, invalidExitCode, signal.aborted);
}

async function printTable(result: Parameters<typeof import('../../report/summary/terminal.ts').renderTable>[0]) {
  const { renderTable } = await import('../../report/summary/terminal.ts');
  const { fitted, terminalOf } = await import('../terminal-options.ts');
  process.stdout.write(fitted(renderTable(result, terminalOf(process.stdout)), process.stdout));
}

async function printLink(report: string, json: boolean): Promise<void> {
  const { linkTo } = await import('../terminal-options.ts');
  (json ? process.stderr : process.stdout).write(`\nreport: ${linkTo(report)}\n`);
}

function boundOf(bound: string | undefined): number | undefined {
  if (bound === undefined) return undefined;
  const ms = durationMs(bound);
  if (ms !== undefined) return ms;
  throw new UserError('usage', `--clock-bound: expected a time such as 5ms or 1s, got ${JSON.stringify(bound)}`);
}
