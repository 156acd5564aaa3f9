import type { RunResult, TargetResult, Verdict } from '../../model/run-result.ts';
import type { CheckedErrors } from '../../model/schema/projected.ts';
import { statusOfTarget } from '../../model/verdict.ts';
import { percent } from '../../text/format.ts';
import { html, type Markup } from '../page/markup.ts';

/** Why the figures of a target are in doubt; of the whole run if none is named. A reason that names no target of the run is about all. */
function doubtsAbout({ verdict, targets }: RunResult, name?: string): string[] {
  return verdict.reasons
    .filter(
      ({ target }) =>
        name === undefined ||
        target === undefined ||
        target === name ||
        targets.every((other) => other.name !== target),
    )
    .map(({ message }) => message);
}

/** `SUSPECT` or `INVALID` beside a figure that is in doubt. */
export function doubtTag(result: RunResult, name?: string): Markup | undefined {
  const status = statusFor(result, name);
  if (status === 'VALID') return undefined;
  const doubts = doubtsAbout(result, name);
  return html` <span class="tag ${status.toLowerCase()}" title="${doubts.join('\n')}">${status}</span>`;
}

/** The same for plain text: ` (SUSPECT)`, or nothing. */
export function doubtWord(result: RunResult, name?: string): string {
  const status = statusFor(result, name);
  return status === 'VALID' ? '' : ` (${status})`;
}

/** Label of a projected time or cost. */
export function projectedWord(result: RunResult, target: TargetResult): string {
  const more = upTo(result, target);
  return more === undefined ? 'projected' : `projected, ${more}`;
}

/** Where queueing may have hidden waiting, by how much a projected time may be higher. */
export function upTo({ verdict }: RunResult, { name, demands }: TargetResult): string | undefined {
  const isLow = verdict.reasons.some(({ code, target }) => code === 'projection-contended' && target === name);
  return isLow ? `up to +${percent(demands?.hiddenWaitShare ?? 0)}` : undefined;
}

export type CheckedQuantity = Exclude<keyof CheckedErrors, 'inFlight'>;

/** `off by up to 9%`: the largest error of such a projection when it was checked. `not checked`: the load is beyond what was. */
export function checkedWord(errors: CheckedErrors, quantity: CheckedQuantity): string {
  const error = errors[quantity];
  return error === undefined ? 'not checked' : `off by up to ${percent(error)}`;
}

const statusFor = (result: RunResult, name: string | undefined): Verdict['status'] =>
  name === undefined ? result.verdict.status : statusOfTarget(result, name);
