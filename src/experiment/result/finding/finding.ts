import { optional } from '../../../model/optional.ts';
import type { Comparison, Finding, TargetResult, Verdict } from '../../../model/run-result.ts';
import { wasShortOfCpu } from '../../../stats/short-of-cpu.ts';
import { kindNamed } from '../../../target-kinds/target-kinds.ts';
import { needsOfEvery } from './every-target.ts';
import { growthOf } from './growth.ts';
import type { IsShortOfCpu } from './instance-words.ts';
import { moneyOf } from './money.ts';
import { rollOfEach, rollOfPair, servedBy } from './roll.ts';
import { hadSameLoad, sharedPhase } from './shared-load.ts';
import { type Median, mediansIn, timesOf } from './times.ts';

/**
 * What a run found, in lines that a reviewer can quote: which instances served, what of the billed time was waiting, and which target costs
 * less. It states only figures and their scope: measured ones, of a target that was short of CPU projected ones first. Memory and waiting
 * always cover the whole load.
 */
export function findingOf(
  targets: readonly TargetResult[],
  comparison: Comparison | undefined,
  reasons: Verdict['reasons'] = [],
): Finding {
  const isShort: IsShortOfCpu = (target) => wasShortOfCpu({ verdict: { reasons } }, target);
  const subject = targets
    .filter(({ name }) => name !== comparison?.baseline)
    .sort((a, b) => distinctOf(b) - distinctOf(a) || functionsFirst(a, b))[0];
  if (subject === undefined || distinctOf(subject) === 0) return { roll: servedBy(targets) };
  const baseline = targets.find(({ name, status }) => name === comparison?.baseline && status !== 'not-started');
  const pair = baseline && { subject, baseline };
  const ofAll = growthOf(targets, isShort) ?? (targets.length > 2 ? needsOfEvery(targets, isShort) : undefined);
  const roll = ofAll?.roll ?? (pair ? rollOfPair(pair, comparison, isShort) : rollOfEach(targets, isShort));
  const shown = ofAll === undefined && pair ? [subject, baseline] : targets;
  const medians = ofAll?.medians ?? (pair ? sharedMedian(pair) : undefined);
  return {
    roll,
    ...optional('waiting', timesOf(shown, medians, isShort)),
    ...optional('money', comparison && moneyOf(targets, pair, comparison.breakEven)),
  };
}

const distinctOf = ({ environments }: TargetResult): number => environments.distinct ?? 0;

/** Prefers a function to a cluster of servers. */
const functionsFirst = (a: TargetResult, b: TargetResult): number => Number(isServer(a)) - Number(isServer(b));

const isServer = ({ kind }: TargetResult): boolean => kindNamed(kind)?.isServer === true;

/** Of the load that both had: percentiles of several phases cannot be merged. */
function sharedMedian({ subject, baseline }: Record<'subject' | 'baseline', TargetResult>): Median | undefined {
  if (hadSameLoad(subject, baseline)) return { scope: 'median service time', of: mediansIn };
  const phase = sharedPhase(subject, baseline);
  const only = ({ phases }: TargetResult) => phases.filter(({ name }) => name === phase);
  if (phase === undefined || only(subject).length !== 1 || only(baseline).length !== 1) return undefined;
  return { scope: `median service time in phase ${phase}`, of: (target) => mediansIn(only(target)[0]) };
}
