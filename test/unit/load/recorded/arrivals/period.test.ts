import { expect, test } from 'vitest';
import { ArrivalReader } from '../../../../../src/load/recorded/arrivals/arrivals.ts';
import { binOf } from '../../../../../src/load/recorded/arrivals/bins.ts';
import { columnsOf } from '../../../../../src/load/recorded/arrivals/columns.ts';
import type { ArrivalOptions } from '../../../../../src/load/recorded/arrivals/read-arrivals.ts';

function read(text: string, options: Omit<ArrivalOptions, 'file'> = {}) {
  const reader = new ArrivalReader({ ...options, file: 'trace.csv' });
  for (const line of text.split('\n')) reader.add(line);
  return reader.end();
}

const counts = (head: string, ...minutes: readonly number[]) =>
  [head, ...minutes.map((minute) => `2026-11-21 14:${String(minute).padStart(2, '0')}:00.000,2`)].join('\n');

test('bin(5m) has periods of 5 min where the shortest time between two counts is 10: 0 to 30 + 5 min', () => {
  const { bucketMs, spanMs, periodAssumed } = read(counts('bin(5m),count(*)', 30, 10, 0));
  expect({ bucketMs, spanMs }).toEqual({ bucketMs: 300_000, spanMs: 35 * 60_000 });
  expect(periodAssumed).toBeUndefined();
});

test.each([
  ['bin(1000ms)', 1000],
  ['bin(2 msecs)', 2],
  ['bin(30s)', 30_000],
  ['bin(5min)', 300_000],
  ['bin(1hr)', 3_600_000],
  ['bin(12hrs)', 43_200_000],
  ['bin(2d)', 172_800_000],
  ['bin(1week)', 604_800_000],
  ['datefloor(@timestamp, 1h)', 3_600_000],
  ['datefloor(@timestamp - 21600000, 1h) + 21600000', 3_600_000],
  ['dateceil(@timestamp, 3 minutes)', 180_000],
])('%s states %d ms', (name, periodMs) => {
  const { assumed, ...bin } = binOf(name) ?? {};
  expect(bin).toMatchObject({ periodMs });
  expect(assumed).toBeUndefined();
});

test('Logs Insights takes at most 60 s of bin(300s): assumed, so that demand.period may state another', () => {
  const text = counts('bin(300s),count(*)', 0, 5);
  expect(read(text)).toMatchObject({
    bucketMs: 60_000,
    periodAssumed: 'as Logs Insights takes bin(300s) for 60 seconds',
  });
  expect(read(text, { periodMs: 300_000 })).toMatchObject({ bucketMs: 300_000, spanMs: 600_000 });
});

test('other names state no period', () => {
  for (const name of ['time', 'bin', 'bin(5x)', 'bin(0m)', 'bin(5M)', 'cabin(5m)'])
    expect(binOf(name), name).toBeUndefined();
});

test.each([
  [[0, 5, 12], 'trace.csv: two counts are 420 s apart, no multiple of their period of 300 s (bin(5m))'],
  [[0, 5, 7], 'trace.csv: two counts are 120 s apart, less than their period of 300 s (bin(5m))'],
])('counts at minutes %j contradict bin(5m)', (minutes, message) => {
  expect(() => read(counts('bin(5m),count(*)', ...minutes))).toThrow(message);
});

test('a period of the plan that the file or its format contradicts is refused', () => {
  const conflict = (text: string, periodMs: number) => expect(() => read(text, { periodMs }));
  conflict(counts('bin(5m),count(*)', 0, 10), 60_000).toThrow(
    'trace.csv: its counts are of 300 s (bin(5m)), and demand.period is 60 s',
  );
  expect(read(counts('bin(5m),count(*)', 0, 10), { periodMs: 300_000 }).bucketMs).toBe(300_000);
  const points = { Period: 300, Datapoints: [{ Timestamp: '2026-11-21T14:00:00Z', Sum: 1 }] };
  conflict(JSON.stringify(points), 60_000).toThrow('of 300 s ("Period"), and demand.period is 60 s');
  const azure = 'HashOwner,HashApp,HashFunction,Trigger,1,2\no,a,f,http,1,1\n';
  conflict(azure, 30_000).toThrow('of 60 s (Azure Functions trace 2019, counts per minute), and demand.period is 30 s');
  conflict(counts('time,count', 0, 1, 3), 120_000).toThrow('less than their period of 120 s (demand.period)');
  conflict('1000\n2000\n', 60_000).toThrow(
    'trace.csv: `period` does not apply to a file of this format (list of times)',
  );
});

test('a field that says nothing about the format is refused, since it would select nothing', () => {
  const unused = (text: string, options: Omit<ArrivalOptions, 'file'>) => expect(() => read(text, options));
  unused('1000\n2000\n', { host: 'a.example' }).toThrow(
    '`host` does not apply to a file of this format (list of times)',
  );
  unused('{"Datapoints": []}', { func: 'f' }).toThrow(
    '`func` does not apply to a file of this format (request counts of CloudWatch)',
  );
  unused('start,duration\n1,1\n', { host: 'a' }).toThrow(
    '`host` does not apply to a file of this format (table of requests)',
  );
  const nginx = '192.0.2.7 - - [21/Nov/2026:14:03:00 +0000] "GET /a HTTP/1.1" 200 512 "-" "curl"';
  unused(nginx, { app: 'a' }).toThrow('`app` does not apply to a file of this format (access log)');
  unused(nginx, { columns: columnsOf('start=time') }).toThrow(
    '`columns` does not apply to a file of this format (access log)',
  );
});

test('rows of a rounded time without a known count are no requests', () => {
  const text = counts('bin(5m),total_events', 0, 10);
  expect(() => read(text)).toThrow('trace.csv:1: no column is known as the number of requests in each bin(5m)');
  const named = read(text, { columns: columnsOf('start=bin(5m),count=total_events') });
  expect([named.atMs.length, named.bucketMs]).toEqual([4, 300_000]);
  const quoted = read(counts('"datefloor(@timestamp, 5m)",n', 0, 10), {
    columns: columnsOf('start=datefloor(@timestamp, 5m),count=n'),
  });
  expect([quoted.atMs.length, quoted.bucketMs]).toEqual([4, 300_000]);
});

test('months differ in length', () => {
  for (const unit of ['mo', 'months', 'q', 'qtrs', 'y'])
    expect(() => read(`bin(1${unit}),count(*)\n2026-11-01 00:00:00.000,5\n`)).toThrow(
      `trace.csv:1: bin(1${unit}) has periods of different lengths`,
    );
});

test('a time of CloudWatch that is there twice, as where pages are joined, is refused: 5 + 7 requests would be of one minute', () => {
  const at = (Sum: number, minute = 0) => ({ Timestamp: `2026-11-21T14:0${minute}:00Z`, Sum });
  expect(() => read(JSON.stringify({ Label: 'Invocations', Datapoints: [at(5), at(7)] }))).toThrow(
    'trace.csv: two counts have the "Timestamp" "2026-11-21T14:00:00Z", expected one of each period',
  );
  expect(read(JSON.stringify({ Label: 'Invocations', Datapoints: [at(5), at(7, 1)] })).atMs).toHaveLength(12);
});
