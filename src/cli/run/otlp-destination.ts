import type { EnvironmentVariables } from '../../aws/endpoint.ts';
import { UserError } from '../../model/errors.ts';

/** Where OTLP is sent to. Headers may hold credentials: they are in no message. */
export interface OtlpDestination {
  readonly metricsUrl: string;
  readonly tracesUrl: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * From `--otlp`, else from the variables of OpenTelemetry
 * (https://opentelemetry.io/docs/specs/otel/protocol/exporter/). Undefined: nothing is exported.
 * @throws {UserError} `usage` if it is no URL of HTTP, or headers are not `name=value`
 */
export function otlpDestination(
  option: string | undefined,
  environment: EnvironmentVariables,
): OtlpDestination | undefined {
  const base = option ?? filled(environment['OTEL_EXPORTER_OTLP_ENDPOINT']);
  const named = option === undefined ? 'OTEL_EXPORTER_OTLP_ENDPOINT' : '--otlp';
  const own = (signal: 'METRICS' | 'TRACES') =>
    option === undefined ? filled(environment[`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`]) : undefined;
  const [metrics, traces] = [own('METRICS'), own('TRACES')];
  if (base === undefined && (metrics === undefined || traces === undefined)) return undefined;
  const below = (path: string) => `${checkedUrl(base ?? '', named).replace(/\/+$/, '')}${path}`;
  return {
    metricsUrl:
      metrics === undefined ? below('/v1/metrics') : checkedUrl(metrics, 'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT'),
    tracesUrl: traces === undefined ? below('/v1/traces') : checkedUrl(traces, 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'),
    headers: headersIn(filled(environment['OTEL_EXPORTER_OTLP_HEADERS']) ?? ''),
  };
}

const filled = (value: string | undefined): string | undefined => (value === '' ? undefined : value);

function checkedUrl(url: string, named: string): string {
  const { protocol = '', hash = '', search = '', username = '', password = '' } = URL.canParse(url) ? new URL(url) : {};
  if (username + password !== '')
    throw new UserError('usage', `${named}: expected a URL without a user name and password`, {
      hint: 'OTEL_EXPORTER_OTLP_HEADERS takes credentials: authorization=Basic%20...',
    });
  if ((protocol === 'http:' || protocol === 'https:') && hash === '' && search === '') return url;
  throw new UserError('usage', `${named}: expected the http:// or https:// URL of an OTLP endpoint, got ${url}`, {
    hint: 'the endpoint of a collector for OTLP over HTTP is usually http://127.0.0.1:4318',
  });
}

/** `name=value,name=value`, percent-encoded. */
function headersIn(text: string): Record<string, string> {
  const pairs = text.split(',').filter((pair) => pair.trim() !== '');
  return Object.fromEntries(
    pairs.map((pair, index) => {
      const [name = '', value] = pair.split(/=(.*)/s);
      if (value === undefined || !/^[\w!#$%&'*+.^`|~-]+$/.test(name.trim()))
        throw new UserError('usage', `OTEL_EXPORTER_OTLP_HEADERS: expected name=value in place ${index + 1}`);
      const text = decoded(value.trim());
      // Node's message about such a value would quote it.
      if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(text))
        throw new UserError(
          'usage',
          `OTEL_EXPORTER_OTLP_HEADERS: expected a value that a header can hold in place ${index + 1}`,
        );
      return [name.trim(), text];
    }),
  );
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    // A percent sign that encodes nothing is meant as it is.
    return value;
  }
}
