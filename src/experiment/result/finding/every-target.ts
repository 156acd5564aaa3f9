import type { PhaseResult, TargetResult } from '../../../model/run-result.ts';
import { count, counted, mb } from '../../../text/format.ts';
import { instances } from './instance-words.ts';
import type { Median } from './times.ts';

/**
 * What each of several targets needed for the phase that all had and in which most instances served, with the median of that phase.
 * Undefined if there is none, as a list of different loads compares nothing.
 */
export function needsOfEvery(targets: readonly TargetResult[]): { roll: string; medians: Median } | undefined {
  const loads = targets.map((target) => ({ target, phases: sending(target) }));
  const name = sharedBy(loads.map(({ phases }) => phases));
  if (name === undefined) return undefined;
  const parts = loads.map(({ target, phases }) => ({ target, phase: phases.find((phase) => phase.name === name) }));
  const sent = new Set(parts.map(({ phase }) => phase?.requests.sent));
  const [only] = sent;
  if (sent.size > 1 || only === undefined) return undefined;
  const clauses = parts.map(({ target, phase }) => (phase === undefined ? '' : clauseOf(target, phase)));
  const phaseOf = new Map(parts.map(({ target, phase }) => [target, phase]));
  return {
    roll: `For the ${counted(only, 'request')} of phase ${name}: ${clauses.join('; ')}.`,
    medians: { scope: 'median service time', of: (target) => phaseOf.get(target)?.latencyMs.serviceTime.all?.p50 },
  };
}

/** Of one repeat, as each starts its targets again. */
const sending = ({ phases }: TargetResult): PhaseResult[] => {
  const first = Math.min(...phases.map(({ repeat }) => repeat));
  return phases.filter(({ requests, repeat }) => requests.sent > 0 && repeat === first);
};

function sharedBy([first = [], ...others]: readonly (readonly PhaseResult[])[]): string | undefined {
  const mostInstances = (name: string) =>
    Math.max(
      ...[first, ...others].flat().map((phase) => (phase.name === name ? (phase.environments.distinct ?? 0) : 0)),
    );
  return first
    .map(({ name }) => name)
    .filter((name) => others.every((phases) => phases.some((phase) => phase.name === name)))
    .toSorted((a, b) => mostInstances(b) - mostInstances(a))[0];
}

/** `event 30 execution environments, 1,800 MB RSS` */
function clauseOf(target: TargetResult, { requests, environments, projected }: PhaseResult): string {
  const { name, memory } = target;
  const answered = requests.answered === requests.sent ? '' : ` for the ${count(requests.answered)} answered requests`;
  const expected = projected?.environments;
  const beside = expected === undefined || expected === environments.distinct ? '' : ` (${count(expected)} projected)`;
  const rss = memory?.peak.rssMb === undefined ? '' : `, ${mb(memory.peak.rssMb)} RSS`;
  return `${name} ${instances(target, environments.distinct)}${beside}${answered}${rss}`;
}
