import { percent } from '../../../text/format.ts';
import { phaseIn, type SeenRun, targetIn, type ValidationCheck } from './check.ts';

/** Highest share of the time of calls in which they waited for a CPU of this machine. */
const mostQueueing = 0.05;
/** Highest slowing of a CPU by neighbors, as the reference loop sees it. */
const mostSlowing = 1.5;
/** Highest share of all CPU time in use. */
const mostBusy = 0.85;
/** Latest send, p99, in ms. */
const mostLagMs = 10;

/** What disturbed one of the two runs of a check. */
export function disturbanceOf(
  { quiet }: Pick<ValidationCheck, 'quiet'>,
  tested: SeenRun,
  learned: SeenRun | undefined,
): string | undefined {
  if (quiet === undefined) return undefined;
  const first = (run: SeenRun, names: readonly string[]) => names.flatMap((name) => disturbance(run, name) ?? [])[0];
  const before = learned && first(learned, quiet.learned);
  return before === undefined ? first(tested, quiet.tested) : `in the run to learn from, ${before}`;
}

/** What disturbed a phase so far that its times say nothing; undefined: nothing did. */
export function disturbance(run: SeenRun, name: string): string | undefined {
  const invalid = invalidBy(run);
  if (invalid !== undefined) return invalid;
  const { demands, schedule } = phaseIn(run, name);
  const { stealShare = 0, cpuShare = 0 } = targetIn(run).client.host ?? {};
  const calls = demands?.warm ?? demands?.call;
  const queued = calls?.queuedMs?.mean ?? 0;
  const all = queued + (calls?.cpuMs.mean ?? 0) + (calls?.waitMs?.mean ?? 0);
  const slowing = targetIn(run).demands?.reference?.factor ?? 1;
  const lagMs = schedule?.sendLagMs?.p99 ?? 0;
  if (all > 0 && queued > mostQueueing * all)
    return `calls waited for a CPU for ${percent(queued / all)} of their time`;
  if (slowing > mostSlowing) return `neighbors slowed the CPU by ${percent(slowing - 1)}`;
  if (stealShare > mostQueueing) return `the hypervisor gave ${percent(stealShare)} of the CPU time to others`;
  if (cpuShare > mostBusy) return `${percent(cpuShare)} of the CPU time of this machine was in use`;
  return lagMs > mostLagMs ? `requests were sent ${Math.round(lagMs)} ms late (p99)` : undefined;
}

/**
 * Requests without an answer, for example, whose times are in no percentile. That it has other environments than it should is what a check
 * compares, so it is no reason to discard a run.
 */
const invalidBy = ({ result: { verdict } }: SeenRun): string | undefined =>
  verdict.reasons.find(({ status, code }) => status === 'INVALID' && code !== 'contended-counts')?.message;
