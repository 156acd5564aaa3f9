import type { PhaseResult, TargetResult } from '../../../model/run-result.ts';
import { count, counted, mb } from '../../../text/format.ts';
import { extremesOf } from './extremes.ts';
import { bothInstances, type IsShortOfCpu } from './instance-words.ts';
import { type Median, mediansIn } from './times.ts';

export interface Needs {
  readonly roll: string;
  readonly medians: Median;
}

interface Part {
  readonly target: TargetResult;
  readonly phase: PhaseResult;
}

/**
 * What the targets with the most and the fewest instances needed for the phase that all targets had and in which most instances served,
 * with the medians of that phase. Undefined if there is none, as a list of different loads compares nothing.
 */
export function needsOfEvery(targets: readonly TargetResult[], isShort: IsShortOfCpu): Needs | undefined {
  const name = sharedBy(targets.map(sending));
  if (name === undefined) return undefined;
  const parts = targets.flatMap((target): Part[] => {
    const phase = sending(target).find((one) => one.name === name);
    return phase === undefined ? [] : [{ target, phase }];
  });
  const [sent, ...others] = new Set(parts.map(({ phase }) => phase.requests.sent));
  if (sent === undefined || others.length > 0) return undefined;
  const shown = extremesOf(parts, ({ phase }) => phase.environments.distinct ?? 0);
  const words = shown.length < parts.length ? [' had the most,', ' the fewest,'] : [];
  const clauses = shown.map((part, index) => clauseOf(part, words[index] ?? '', isShort));
  const phaseOf = new Map(shown.map(({ target, phase }) => [target, phase]));
  return {
    roll: `For the ${counted(sent, 'request')} of phase ${name}: ${clauses.join('; ')}.`,
    medians: { scope: 'median service time', of: (target) => mediansIn(phaseOf.get(target)) },
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
function clauseOf({ target, phase }: Part, word: string, isShort: IsShortOfCpu): string {
  const { requests, environments, projected } = phase;
  const { name, memory } = target;
  const answered = requests.answered === requests.sent ? '' : ` for the ${count(requests.answered)} answered requests`;
  const both = { measured: environments.distinct, projected: projected?.environments };
  const rss = memory?.peak.rssMb === undefined ? '' : `, ${mb(memory.peak.rssMb)} RSS`;
  return `${name}${word} ${bothInstances(target, both, isShort)}${answered}${rss}`;
}
