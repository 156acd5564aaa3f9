import { createInterface } from 'node:readline/promises';
import type { RunPlan } from '../../library/prepare-run.ts';
import { UserError } from '../../model/errors.ts';
import { printable } from '../../model/printable.ts';
import { printToStderr } from '../standard-streams.ts';

interface ConfirmOptions {
  /** `--yes` was given. */
  readonly yes: boolean;
  readonly quiet: boolean;
  /** What the run starts and pays for, such as `20 workers on Fargate`. */
  readonly paid?: string | undefined;
}

/**
 * Prints the plan, and asks for confirmation before anything is paid for or sent to another machine.
 * @throws {UserError} `not-confirmed`
 */
export async function confirm(plan: RunPlan, { yes, quiet, paid }: ConfirmOptions): Promise<void> {
  const { strangers } = plan;
  const isAsked = (strangers.length > 0 || paid !== undefined) && !yes;
  if (!quiet || (isAsked && process.stdin.isTTY)) printPlan(plan);
  if (!isAsked) return;
  const hosts = printable(strangers.join(', '));
  const words = paid === undefined ? toStrangers(hosts) : forMoney(paid, hosts);
  if (!process.stdin.isTTY) throw new UserError('not-confirmed', words.unasked, { hint: words.hint });
  if (!(await answeredYes(`${words.question} [y/N] `)))
    throw new UserError('not-confirmed', words.declined, { hint: words.hint });
}

const toStrangers = (hosts: string) => ({
  question: `Send requests to ${hosts}, which is not this machine?`,
  unasked: `the scenario sends requests to ${hosts}, which is not this machine`,
  declined: `no request was sent to ${hosts}`,
  hint: 'add --yes if you are allowed to send requests to it',
});

const forMoney = (paid: string, hosts: string) => ({
  question: `Start ${paid}${hosts === '' ? '' : `, and send requests to ${hosts}`}?`,
  unasked: `the run starts ${paid}, which costs money${hosts === '' ? '' : `, and sends requests to ${hosts}`}`,
  declined: 'nothing was started, and no request was sent',
  hint: `add --yes if you want to pay for it${hosts === '' ? '' : ', and are allowed to send requests there'}`,
});

/** The planned requests, what this machine can carry, and the possible cost. */
export function printPlan({ lines }: RunPlan): void {
  for (const line of lines) printToStderr(line);
}

async function answeredYes(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(question)).trim());
  } finally {
    terminal.close();
  }
}
