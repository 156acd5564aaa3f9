import type { Comparison, TargetResult } from '../model/run-result.ts';

/** The finding in one sentence that a reviewer can quote. It says only what was measured. */
export function findingOf(targets: readonly TargetResult[], comparison: Comparison | undefined): string {
  const subject = targets
    .filter(({ name }) => name !== comparison?.baseline)
    .sort((a, b) => b.environments.distinct - a.environments.distinct || functionsFirst(a, b))[0];
  const baseline = targets.find(({ name, status }) => name === comparison?.baseline && status !== 'not-started');
  if (subject === undefined || subject.environments.distinct === 0) return rollOf(targets);
  const clauses = [
    `${subject.name} answered ${count(subject.requests.answered, 'request')} with ${instances(subject)}`,
    baseline && `where ${baseline.name} needed ${instances(baseline)}`,
  ].filter((clause) => clause !== undefined);
  const findings = [memoryClause(subject, comparison), waitingClause(subject)].filter((clause) => clause !== undefined);
  return `${clauses.join(' ')}${findings.length === 0 ? '' : `: ${findings.join('; ')}`}.`;
}

/** It is a function rather than a cluster of servers that the question is about. */
const functionsFirst = (a: TargetResult, b: TargetResult): number =>
  Number(a.kind === 'node-server') - Number(b.kind === 'node-server');

/** A server has processes; what is behind another target is an execution environment. */
function instances({ kind, environments: { distinct } }: TargetResult): string {
  if (distinct === 0) return 'instances that did not tell who they are';
  return kind === 'node-server' ? count(distinct, 'process', 'processes') : count(distinct, 'execution environment');
}

const rollOf = (targets: readonly TargetResult[]): string =>
  `${targets.map((target) => `${target.name} ${rollClause(target)}`).join('; ')}.`;

const rollClause = (target: TargetResult): string =>
  target.status === 'not-started'
    ? 'was not started'
    : target.requests.answered === 0
      ? `answered none of ${count(target.requests.sent, 'request')}`
      : `answered ${target.requests.answered} of ${count(target.requests.sent, 'request')} with ${instances(target)}`;

function memoryClause(subject: TargetResult, comparison: Comparison | undefined): string | undefined {
  const multiplier = comparison?.targets.find(({ name }) => name === subject.name)?.memoryMultiplier;
  const times = multiplier?.pss ?? multiplier?.rss;
  return times === undefined ? undefined : `${times.toFixed(1)} times the memory`;
}

function waitingClause({ utilization, billing }: TargetResult): string | undefined {
  if (utilization === undefined || billing === undefined) return undefined;
  return `${Math.round((100 * utilization.waitingMs) / billing.billedMs)} % of the billed time was waiting`;
}

const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
