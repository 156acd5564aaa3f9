import type { RunResult, TargetResult } from '../../../model/run-result.ts';
import { count, plain, usd } from '../../../text/format.ts';
import { figure, targetScope } from '../../figures/figure.ts';
import { type Content, html, type Markup } from '../../page/markup.ts';
import { table } from '../../page/table.ts';
import { targetName } from '../../page/target-name.ts';

/** What loads on deployed functions cost, beside the forecast. Absent where there are none. */
export function forecastTable(result: RunResult): Markup | undefined {
  const forecast = result.targets.filter((target) => target.forecast !== undefined);
  if (forecast.length === 0) return undefined;
  const labels = [
    'target',
    'requests planned',
    'peak concurrency',
    'GB-s low',
    'GB-s high',
    'GB-s billed',
    'low',
    'high',
    'actual',
  ];
  return html`${table({
    caption: 'Cost compared with the forecast',
    columns: labels.map((label) => ({ label })),
    rows: forecast.map((target) => forecastRow(result, target)),
  })}
<p class="note">Low: every call takes what the workload plans, or 1 ms where nothing is planned, and no environment has to start. High:
every call takes the whole timeout, and every environment 10 s to start: what a mistake can cost. Throttled requests cost nothing,
so a throttled load can cost less than the low figure.</p>`;
}

function forecastRow(result: RunResult, target: TargetResult): Content[] {
  const scope = targetScope(target);
  return [
    targetName(result, target.name),
    figure(scope, 'forecast.requests', count),
    figure(scope, 'forecast.peakConcurrency', count),
    figure(scope, 'forecast.gbSecondsLow', plain),
    figure(scope, 'forecast.gbSecondsHigh', plain),
    figure(scope, 'billing.gbSeconds', plain),
    figure(scope, 'forecast.usdLow', usd),
    figure(scope, 'forecast.usdHigh', usd),
    figure(scope, 'billing.usd', usd),
  ];
}
