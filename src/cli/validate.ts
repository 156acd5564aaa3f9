import { basename } from 'node:path';
import type { CommandModule, InferredOptionTypes, Options } from 'yargs';
import { UserError } from '../model/errors.ts';
import { exitCode } from '../model/exit-code.ts';
import { optional } from '../model/optional.ts';
import { type AssumedLives, type ReplayedFile, type Validation, verdictOf } from '../model/plan/validation.ts';
import { printableJson } from '../model/printable.ts';
import { durationMs } from '../model/schema/units.ts';
import { flag, refuseRepeated, text, texts } from './options.ts';
import { printToStderr } from './standard-streams.ts';

const options = {
  only: texts('Name of a check; repeat for more; default: all'),
  recording: texts('Recording of a platform with the environment of each request (CSV); repeat for more'),
  'keep-alive': { ...text('How long an idle environment of the recording lived'), default: '10m' },
  'max-life': { ...text('Age at which an environment of the recording ended'), default: '2h' },
  json: flag('Print the result as JSON on stdout'),
} satisfies Record<string, Options>;

type ValidateArguments = InferredOptionTypes<typeof options>;

export const validateCommand: CommandModule<unknown, ValidateArguments> = {
  command: 'validate',
  describe: 'Compare predictions of the planner with measurements',
  builder: (yargs) =>
    yargs
      .options(options)
      .example('$0 validate --recording trace.csv', 'predict the environments and cold starts of a recording')
      .epilogue(
        'Exit codes: 0 each error is within its limit, or above it by chance; 1 an error is above its limit, or something could not be measured; 2 invalid input. Limits of a recording: 5% of its environments and 20% of its cold starts.',
      ),
  handler: validate,
};

async function validate(given: ValidateArguments): Promise<void> {
  refuseRepeated(given, options);
  const lives = { keepAliveMs: durationOf(given, 'keep-alive'), maxLifeMs: durationOf(given, 'max-life') };
  if (given.recording === undefined) return check(given);
  if (given.only !== undefined)
    throw new UserError('usage', '--only: expected none with --recording, which runs no check');
  const files: ReplayedFile[] = [];
  for (const file of given.recording) files.push(await replayFile(file, lives));
  const { renderReplayed } = await import('../report/validation/recordings.ts');
  process.stdout.write(given.json ? `${printableJson({ lives, files })}\n` : renderReplayed(files, lives));
  const fails = files.some(({ verdicts }) => Object.values(verdicts).includes('fails'));
  if (fails) process.exitCode = exitCode.thresholdFailed;
}

async function check({ only, json }: ValidateArguments): Promise<void> {
  const { validatePlanner } = await import('../library/validate.ts');
  const { renderValidation } = await import('../report/validation/rows.ts');
  const { interruptible } = await import('./interruptible.ts');
  using interruption = interruptible({ first: 'interrupted: keeping the checks that have ended' });
  const { signal } = interruption;
  const validation = await validatePlanner({ signal, onProgress: printToStderr, ...optional('only', only) });
  process.stdout.write(json ? `${printableJson(validation)}\n` : renderValidation(validation));
  if (validation.interrupted) process.exitCode = exitCode.interrupted;
  else if (isRefuted(validation)) process.exitCode = exitCode.thresholdFailed;
}

/** Also where something could not be compared. */
const isRefuted = ({ rows, notMeasured }: Validation): boolean =>
  rows.length === 0 || notMeasured !== undefined || rows.some((row) => verdictOf(row) === 'fails');

function durationOf(given: ValidateArguments, name: 'keep-alive' | 'max-life'): number {
  const ms = durationMs(given[name]);
  if (ms !== undefined && ms > 0) return ms;
  throw new UserError(
    'usage',
    `--${name}: expected a duration such as 10m, 300s or 2h, got ${JSON.stringify(given[name])}`,
  );
}

async function replayFile(file: string, lives: AssumedLives): Promise<ReplayedFile> {
  const { readLogText } = await import('../files/plan/log-text.ts');
  const { readRecording } = await import('../planner/validation/recorded/recording.ts');
  const { replayRecording } = await import('../planner/validation/recorded/replay-recording.ts');
  const { isAverages, replayAverages } = await import('../planner/validation/recorded/averages.ts');
  const expected = { code: 'recording-unreadable', one: 'a recording, or `-` for stdin', several: 'a recording in it' };
  let all = '';
  for await (const piece of readLogText(file, expected)) all += piece;
  const lines = all.split(/\r?\n/);
  const name = file === '-' ? 'stdin' : basename(file);
  return isAverages(lines[0] ?? '')
    ? replayAverages(name, lines, lives.keepAliveMs)
    : replayRecording(readRecording(name, lines), lives);
}
