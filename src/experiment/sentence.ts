import type { Comparison, TargetResult } from '../model/run-result.ts';

/** The finding in one sentence that a reviewer can quote. It says only what was measured. */
export function findingOf(targets: readonly TargetResult[], comparison: Comparison | undefined): string {
  const subject = targets
    .filter(({ name }) => name !== comparison?.baseline)
    .sort((a, b) => b.environments.distinct - a.environments.distinct)[0];
  const baseline = targets.find(({ name }) => name === comparison?.baseline);
  if (subject === undefined || subject.requests.answered === 0) return rollOf(targets);
  const clauses = [
    `${subject.name} answered ${count(subject.requests.answered, 'request')} with ${count(subject.environments.distinct, 'execution environment')}`,
    baseline && `where ${baseline.name} needed ${count(baseline.environments.distinct, 'process', 'processes')}`,
  ].filter((clause) => clause !== undefined);
  const findings = [memoryClause(subject, comparison), waitingClause(subject)].filter((clause) => clause !== undefined);
  return `${clauses.join(' ')}${findings.length === 0 ? '' : `: ${findings.join('; ')}`}.`;
}

const rollOf = (targets: readonly TargetResult[]): string =>
  `${targets.map((t) => `${t.name} answered ${t.requests.answered} of ${t.requests.sent} requests with ${count(t.environments.distinct, 'instance')}`).join('; ')}.`;

function memoryClause(subject: TargetResult, comparison: Comparison | undefined): string | undefined {
  const multiplier = comparison?.targets.find(({ name }) => name === subject.name)?.memoryMultiplier;
  const times = multiplier?.pss ?? multiplier?.rss;
  return times === undefined ? undefined : `${times.toFixed(1)} times the memory`;
}

function waitingClause({ utilization }: TargetResult): string | undefined {
  if (utilization === undefined) return undefined;
  return `${Math.round(100 * (1 - utilization.cpuShareOfBilled))} % of the billed time was waiting`;
}

const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
