import type { CommandModule, InferredOptionTypes, Options } from 'yargs';
import { writeOutput } from '../../files/open-output.ts';
import { UserError } from '../../model/errors.ts';
import { exitCode } from '../../model/exit-code.ts';
import type { PlanResult } from '../../model/plan/plan-result.ts';
import { printable } from '../../model/printable.ts';
import type { PlanInputs } from '../../planner/plan-inputs.ts';
import { refuseRepeated, text, texts } from '../options.ts';
import { filesOf, planDataOf, recordedFields } from './one-line.ts';

const options = {
  from: text('Folder of a run that measured what calls need; a plan without a file'),
  demand: text('With --from: average request rate, such as 50/s or 3e6/month'),
  burst: text('With --from: requests that arrive at one instant, on top of the rate'),
  explain: {
    choices: ['aws-lmi'] as const,
    describe: 'Print the answer of another calculator beside this one, with each input that differs',
  },
  trace: text('Recorded arrivals: overrides demand.trace, or with --from the demand of a plan without a file'),
  logs: {
    ...{ type: 'string', array: true },
    describe: 'Lambda logs with REPORT lines, one or more: overrides demand.logs, or is the plan without a file',
  },
  set: texts('Override a field, such as demand.burst=200; can be repeated'),
  format: {
    alias: 'f',
    choices: ['terminal', 'markdown', 'json', 'html'] as const,
    default: 'terminal' as const,
    describe:
      'terminal: tables; html: a page with charts and controls, offline in one file; all go to stdout without --out',
  },
  out: { ...text('Output file, `-` for stdout'), alias: 'o' },
} satisfies Record<string, Options>;

type Arguments = { readonly file?: string | undefined } & InferredOptionTypes<typeof options>;

export const planCommand: CommandModule<unknown, Arguments> = {
  command: 'plan [file]',
  describe: 'Plan capacity and cost at the demand of production',
  builder: (yargs) =>
    yargs
      .positional('file', { type: 'string', describe: 'A capacity plan (YAML)' })
      .options(options)
      .example('$0 plan plan.yaml', 'every option of the plan at its demand, and a recommendation')
      .example(
        '$0 plan --logs monday.log tuesday.log',
        'demand and needs of a call from production logs, without any load test',
      )
      .example('$0 plan plan.yaml --format html --out plan.html', 'a page for a review')
      .example('$0 plan plan.yaml --explain aws-lmi', 'beside AWS’s calculator for managed instances')
      .example('$0 plan --from reports/shop-2026-11-21T14-03-59Z --demand 50/s --burst 200', 'without a file'),
  handler: plan,
};

async function plan(given: Arguments): Promise<void> {
  refuseRepeated(given, options);
  const { format, out } = given;
  const inputs = await inputsOf({ ...given, ...filesOf(given) });
  const { makePlan } = await import('../../planner/plan.ts');
  const { version } = await import('../../files/version.ts');
  const result = makePlan(inputs, { version, explain: given.explain });
  const isFile = out !== undefined && out !== '-';
  const rendered = format === 'html' ? await pageOf(result, inputs) : await renderedAs(format, result, isFile);
  if (isFile) await writeOutput(out, rendered);
  else process.stdout.write(rendered);
  if (isFile) process.stdout.write(`${format}: ${printable(out)}\n`);
  const { option, isCertain } = result.recommendation;
  if (option === undefined) process.exitCode = exitCode.thresholdFailed;
  else if (!isCertain) process.exitCode = exitCode.undecided;
}

async function inputsOf({ file, from, demand, burst, trace, logs, set = [] }: Arguments): Promise<PlanInputs> {
  const { planOfData, planOfLogs, readPlan } = await import('../../files/plan/read-plan.ts');
  if (file === undefined) {
    const dataOf = (loggedMb?: number) => planDataOf({ from, demand, burst, trace, logs, loggedMb });
    return logs === undefined || from !== undefined ? planOfData(dataOf(), set) : planOfLogs(dataOf, set);
  }
  for (const [name, value] of Object.entries({ from, demand, burst }))
    if (value !== undefined) throw new UserError('usage', `--${name}: expected none with a file; set it there`);
  return readPlan(file, [...set, ...recordedFields({ trace, logs })]);
}

async function pageOf(
  result: PlanResult,
  { file, demand: { arrivals: _, otherArrivals: __, ...demand }, needs }: PlanInputs,
): Promise<string> {
  const { renderPlanPage } = await import('../../report/plan/page.ts');
  const { loadCharts } = await import('../../report/charts/chart.ts');
  return renderPlanPage(result, { draw: await loadCharts(), inputs: { file, demand, needs } });
}

async function renderedAs(
  format: Exclude<Arguments['format'], 'html'>,
  result: PlanResult,
  isFile: boolean,
): Promise<string> {
  if (format === 'json') return `${JSON.stringify(result, null, 2)}\n`;
  if (format === 'markdown') return (await import('../../report/plan/markdown.ts')).renderPlanMarkdown(result);
  const { renderPlan } = await import('../../report/plan/terminal.ts');
  const { fileOptions, fitted, terminalOf } = await import('../terminal-options.ts');
  return isFile
    ? renderPlan(result, fileOptions)
    : fitted(renderPlan(result, terminalOf(process.stdout)), process.stdout);
}
