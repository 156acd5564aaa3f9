import type { CommandModule, InferredOptionTypes, Options } from 'yargs';
import type { AbOptions, FinishedAb } from '../../library/ab/ab.ts';
import { UserError } from '../../model/errors.ts';
import { exitCode } from '../../model/exit-code.ts';
import { printableJson } from '../../model/printable.ts';
import { durationMs } from '../../model/schema/units.ts';
import { inOptions } from '../compare/in-options.ts';
import { flag, number, parseExitCode, parseShare, refuseRepeated, shareOfErrors, text, texts } from '../options.ts';
import { refuseStdin } from '../stdin-argument.ts';

const options = {
  base: { ...text('Folder with the code of the base, such as a checkout of the main branch'), demandOption: true },
  head: { ...text('Folder with the code of the head, such as a checkout of the pull request'), demandOption: true },
  margin: { ...text('Smaller changes of times, costs and memory do not matter'), default: '5%' },
  primary: {
    ...texts('A metric that decides, such as latency.p99; at most 3. Default: as in `rollcall compare`'),
    default: [],
  },
  budget: {
    ...text('Time for all runs, such as 90s or 10m; no run begins that would probably end later'),
    default: '10m',
  },
  'min-pairs': { ...number('Pairs of runs before the first decision'), default: 5 },
  'max-pairs': { ...number('The most pairs of runs'), default: 20 },
  'error-rate': { ...text('Accepted probability of a wrong decision, over all looks at the runs'), default: '5%' },
  set: { ...texts('Override a field of the scenario on both sides: path=value'), default: [] },
  out: {
    ...text('Folder for all runs and the page, new or empty; default reports/ab-<scenario>-<UTC time>'),
    alias: 'o',
  },
  json: flag('Print the verdict and the comparison as JSON on stdout'),
  junit: text('Write the verdict and its figures as JUnit XML to this file'),
  markdown: text('Write a comment for the pull request to this file'),
  'undecided-exit-code': {
    ...text('Exit code if the runs decide nothing within the budget, 0 to 255; 0 accepts it'),
    default: `${exitCode.undecided}`,
  },
  quiet: { ...flag('No progress'), alias: 'q' },
} satisfies Record<string, Options>;

export type AbArguments = { readonly scenario: string } & InferredOptionTypes<typeof options>;

export const abCommand: CommandModule<unknown, AbArguments> = {
  command: 'ab <scenario>',
  describe: 'Run a scenario with the code of two folders in turn, until it is decided whether one is worse',
  builder: (yargs) =>
    yargs
      .positional('scenario', {
        type: 'string',
        demandOption: true,
        describe: 'Scenario file (YAML), here or in both folders; it names code relative to itself',
      })
      .options(options)
      .example('$0 ab --base base --head head load/pull-request.yaml', 'two checkouts that are built')
      .example(
        '$0 ab --base base --head head load/pull-request.yaml --margin 10% --budget 5m --markdown comment.md',
        '',
      )
      .epilogue(
        'Exit codes: 0 no difference beyond the margin, better, or not worse; 1 worse; 2 invalid input, or a target failed; 3 a side is INVALID three times in a row (a head that fails requests is worse); 4 undecided within the budget (--undecided-exit-code); 130 interrupted. Builds nothing. docs/ci.md has a whole workflow.',
      ),
  handler: runAb,
};

async function runAb(given: AbArguments): Promise<void> {
  refuseRepeated(given, options);
  refuseStdin('a scenario file');
  const undecidedExitCode = parseExitCode('undecided-exit-code', given['undecided-exit-code']);
  const plan = planOf(given);
  const { checkOutput } = await import('../../files/open-output.ts');
  const { performAb } = await import('../../library/ab/ab.ts');
  const { interruptible } = await import('../interruptible.ts');
  const { showAbProgress } = await import('./progress.ts');
  const { keptCalibration } = await import('../calibrate.ts');
  const { printToStderr } = await import('../standard-streams.ts');
  const { base, head, scenario, set, primary, out, junit, markdown } = given;
  if (junit !== undefined) await checkOutput(junit, `--junit ${junit}`);
  if (markdown !== undefined) await checkOutput(markdown, `--markdown ${markdown}`);
  const calibration = await keptCalibration();
  using interruption = interruptible({ first: 'interrupted: keeping the runs so far' });
  const progress = showAbProgress(process.stderr, given.quiet, plan);
  const finished = await performAb({
    ...{ base, head, scenario, set, primary, out, plan, calibration },
    ...{ signal: interruption.signal, onEvent: progress.onEvent, warn: printToStderr },
  })
    .catch((error: unknown) => {
      throw inOptions(error);
    })
    .finally(progress.done);
  const code = exitCodeOf(finished, undecidedExitCode);
  process.exitCode = code;
  await print(finished, given);
  await writeFiles(finished, given, code === exitCode.good ? 'skipped' : 'error');
}

function planOf(given: AbArguments): AbOptions['plan'] {
  const { 'min-pairs': minPairs, 'max-pairs': maxPairs } = given;
  refusePairs('min-pairs', minPairs, 2, 100);
  refusePairs('max-pairs', maxPairs, minPairs, 100);
  const budgetMs = durationMs(given.budget);
  if (budgetMs === undefined || budgetMs === 0)
    throw new UserError('usage', `--budget: expected a duration such as 90s or 10m, got "${given.budget}"`);
  // Nothing is within a margin of 0, and twice as much is no small change.
  const margin = parseShare('margin', given.margin, { least: Number.MIN_VALUE, below: 1 });
  return { minPairs, maxPairs, margin, budgetMs, alpha: parseShare('error-rate', given['error-rate'], shareOfErrors) };
}

function refusePairs(name: string, pairs: number, least: number, most: number): void {
  if (Number.isInteger(pairs) && pairs >= least && pairs <= most) return;
  throw new UserError('usage', `--${name}: expected a whole number from ${least} to ${most}, got ${pairs}`);
}

function exitCodeOf({ view: { outcome, ending } }: FinishedAb, undecided: number): number {
  if (ending === 'interrupted') return exitCode.interrupted;
  if (outcome === 'worse') return exitCode.thresholdFailed;
  if (outcome !== 'undecided') return exitCode.good;
  return ending === 'invalid-runs' || ending === 'failing-base' ? exitCode.invalidRun : undecided;
}

async function print({ view, page, directory }: FinishedAb, { json }: AbArguments): Promise<void> {
  const { fitted, linkTo, terminalOf } = await import('../terminal-options.ts');
  if (json) {
    const { abJson } = await import('../../report/ab/view.ts');
    process.stdout.write(`${printableJson(abJson(view))}\n`);
  } else {
    const { renderComparison } = await import('../../report/comparison/terminal.ts');
    process.stdout.write(fitted(renderComparison(view, terminalOf(process.stdout)), process.stdout));
  }
  (json ? process.stderr : process.stdout).write(
    `\n${page === undefined ? 'runs' : 'report'}: ${linkTo(page ?? directory)}\n`,
  );
}

async function writeFiles({ view }: FinishedAb, { junit, markdown }: AbArguments, undecided: 'skipped' | 'error') {
  const { writeOutput } = await import('../../files/open-output.ts');
  const { renderAbMarkdown } = await import('../../report/ab/markdown.ts');
  const { orWarn, stepSummary } = await import('../run/run-extras.ts');
  await orWarn('GITHUB_STEP_SUMMARY', () => stepSummary(async () => renderAbMarkdown(view)));
  if (markdown !== undefined) await writeOutput(markdown, renderAbMarkdown(view), `--markdown ${markdown}`);
  if (junit === undefined) return;
  const { renderAbJunit } = await import('../../report/ab/junit.ts');
  await writeOutput(junit, renderAbJunit(view, undecided), `--junit ${junit}`);
}
