import { type ComparedMetric, metricName, requestsWithoutAnswer } from '../../stats/comparison/metrics.ts';
import type { Ending, Look, Outcome, SequentialPlan } from '../../stats/comparison/sequential.ts';
import { comparisonJson } from '../comparison/json.ts';
import type { ComparisonView } from '../comparison/view.ts';

/** All that is shown of two sides that were run in turn. */
export interface AbView extends ComparisonView {
  /** Name of the scenario. */
  readonly scenario: string;
  readonly outcome: Outcome;
  readonly ending: Ending;
  readonly plan: AbPlan;
  readonly pairs: number;
  /** Of the last look. */
  readonly level: Look['level'];
  /** ISO 8601. */
  readonly startedAt: string;
  readonly finishedAt: string;
}

export interface AbPlan extends SequentialPlan {
  /** The smallest change that matters, as a share. */
  readonly margin: number;
  readonly budgetMs: number;
}

/** The verdict and the comparison for programs. */
export function abJson(view: AbView): object {
  const { scenario, outcome, ending, plan, pairs, level, startedAt, finishedAt } = view;
  return { ...comparisonJson(view), scenario, outcome, ending, plan, pairs, level, startedAt, finishedAt };
}

/** `server.latencyMs.serviceTime.all.p50` as people call it. */
export const gateName = ({ rule: { target, metric } }: ComparisonView['gates'][number]): string =>
  `${target} ${isOfRequests(metric) ? `${metric.label.replace(' ', '-')} requests` : metric.label}`;

/** Whether it counts requests that a target failed or refused. */
export const isOfRequests = (metric: ComparedMetric): boolean => requestsWithoutAnswer.includes(metric);

/** The row of the comparison that a limit is about. */
export const rowOfGate = ({ comparison }: ComparisonView, { rule }: ComparisonView['gates'][number]) =>
  comparison.metrics.find(
    ({ target, metric }) => target === rule.target && metricName(metric) === metricName(rule.metric),
  );
