import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { exportOtlp } from '../../../src/cli/run/export-otlp.ts';
import { otlpDestination } from '../../../src/cli/run/otlp-destination.ts';
import { packageRoot } from '../../../src/launch/local/program-file.ts';
import type { RunResult } from '../../../src/model/run-result.ts';

const directory = join(packageRoot, 'reports/gallery/burst-10');
const result = JSON.parse(readFileSync(join(directory, 'result.json'), 'utf8')) as RunResult;
const samples = readFileSync(join(directory, 'samples.ndjson'), 'utf8').trimEnd().split('\n').length;

interface Received {
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  // biome-ignore lint/suspicious/noExplicitAny: any JSON
  readonly body: any;
}

/** A collector that answers the n-th request, from 0, as the test says. */
async function collector(answer: (request: number) => { status: number; text?: string; retryAfter?: string }) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const { status, text = '{}', retryAfter } = answer(received.length);
    received.push({ path: request.url, headers: request.headers, body: JSON.parse(Buffer.concat(pieces).toString()) });
    response.writeHead(status, retryAfter === undefined ? {} : { 'retry-after': retryAfter }).end(text);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

async function exported(url: string, environment: Record<string, string> = {}) {
  const told: string[] = [];
  const destination = otlpDestination(url, environment);
  if (destination === undefined) throw new Error('no destination');
  const stop = new AbortController().signal;
  await exportOtlp({ directory, result }, destination, { tell: (message) => told.push(message), stop });
  return told;
}

it('sends a trace for each request of a run, and its durations and figures', async () => {
  const { url, received } = await collector(() => ({ status: 200 }));
  expect(await exported(`${url}/`, { OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20x,a=b' })).toEqual([]);
  expect(received.map(({ path }) => path)).toEqual(['/v1/traces', '/v1/metrics']);
  expect(received[0]?.headers).toMatchObject({
    ...{ authorization: 'Bearer x', a: 'b', 'content-type': 'application/json' },
  });
  const [traces, metrics] = received.map(({ body }) => body);
  const spans = traces.resourceSpans[0].scopeSpans[0].spans as { traceId: string; parentSpanId?: string }[];
  expect(spans.filter(({ parentSpanId }) => parentSpanId === undefined).length).toBe(samples);
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(samples);
  const found = metrics.resourceMetrics[0].scopeMetrics[0].metrics as {
    name: string;
    gauge?: unknown;
    histogram?: unknown;
  }[];
  const duration = found.find(({ name }) => name === 'http.client.request.duration');
  const points = (duration?.histogram as { dataPoints: { count: string }[] } | undefined)?.dataPoints ?? [];
  expect(points.reduce((sum, { count }) => sum + Number(count), 0)).toBe(samples);
  const environments = found.find(({ name }) => name === 'rollcall.environments')?.gauge as {
    dataPoints: { asDouble: number }[];
  };
  expect(environments.dataPoints.map(({ asDouble }) => asDouble)).toEqual(
    result.targets.map((target) => target.environments.distinct),
  );
  expect(traces.resourceSpans[0].resource.attributes).toContainEqual({
    key: 'service.name',
    value: { stringValue: 'rollcall' },
  });
});

it('sends again what the collector could not take, and not what it refuses', async () => {
  const busy = await collector((request) => (request === 0 ? { status: 503, retryAfter: '0' } : { status: 200 }));
  await exported(busy.url);
  expect(busy.received.map(({ path }) => path)).toEqual(['/v1/traces', '/v1/traces', '/v1/metrics']);
  const refusing = await collector(() => ({ status: 400, text: '{"message":"no\u001b[2J such thing"}' }));
  await expect(exported(refusing.url)).rejects.toThrow(`${refusing.url}/v1/traces answered 400: {"message":"no`);
  expect(refusing.received.length).toBe(1);
});

it('reports what a collector has rejected, and a collector that is not there', async () => {
  const { url } = await collector(() => ({ status: 200, text: '{"partialSuccess":{"rejectedSpans":"3"}}' }));
  expect((await exported(url))[0]).toContain(`${url}/v1/traces rejected 3`);
  await expect(exported('http://127.0.0.1:1')).rejects.toMatchObject({ code: 'otlp-failed' });
});

it('an answer that breaks off in its body is one message', async () => {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('{');
    setImmediate(() => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  await expect(exported(`http://127.0.0.1:${port}`)).rejects.toMatchObject({ code: 'otlp-failed' });
});

describe('where it is sent to', () => {
  it('is named by the option, else by the variables of OpenTelemetry', () => {
    expect(otlpDestination(undefined, {})).toBeUndefined();
    expect(otlpDestination(undefined, { OTEL_EXPORTER_OTLP_ENDPOINT: '' })).toBeUndefined();
    expect(otlpDestination('http://a:4318', { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://b/t' })).toEqual({
      ...{ metricsUrl: 'http://a:4318/v1/metrics', tracesUrl: 'http://a:4318/v1/traces', headers: {} },
    });
    expect(
      otlpDestination(undefined, {
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a:4318/base',
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://b/t',
      }),
    ).toMatchObject({ metricsUrl: 'http://a:4318/base/v1/metrics', tracesUrl: 'http://b/t' });
  });

  it.each(['localhost:4318', 'grpc://a', 'nothing', 'http://a/?x=1'])('%s is refused before the run', (url) => {
    expect(() => otlpDestination(url, {})).toThrow(`--otlp: expected the http:// or https:// URL of an OTLP endpoint`);
  });

  it('refuses credentials in the URL without showing them', () => {
    const of = () => otlpDestination('http://user:secret@a:4318', {});
    expect(of).toThrow('--otlp: expected a URL without a user name and password');
    expect(of).not.toThrow('secret');
  });

  it('names the place of a damaged header, not its text', () => {
    const of = (text: string) => () => otlpDestination('http://a', { OTEL_EXPORTER_OTLP_HEADERS: text });
    expect(of('a=b,secret')).toThrow('OTEL_EXPORTER_OTLP_HEADERS: expected name=value in place 2');
    expect(of('a=b,secret')).not.toThrow('secret');
    expect(of('a=b,c=secret%0Ax')).toThrow('expected a value that a header can hold in place 2');
    expect(of('a=b,c=secret%0Ax')).not.toThrow('secret');
    expect(of('a=100%')()?.headers).toEqual({ a: '100%' });
  });
});
