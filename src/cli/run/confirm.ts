import { createInterface } from 'node:readline/promises';
import { refuseTooExpensive, refuseUnpriced } from '../../experiment/before/cost-preflight.ts';
import type { Preflight } from '../../experiment/before/preflight.ts';
import { UserError } from '../../model/errors.ts';
import { printable } from '../../model/printable.ts';
import { printToStderr } from '../standard-streams.ts';

/**
 * @throws {UserError} `preflight-failed` if the load exceeds a limit of this machine; `too-expensive`; `cost-unknown`
 * @param maxCostUsd of the load on deployed functions
 */
export function refuseImpossible({ costs, strangers, problems }: Preflight, maxCostUsd: number): void {
  if (problems.length > 0)
    throw new UserError(
      'preflight-failed',
      `this run would exceed limits of this machine:\n${problems.map((p) => `  ${p}`).join('\n')}`,
    );
  refuseTooExpensive(costs, maxCostUsd);
  // A function on this machine is free in any region.
  if (strangers.length > 0) refuseUnpriced(costs, maxCostUsd);
}

interface ConfirmOptions {
  /** `--yes` was given. */
  readonly yes: boolean;
  readonly quiet: boolean;
  /** Removes secrets from a text, such as a host name from the environment. */
  redact(text: string): string;
}

/**
 * Prints the plan, and asks for confirmation before anything is sent to another machine.
 * @throws {UserError} `not-confirmed`
 */
export async function confirm(flight: Preflight, { yes, quiet, redact }: ConfirmOptions): Promise<void> {
  const { strangers } = flight;
  const isAsked = strangers.length > 0 && !yes;
  if (!quiet || (isAsked && process.stdin.isTTY)) printPlan(flight, redact);
  if (!isAsked) return;
  const hosts = printable(strangers.map(redact).join(', '));
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
export function printPlan({ plan, costs }: Preflight, redact: ConfirmOptions['redact']): void {
  for (const line of [...plan, ...costs.lines]) printToStderr(redact(line));
}

async function answeredYes(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(question)).trim());
  } finally {
    terminal.close();
  }
}
