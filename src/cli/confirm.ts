import { createInterface } from 'node:readline/promises';
import type { Preflight } from '../experiment/preflight.ts';
import { UserError } from '../model/errors.ts';
import { printable } from '../model/printable.ts';

interface ConfirmOptions {
  /** `--yes` was given. */
  readonly yes: boolean;
  readonly quiet: boolean;
}

/**
 * Says what will be sent, and asks before anything goes to a host of others.
 * @throws {UserError} `preflight-failed` if this machine cannot bear the load; `not-confirmed`
 */
export async function confirm({ plan, strangers, problems }: Preflight, { yes, quiet }: ConfirmOptions): Promise<void> {
  if (problems.length > 0)
    throw new UserError('preflight-failed', `this run would fail here:\n${problems.map((p) => `  ${p}`).join('\n')}`);
  if (!quiet) process.stderr.write(`${plan.map(printable).join('\n')}\n`);
  if (strangers.length === 0 || yes) return;
  const hosts = printable(strangers.join(', '));
  const hint = 'add --yes if it is yours and meant';
  if (!process.stdin.isTTY)
    throw new UserError('not-confirmed', `the scenario fires at ${hosts}, which is not this machine`, { hint });
  if (!(await answeredYes(`Fire at ${hosts}, which is not this machine? [y/N] `))) {
    throw new UserError('not-confirmed', `nothing was fired at ${hosts}`, { hint });
  }
}

async function answeredYes(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(question)).trim());
  } finally {
    terminal.close();
  }
}
