import { createInterface } from 'node:readline/promises';
import type { RunPlan } from '../../library/prepare-run.ts';
import { UserError } from '../../model/errors.ts';
import { printable } from '../../model/printable.ts';
import { printToStderr } from '../standard-streams.ts';

interface ConfirmOptions {
  /** `--yes` was given. */
  readonly yes: boolean;
  readonly quiet: boolean;
}

/**
 * Prints the plan, and asks for confirmation before anything is sent to another machine.
 * @throws {UserError} `not-confirmed`
 */
export async function confirm(plan: RunPlan, { yes, quiet }: ConfirmOptions): Promise<void> {
  const { strangers } = plan;
  const isAsked = strangers.length > 0 && !yes;
  if (!quiet || (isAsked && process.stdin.isTTY)) printPlan(plan);
  if (!isAsked) return;
  const hosts = printable(strangers.join(', '));
  const hint = 'add --yes if you are allowed to send requests to it';
  if (!process.stdin.isTTY)
    throw new UserError('not-confirmed', `the scenario sends requests to ${hosts}, which is not this machine`, {
      hint,
    });
  if (!(await answeredYes(`Send requests to ${hosts}, which is not this machine? [y/N] `))) {
    throw new UserError('not-confirmed', `no request was sent to ${hosts}`, { hint });
  }
}

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
