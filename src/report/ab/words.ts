import { endedEarly } from '../../stats/comparison/metrics.ts';
import type { Outcome } from '../../stats/comparison/sequential.ts';
import { count, counted, exactPercent } from '../../text/format.ts';
import { changeText } from '../comparison/row.ts';
import { type AbView, gateName, isOfRequests } from './view.ts';

type Judged = Omit<AbView, 'sequential'>;

/** `worse: server service time p50 +20%`; without a period. */
export function verdictWords(view: Judged): string {
  const margin = exactPercent(view.plan.margin);
  const words: Readonly<Record<Outcome, () => string>> = {
    'no-difference': () => `no difference beyond ${margin}`,
    better: () => `better by more than ${margin}: ${improved(view).join(', ')}`,
    'not-worse': () => `not worse by ${margin} or more`,
    worse: () => `worse: ${worsened(view).join(', ')}`,
    undecided: () => `undecided, because ${whyUndecided(view)}`,
  };
  return words[view.outcome]();
}

/** The first sentence of a comparison. */
export function verdictSentence(view: Judged): string {
  const words = verdictWords(view);
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`;
}

const worsened = (view: Judged): string[] =>
  view.gates.flatMap((gate) => {
    const { status, rule, values } = gate;
    if (status !== 'failed' || values === undefined) return [];
    if (rule.metric === endedEarly) return [endedText(view, rule.target)];
    const answered = isOfRequests(rule.metric) ? ` (${answeredText(view.candidate, rule.target)})` : '';
    return [`${gateName(gate)} ${changeText(rule.metric, values)}${answered}`];
  });

/** ``abortOn ended 5 of 5 runs of head and 0 of base: `api.latency.p50 > 40 ms` became true``, with the latest reason. */
function endedText({ baseline, candidate }: Judged, target: string): string {
  const endedOf = (runs: Judged['candidate']) =>
    runs.flatMap(({ result }) => (endedEarly.ofRun?.(result, target) === 1 ? [result.aborted?.message ?? ''] : []));
  const [before, now] = [endedOf(baseline), endedOf(candidate)];
  return `abortOn ended ${count(now.length)} of ${counted(candidate.length, 'run')} of head and ${count(before.length)} of base: ${now.at(-1)}`;
}

/** `head answered 25 of 50`. */
function answeredText(runs: Judged['candidate'], name: string): string {
  const of = runs.flatMap(({ result }) => result.targets.filter((target) => target.name === name));
  const sum = (outcome: 'answered' | 'sent') => count(of.reduce((total, { requests }) => total + requests[outcome], 0));
  return `head answered ${sum('answered')} of ${sum('sent')}`;
}

const improved = ({ comparison }: Judged): string[] =>
  comparison.metrics.flatMap(({ role, conclusion, target, metric, values }) =>
    role === 'primary' && conclusion === 'improvement' && values !== undefined
      ? [`${target} ${metric.label} ${changeText(metric, values)}`]
      : [],
  );

function whyUndecided({ ending, plan, pairs }: Judged): string {
  const made = counted(pairs, 'pair');
  if (ending === 'interrupted') return `it was interrupted after ${made}`;
  if (ending === 'invalid-runs') return `one side gave no run that counts, three times in a row, after ${made}`;
  if (ending === 'failing-base')
    return `the target of the base failed, did not keep up, or was ended by abortOn, three times in a row, after ${made}`;
  if (ending === 'max-pairs')
    return `${made} of runs, the most allowed, show neither a difference nor that there is none`;
  const few = pairs < plan.minPairs ? `, and the first decision is possible after ${plan.minPairs}` : '';
  return `the budget of ${durationText(plan.budgetMs)} allowed only ${made} of runs${few}`;
}

/** The rules of the decision, for someone who reads the verdict in a year. */
export function methodSentences({ plan, level, pairs }: Judged): string {
  const { alpha, minPairs, maxPairs, margin } = plan;
  return [
    `The sides ran in turn (A B B A), and were compared after ${minPairs} pairs of runs and after each further one, up to ${maxPairs}.`,
    `Each pair brings the same part of the error rate of ${exactPercent(alpha)} (linear spending, Lan and DeMets 1983), so all comparisons together call equal sides worse, or a rise by ${exactPercent(margin)} no difference, in at most ${exactPercent(alpha)} of cases.`,
    `Of the last one, after ${counted(pairs, 'pair')}, the significance level is ${exactPercent(level)}.`,
  ].join(' ');
}

/** `10 min`, `90 s`, `0.5 s`. */
export function durationText(ms: number): string {
  return ms >= 60_000 && ms % 60_000 === 0 ? `${ms / 60_000} min` : `${Number((ms / 1000).toPrecision(3))} s`;
}
