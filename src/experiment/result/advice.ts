import type { Comparison, TargetResult } from '../../model/run-result.ts';
import type { BreakEven } from '../../model/schema/costs.ts';
import { ms, significant } from '../../text/format.ts';

/** Latencies of the same load on two targets. */
export interface SharedLatency {
  readonly place: string;
  /** Of service times, as measured: a server has no projected ones, and one basis is for both. */
  medianOf(target: TargetResult): number | undefined;
}

/** The recommendation in one sentence: which target costs less at which rate, and which is faster. Undefined if neither is known. */
export function adviceOf(
  subject: TargetResult,
  baseline: TargetResult,
  load: SharedLatency | undefined,
  breakEvens: Comparison['breakEven'],
): string | undefined {
  const cost = costOf(subject, baseline, breakEvens);
  const latency = load && latencyClause(cost?.cheaper ?? subject, cost?.dearer ?? baseline, load, cost !== undefined);
  const clauses = [cost?.clause, latency].filter((clause) => clause !== undefined);
  if (clauses.length === 0) return undefined;
  const text = clauses.join('; ');
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}

interface CostFinding {
  readonly clause: string;
  /** At high rates. */
  readonly cheaper: TargetResult;
  readonly dearer: TargetResult;
}

function costOf(
  subject: TargetResult,
  baseline: TargetResult,
  breakEvens: Comparison['breakEven'] = [],
): CostFinding | undefined {
  const names = [subject.name, baseline.name];
  const found = breakEvens.filter(({ between }) => between.every((name) => names.includes(name)));
  const last = found.at(-1);
  if (last === undefined) return undefined;
  const { above, perSecondLow, reason } = last;
  if (above === undefined) return undefined;
  const [cheaper, dearer] = above === baseline.name ? [baseline, subject] : [subject, baseline];
  if (perSecondLow === undefined) return { clause: reason, cheaper, dearer };
  const below = found.length === 1 ? '' : '; below that, each of both does at some rates';
  const clause = `above ${band(last)} requests/s, sustained all month, ${above} costs less than ${dearer.name}${below}`;
  return { clause, cheaper, dearer };
}

/** `0.2`, or from and to where cold starts make a difference that shows. */
function band({ perSecondLow = 0, perSecondHigh = perSecondLow }: BreakEven): string {
  const [low, high] = [significant(perSecondLow), significant(perSecondHigh)];
  return low === high ? low : `${low} to ${high}`;
}

function latencyClause(
  first: TargetResult,
  second: TargetResult,
  { place, medianOf }: SharedLatency,
  named: boolean,
): string | undefined {
  const [own, beside] = [medianOf(first), medianOf(second)];
  if (own === undefined || beside === undefined) return undefined;
  return named
    ? `${place} its p50 was ${ms(own)} against ${ms(beside)}`
    : `${place} the p50 of ${first.name} was ${ms(own)}, that of ${second.name} ${ms(beside)}`;
}
