import type { RunResult } from '../../model/run-result.ts';
import { attributesOf, type Metric, type Span } from './wire.ts';

/** What a metric or span is of: this run of rollcall. */
const resourceOf = ({ tool, scenario, startedAt, machine, verdict }: RunResult) => ({
  attributes: attributesOf({
    'service.name': tool.name,
    'service.version': tool.version,
    'process.runtime.name': 'nodejs',
    'process.runtime.version': machine.node,
    'rollcall.scenario': scenario.name,
    'rollcall.started_at': startedAt,
    'rollcall.verdict': verdict.status,
  }),
});

const scopeOf = ({ tool: { name, version } }: RunResult) => ({ name, version });

/** The body of a request to `/v1/metrics`. */
export const metricsRequest = (result: RunResult, metrics: readonly Metric[]) => ({
  resourceMetrics: [{ resource: resourceOf(result), scopeMetrics: [{ scope: scopeOf(result), metrics }] }],
});

/** The body of a request to `/v1/traces`. */
export const tracesRequest = (result: RunResult, spans: readonly Span[]) => ({
  resourceSpans: [{ resource: resourceOf(result), scopeSpans: [{ scope: scopeOf(result), spans }] }],
});
