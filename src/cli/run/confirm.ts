import { createInterface } from 'node:readline/promises';
import { refuseTooExpensive, refuseUnpriced } from '../../experiment/before/cost-preflight.ts';
import type { Preflight } from '../../experiment/before/preflight.ts';
import { UserError } from '../../model/errors.ts';
import { printable } from '../../model/printable.ts';
import { printToStderr } from '../standard-streams.ts';

interface ConfirmOptions {
  /** `--yes` was given. */
  readonly yes: boolean;
  readonly quiet: boolean;
  /** Cost limit of the load on deployed functions. */
  readonly maxCostUsd: number;
  /** Removes secrets from a text, such as a host name from the environment. */
  redact(text: string): string;
}

/**
 * Prints the planned requests and their possible cost, and asks for confirmation before it sends to another machine.
 * @throws {UserError} `preflight-failed` if the load exceeds a limit of this machine; `too-expensive`; `cost-unknown`; `not-confirmed`
 */
export async function confirm(flight: Preflight, { yes, quiet, maxCostUsd, redact }: ConfirmOptions): Promise<void> {
  const { plan, costs, strangers, problems } = flight;
  if (problems.length > 0)
    throw new UserError(
      'preflight-failed',
      `this run would exceed limits of this machine:\n${problems.map((p) => `  ${p}`).join('\n')}`,
    );
  refuseTooExpensive(costs, maxCostUsd);
  // A function on this machine is free in any region.
  if (strangers.length > 0) refuseUnpriced(costs, maxCostUsd);
  const isAsked = strangers.length > 0 && !yes;
  if (!quiet || (isAsked && process.stdin.isTTY))
    for (const line of [...plan, ...costs.lines]) printToStderr(redact(line));
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

async function answeredYes(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(question)).trim());
  } finally {
    terminal.close();
  }
}
