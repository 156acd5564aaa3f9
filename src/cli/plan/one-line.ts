import { resolve } from 'node:path';
import { UserError } from '../../model/errors.ts';
import { optional } from '../../model/optional.ts';
import { countOf, perSecondOf } from '../report/sheet-options.ts';

interface Recorded {
  readonly trace?: string | undefined;
  readonly logs?: readonly string[] | undefined;
}

interface Given extends Recorded {
  readonly from?: string | undefined;
  readonly demand?: string | undefined;
  readonly burst?: string | undefined;
  /** Memory size of the function in the logs: the only one at which its calls are known. */
  readonly loggedMb?: number | undefined;
}

interface Files {
  readonly file?: string | undefined;
  readonly logs?: string[] | undefined;
}

/**
 * `--logs` takes all files after it: a plan among them is the last, in YAML.
 * @throws {UserError} `usage` without a file after it
 */
export function filesOf({ file, logs }: Files): Files {
  if (logs === undefined) return { file, logs };
  const last = logs.at(-1);
  if (last === undefined) throw new UserError('usage', '--logs: expected a file after it');
  if (file !== undefined || !/\.ya?ml$/i.test(last)) return { file, logs };
  return filesOf({ file: last, logs: logs.slice(0, -1) });
}

/**
 * The plan that a command line is short for: two sizes of a function beside tasks and small servers; of logs the function as it was.
 * @throws {UserError} `usage`
 */
export function planDataOf({ from, demand, burst, trace, logs, loggedMb }: Given): object {
  if (trace !== undefined && logs !== undefined) throw new UserError('usage', '--trace: expected none with --logs');
  if (from === undefined && logs === undefined)
    throw new UserError(
      'usage',
      'expected `rollcall plan FILE`, `--from RUN` with `--demand RATE` or `--trace FILE`, or `--logs FILE`',
    );
  if (demand === undefined && trace === undefined && logs === undefined)
    throw new UserError('usage', '--demand: missing; expected a rate such as 50/s, or --trace FILE');
  return {
    ...{ name: 'plan', question: 'Which option serves this demand?' },
    demand: {
      ...optional('averagePerSecond', perSecondOf(demand)),
      ...optional('burst', countOf('burst', burst)),
      ...{ ...optional('trace', trace), ...optional('logs', logs) },
    },
    calls: optional('from', from),
    options: [
      { kind: 'event', memoryMb: loggedMb === undefined || from !== undefined ? [512, 1769] : loggedMb },
      { kind: 'fargate', vcpu: 1, memoryMb: 2048, loadBalancer: { lcu: 1 } },
      { kind: 'server', instance: 't4g.small', loadBalancer: { lcu: 1 } },
    ],
  };
}

/** Beside a file: recorded arrivals in place of those that it names. Files of the command line are relative to the folder of the process. */
export const recordedFields = ({ trace, logs }: Recorded): string[] => [
  ...(trace === undefined ? [] : [`demand.trace=${JSON.stringify(fromHere(trace))}`]),
  ...(logs === undefined ? [] : [`demand.logs=${JSON.stringify(logs.map(fromHere))}`]),
];

const fromHere = (file: string): string => (file === '-' ? file : resolve(file));
