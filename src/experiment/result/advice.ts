import { breakEvenPerSecond } from '../../billing/break-even.ts';
import type { LatencySummary, ServerCost } from '../../model/measures.ts';
import type { TargetResult } from '../../model/run-result.ts';
import { ms, significant } from '../../text/format.ts';

/** Latencies of the same load on two targets. */
export interface SharedLatency {
  readonly place: string;
  latencyOf(target: TargetResult): LatencySummary | undefined;
}

/** The recommendation in one sentence: which target costs less at which rate, and which is faster. Undefined if neither is known. */
export function adviceOf(
  subject: TargetResult,
  baseline: TargetResult,
  load: SharedLatency | undefined,
): string | undefined {
  const cost = costOf(subject, baseline) ?? costOf(baseline, subject);
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

function costOf(use: TargetResult, server: TargetResult): CostFinding | undefined {
  const [{ billing }, { serverCost }] = [use, server];
  if (billing === undefined || serverCost === undefined || billing.usdPerMillion <= 0) return undefined;
  const perSecond = breakEvenPerSecond(billing, serverCost);
  if (perSecond === undefined) return { clause: `at any rate ${use.name} costs less`, cheaper: use, dearer: server };
  const clause = `above ${significant(perSecond)} requests/s, sustained all month, ${server.name} costs less${ifItCarries(serverCost, perSecond)}`;
  return { clause, cheaper: server, dearer: use };
}

/** The price is for one server. The run does not show that one server can carry a higher rate. */
const ifItCarries = ({ requestsPerSecond }: ServerCost, perSecond: number): string =>
  perSecond > requestsPerSecond ? ', if one server can carry that' : '';

function latencyClause(
  first: TargetResult,
  second: TargetResult,
  { place, latencyOf }: SharedLatency,
  named: boolean,
): string | undefined {
  const [own, beside] = [latencyOf(first)?.p50, latencyOf(second)?.p50];
  if (own === undefined || beside === undefined) return undefined;
  return named
    ? `${place} its p50 was ${ms(own)} against ${ms(beside)}`
    : `${place} the p50 of ${first.name} was ${ms(own)}, that of ${second.name} ${ms(beside)}`;
}
