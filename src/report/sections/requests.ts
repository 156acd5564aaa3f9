import type { Measures } from '../../model/measures.ts';
import type { NumberPath } from '../../model/number-path.ts';
import type { RunResult } from '../../model/run-result.ts';
import { count, ms } from '../../text/format.ts';
import { figure, type Scope, targetScope } from '../figures/figure.ts';
import { type Content, html, type Markup } from '../page/markup.ts';
import { table } from '../page/table.ts';
import { targetName } from '../page/target-name.ts';
import type { Section } from './section.ts';

export const requestsSection: Section = {
  id: 'requests',
  label: 'Requests',
  title: 'Outcome of every request',
  body: ({ result }) => html`${outcomes(result)}${phases(result)}`,
};

interface Counter {
  readonly label: string;
  readonly path: NumberPath<Measures>;
}

/** The first ones always, the others where there are any. */
const always: readonly Counter[] = [
  { label: 'sent', path: 'requests.sent' },
  { label: 'answered', path: 'requests.answered' },
  { label: 'throttled', path: 'requests.throttled' },
  { label: 'timed out', path: 'requests.timedOut' },
  { label: 'failed', path: 'requests.failed' },
];
const kindsOfFailure: readonly Counter[] = [
  { label: 'HTTP error', path: 'requests.failures.httpError' },
  { label: 'refused', path: 'requests.failures.refused' },
  { label: 'reset', path: 'requests.failures.reset' },
  { label: 'malformed', path: 'requests.failures.malformed' },
  { label: 'unreachable', path: 'requests.failures.unreachable' },
  { label: 'interrupted', path: 'requests.failures.interrupted' },
  { label: 'answered without identity', path: 'requests.unidentified' },
];

function outcomes(result: RunResult): Markup {
  const some = result.targets.some(({ requests }) => requests.failed + requests.unidentified > 0);
  const counters = [...always, ...(some ? kindsOfFailure : [])];
  return table({
    caption: 'Requests by outcome',
    columns: ['target', ...counters.map(({ label }) => label)].map((label) => ({ label })),
    rows: result.targets.map((target) => [
      targetName(result, target.name),
      ...counters.map(({ path }) => figure<Measures>(targetScope(target), path, count)),
    ]),
  });
}

function phases(result: RunResult): Markup {
  const labels = [
    'target',
    'phase',
    'kind',
    'repeat',
    'sent',
    'answered',
    'instances',
    'cold starts',
    'reused',
    'peak in flight',
    'p50',
    'max',
    'billed',
  ];
  const rows = result.targets.flatMap((target) =>
    target.phases.map((phase, index): Content[] => [
      targetName(result, target.name),
      phase.name,
      phase.kind,
      count(phase.repeat + 1),
      ...phaseFigures({ path: `targets.${target.name}.phases.${index}`, of: phase }),
    ]),
  );
  const columns = labels.map((label) =>
    label === 'phase' || label === 'kind' ? ({ label, align: 'left' } as const) : { label },
  );
  return table({ caption: 'Phase by phase', columns, rows });
}

const phaseFigures = (scope: Scope<Measures>): Content[] => [
  figure(scope, 'requests.sent', count),
  figure(scope, 'requests.answered', count),
  figure(scope, 'environments.distinct', count),
  figure(scope, 'environments.coldStarts', count),
  figure(scope, 'environments.reused', count),
  figure(scope, 'peakInFlight', count),
  figure(scope, 'latencyMs.serviceTime.all.p50', ms, 'too few answers'),
  figure(scope, 'latencyMs.serviceTime.all.max', ms, 'nothing answered'),
  figure(scope, 'billing.billedMs', ms, 'not billed per call'),
];
