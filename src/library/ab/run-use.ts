import type { RunResult, TargetResult, Verdict } from '../../model/run-result.ts';
import type { VerdictCode } from '../../model/schema/verdict.ts';
import { hasInvalid } from '../../model/verdict.ts';

/**
 * What a run says about the code of its side. `failing`: a condition of `abortOn` ended it, or it is INVALID because a target failed or
 * refused requests, which is a finding about the code, not noise. `nothing`: it is INVALID for a reason of the generator or the machine, or
 * was interrupted.
 */
export type RunUse = { readonly kind: 'figures' } | { readonly kind: 'failing' | 'nothing'; readonly why: string };

type Reason = Verdict['reasons'][number];

/** A run is used with all of its targets, or not at all: each side needs the same runs for every figure. */
export function useOf(result: RunResult): RunUse {
  const { aborted, status } = result;
  if (status === 'interrupted' && aborted === undefined) return { kind: 'nothing', why: 'was interrupted' };
  if (!hasInvalid(result))
    return aborted === undefined ? { kind: 'figures' } : { kind: 'failing', why: `ended early: ${aborted.message}` };
  const invalid = result.verdict.reasons.filter(({ status }) => status === 'INVALID');
  const whole = invalid.filter(({ about }) => about === undefined);
  const failing = whole.find((reason) => isOfTarget(reason, result));
  if (failing !== undefined && whole.every((reason) => isOfTarget(reason, result)))
    return { kind: 'failing', why: `is INVALID: ${failing.message}` };
  const [reason] = [...whole.filter((one) => !isOfTarget(one, result)), ...invalid];
  return { kind: 'nothing', why: reason === undefined ? 'is INVALID' : `is INVALID: ${reason.message}` };
}

/** Whether the code under load caused it. Codes that never make a whole target INVALID are not here, and never count. */
const causes: { readonly [Code in VerdictCode]?: (target: TargetResult) => boolean } = {
  'nothing-answered': hasFailed,
  unanswered: hasFailed,
  'rate-not-achieved': heldBack,
};

function isOfTarget({ code, target: name }: Reason, { targets }: RunResult): boolean {
  const target = targets.find((one) => one.name === name);
  return target !== undefined && (causes[code]?.(target) ?? false);
}

/** More requests than this machine could not send at all (no port, no open file, no address), or ended itself. */
function hasFailed({ requests: { throttled, timedOut, failed, failures } }: TargetResult): boolean {
  const ours = failures.unreachable + failures.interrupted;
  return throttled + timedOut + failed - ours > ours;
}

/** A target that answers too slowly holds back requests by `maxInFlight`; a slow generator sends all of them late. */
function heldBack({ phases }: TargetResult): boolean {
  const missed = phases.flatMap(({ schedule, requests: { notSent } }) =>
    schedule === undefined ? [] : [{ notSent, unsent: schedule.asked - schedule.sent }],
  );
  return missed.some(({ unsent }) => unsent > 0) && missed.every(({ notSent, unsent }) => notSent >= unsent);
}
