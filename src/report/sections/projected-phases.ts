import type { PhaseResult, RunResult } from '../../model/run-result.ts';
import { count, ms, usd } from '../../text/format.ts';
import { type CheckedQuantity, checkedWord } from '../figures/doubt.ts';
import { figure, type Scope } from '../figures/figure.ts';
import { html, type Markup } from '../page/markup.ts';
import { left, type TableParts } from '../page/table.ts';
import { targetName } from '../page/target-name.ts';

const isProjected = ({ projected }: PhaseResult): boolean => projected !== undefined;

const hasAny = ({ targets }: RunResult): boolean => targets.some(({ phases }) => phases.some(isProjected));

/** What the platform makes of each phase, beside what was measured here, and how far such predictions were off. Undefined without any. */
export function projectedPhases(result: RunResult): TableParts | undefined {
  if (!hasAny(result)) return undefined;
  return {
    caption: 'Phase by phase: measured, and projected to the platform',
    columns: ['target', left('phase'), 'repeat', ...columns],
    rows: result.targets.flatMap((target) =>
      target.phases.flatMap((phase, index) =>
        isProjected(phase)
          ? [
              [
                ...[targetName(result, target.name), phase.name, count(phase.repeat + 1)],
                ...cellsOf({ path: `targets.${target.name}.phases.${index}`, of: phase }),
              ],
            ]
          : [],
      ),
    ),
  };
}

const columns = [
  ...['instances', 'instances, projected', 'cold starts', 'cold starts, projected'],
  ...['p50', 'p50, projected', 'p99', 'p99, projected'],
  ...['billed', 'billed, projected', 'per million', 'per million, projected'],
];

function cellsOf(scope: Scope<PhaseResult>): Markup[] {
  const errors = scope.of.projected?.checkedErrors;
  const withError = (markup: Markup, quantity: CheckedQuantity): Markup =>
    errors === undefined ? markup : html`${markup} <span class="muted">(${checkedWord(errors, quantity)})</span>`;
  return [
    figure(scope, 'environments.distinct', count),
    withError(figure(scope, 'projected.environments', count, 'requests wait in a queue'), 'environments'),
    figure(scope, 'environments.coldStarts', count),
    withError(figure(scope, 'projected.coldStarts', count, 'requests wait in a queue'), 'coldStarts'),
    figure(scope, 'latencyMs.serviceTime.all.p50', ms, 'too few answers'),
    figure(scope, 'projected.latencyMs.p50', ms, 'too few calls'),
    figure(scope, 'latencyMs.serviceTime.all.p99', ms, 'too few answers'),
    withError(figure(scope, 'projected.latencyMs.p99', ms, 'too few calls'), 'latency'),
    figure(scope, 'billing.billedMs', ms, 'not billed per call'),
    figure(scope, 'projected.billedMs', ms),
    figure(scope, 'billing.usdPerMillion', usd, 'prices not known'),
    withError(figure(scope, 'projected.usdPerMillion', usd, 'prices not known'), 'cost'),
  ];
}

export const projectedNote = (result: RunResult): Markup | undefined =>
  hasAny(result)
    ? html`<p class="note">Projected: the measured CPU and waiting of calls, on CPUs that nothing else uses, and the environments that Lambda has for these
arrivals. In parentheses: by how much such predictions were off at most when <code>rollcall validate</code> compared them with measurements of that
many environments. Not checked: it compared none of that many, so the error is not known.</p>`
    : undefined;
