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
  /** A load on deployed functions that could cost more is refused. */
  readonly maxCostUsd: number;
  /** Takes out of a text what must not be told, such as a host that the environment named. */
  redact(text: string): string;
}

/**
 * Says what will be sent and what it can cost, and asks before anything goes to a host of others.
 * @throws {UserError} `preflight-failed` if this machine cannot bear the load; `too-expensive`; `cost-unknown`; `not-confirmed`
 */
export async function confirm(flight: Preflight, { yes, quiet, maxCostUsd, redact }: ConfirmOptions): Promise<void> {
  const { plan, costs, strangers, problems } = flight;
  if (problems.length > 0)
    throw new UserError('preflight-failed', `this run would fail here:\n${problems.map((p) => `  ${p}`).join('\n')}`);
  refuseTooExpensive(costs, maxCostUsd);
  // A function on this machine costs nothing, whatever its region.
  if (strangers.length > 0) refuseUnpriced(costs, maxCostUsd);
  const isAsked = strangers.length > 0 && !yes;
  if (!quiet || (isAsked && process.stdin.isTTY))
    for (const line of [...plan, ...costs.lines]) printToStderr(redact(line));
  if (!isAsked) return;
  const hosts = printable(strangers.map(redact).join(', '));
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
