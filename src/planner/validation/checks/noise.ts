import { percent } from '../../../text/format.ts';
import { phaseIn, type SeenRun, targetIn, type ValidationCheck } from './check.ts';

/** Highest share of the time of calls in which they waited for a CPU of this machine. */
const mostQueueing = 0.05;
/** Highest slowing of a CPU by neighbors, as the reference loop sees it. */
const mostSlowing = 1.5;
/** Highest share of all CPU time in use. */
const mostBusy = 0.85;
/** Highest share of all CPU time that neither a server nor the load generator used. The meters of a run use 3 to 5% of two CPUs. */
const mostByOthers = 0.1;
/** Latest send, p99, in ms. */
const mostLagMs = 10;

/** What disturbed one of the two runs of a check. */
export const disturbanceOf = (
  check: Pick<ValidationCheck, 'quiet'>,
  tested: SeenRun,
  learned?: SeenRun,
): string | undefined =>
  (learned && disturbanceOfLearned(check, learned)) ?? firstOf(tested, check.quiet?.tested ?? []);

export function disturbanceOfLearned({ quiet }: Pick<ValidationCheck, 'quiet'>, learned: SeenRun): string | undefined {
  const why = firstOf(learned, quiet?.learned ?? []);
  return why && `in the run to learn from, ${why}`;
}

const firstOf = (run: SeenRun, names: readonly string[]): string | undefined =>
  names.map((name) => disturbance(run, name)).find((why) => why !== undefined);

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
  const others = byOthers(run);
  if (others > mostByOthers) return `other programs used ${percent(others)} of the CPU time of this machine`;
  return lagMs > mostLagMs ? `requests were sent ${Math.round(lagMs)} ms late (p99)` : undefined;
}

/**
 * Share of the CPU time of this machine that others used beside a server: even where they take no CPU from it, they slow it. 0 of other
 * targets, whose CPU the calls say.
 */
function byOthers(run: SeenRun): number {
  const { client, phases, serverCpuMs } = targetIn(run);
  const [first, last] = [phases[0], phases.at(-1)];
  const { cpuShare } = client.host ?? {};
  if (serverCpuMs === undefined || cpuShare === undefined || first === undefined || last === undefined) return 0;
  const allMs = (last.finishedAtMs - first.startedAtMs) * run.result.machine.cpus;
  return cpuShare - (serverCpuMs + (client.cpuMs ?? 0)) / allMs;
}

/**
 * Requests without an answer, for example, whose times are in no percentile. That it has other environments than it should is what a check
 * compares, so it is no reason to discard a run.
 */
const invalidBy = ({ result: { verdict } }: SeenRun): string | undefined =>
  verdict.reasons.find(({ status, code }) => status === 'INVALID' && code !== 'contended-counts')?.message;
