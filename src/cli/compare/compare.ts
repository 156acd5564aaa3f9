import { relative } from 'node:path';
import type { CommandModule, InferredOptionTypes, Options } from 'yargs';
import type { Comparison } from '../../library/compare/compare.ts';
import { UserError } from '../../model/errors.ts';
import { exitCode } from '../../model/exit-code.ts';
import { printable, printableJson } from '../../model/printable.ts';
import type { ComparisonView } from '../../report/comparison/view.ts';
import { flag, parseExitCode, parseShare, refuseRepeated, shareOfErrors, text, texts } from '../options.ts';
import { printToStderr } from '../standard-streams.ts';
import { refuseStdin } from '../stdin-argument.ts';
import { inOptions } from './in-options.ts';

const options = {
  baseline: { type: 'string', array: true, default: [], describe: 'Folders of the baseline runs' },
  candidate: { type: 'string', array: true, default: [], describe: 'Folders of the candidate runs' },
  'fail-on': {
    ...texts('Largest allowed increase: `lambda.latency.p99 > 10%`, or `10%` for every latency'),
    default: [],
  },
  'undecided-exit-code': {
    ...text('Exit code if the runs show neither that a limit is exceeded nor that it holds, 0 to 255'),
    default: `${exitCode.undecided}`,
  },
  primary: {
    ...texts(
      'A metric that carries the significance level, such as latency.p99; at most 3. Default: those of the scenario, or p50, environments (of a server, memory) and cost',
    ),
    default: [],
  },
  threshold: {
    ...text('Practical threshold: smaller changes of times, costs and memory do not matter'),
    default: '5%',
  },
  'error-rate': { ...text('Significance level: the accepted probability of a false finding'), default: '5%' },
  replicate: {
    choices: ['run', 'repeat'] as const,
    default: 'run' as const,
    describe: 'What counts as one measurement: a run, or each repeat in it',
  },
  'include-invalid': flag('Use INVALID and interrupted runs too'),
  json: flag('Print the comparison as JSON on stdout'),
  format: {
    alias: 'f',
    choices: ['terminal', 'markdown'] as const,
    default: 'terminal' as const,
    describe: 'Output format',
  },
  out: { ...text('Write an HTML page to this file'), alias: 'o' },
} satisfies Record<string, Options>;

type CompareArguments = { readonly folders: string[] } & InferredOptionTypes<typeof options>;

export const compareCommand: CommandModule<unknown, CompareArguments> = {
  command: 'compare [folders..]',
  describe: 'Compare runs before and after a change',
  builder: (yargs) =>
    yargs
      .positional('folders', {
        type: 'string',
        array: true,
        default: [],
        describe: 'BASELINE CANDIDATE: each is the folder of a run, or a folder with several runs',
      })
      .options(options)
      .example('$0 compare reports/before reports/after --out compare.html', '')
      .example('$0 compare --baseline a1 a2 a3 --candidate b1 b2 b3 --fail-on "lambda.latency.p99 > 10%"', '')
      .epilogue(
        'Exit codes: 0 no limit of --fail-on is given, or all are shown to hold; 1 a limit is shown to be exceeded; 2 invalid input; 3 nothing could be compared, as where one side is INVALID; 4 undecided: more runs are needed (--undecided-exit-code).',
      ),
  handler: runCompare,
};

async function runCompare(given: CompareArguments): Promise<void> {
  refuseRepeated(given, options);
  refuseStdin('folders of runs');
  const { compare } = await import('../../library/compare/compare.ts');
  const undecidedExitCode = parseExitCode('undecided-exit-code', given['undecided-exit-code']);
  const threshold = parseShare('threshold', given.threshold, { least: 0, below: 10 });
  const alpha = parseShare('error-rate', given['error-rate'], shareOfErrors);
  const { primary, replicate, 'fail-on': failOn, 'include-invalid': includeInvalid } = given;
  const comparison = await compare(foldersOf(given), {
    ...{ threshold, alpha, primary, replicate, failOn, includeInvalid },
  }).catch((error: unknown) => {
    throw inOptions(error);
  });
  await print(comparison, given);
  if (given.out !== undefined) await writePage(comparison, given);
  process.exitCode = { ...codes, undecided: undecidedExitCode }[comparison.status];
}

/** Success only if every limit is shown to hold. */
const codes = {
  held: exitCode.good,
  exceeded: exitCode.thresholdFailed,
  'nothing-compared': exitCode.invalidRun,
} as const;

/** Two folders in order, or named sides. */
function foldersOf({ folders, baseline, candidate }: CompareArguments): { baseline: string[]; candidate: string[] } {
  const [first, second, ...others] = folders;
  const named = baseline.length + candidate.length > 0;
  if (!named && first !== undefined && second !== undefined && others.length === 0)
    return { baseline: [first], candidate: [second] };
  if (folders.length === 0 && baseline.length > 0 && candidate.length > 0) return { baseline, candidate };
  throw new UserError('usage', 'expected two folders, or --baseline FOLDERS and --candidate FOLDERS', {
    hint: 'a folder contains one run or several: `rollcall compare reports/before reports/after`',
  });
}

async function print(view: ComparisonView, { json, format }: CompareArguments): Promise<void> {
  if (json) {
    const { comparisonJson } = await import('../../report/comparison/json.ts');
    process.stdout.write(`${printableJson(comparisonJson(view))}\n`);
  } else if (format === 'markdown') {
    const { renderComparisonMarkdown } = await import('../../report/comparison/markdown.ts');
    process.stdout.write(renderComparisonMarkdown(view));
  } else {
    const { renderComparison } = await import('../../report/comparison/terminal.ts');
    const { fitted, terminalOf } = await import('../terminal-options.ts');
    process.stdout.write(fitted(renderComparison(view, terminalOf(process.stdout)), process.stdout));
  }
}

async function writePage(comparison: Comparison, { out = '', json, format }: CompareArguments): Promise<void> {
  const { writeComparisonPage } = await import('../../files/comparison-page.ts');
  await writeComparisonPage(out, comparison, { what: `--out ${out}`, warn: printToStderr });
  const to = json || format === 'markdown' ? process.stderr : process.stdout;
  to.write(`\ncomparison: ${printable(relative('.', out))}\n`);
}
