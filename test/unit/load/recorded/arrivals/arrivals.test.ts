import { describe, expect, it } from 'vitest';
import { ArrivalReader } from '../../../../../src/load/recorded/arrivals/arrivals.ts';
import { columnsOf } from '../../../../../src/load/recorded/arrivals/columns.ts';
import type { ArrivalOptions } from '../../../../../src/load/recorded/arrivals/read-arrivals.ts';

function read(text: string, options: Omit<ArrivalOptions, 'file'> = {}) {
  const reader = new ArrivalReader({ ...options, file: 'trace.csv' });
  for (const line of text.split('\n')) reader.add(line);
  return reader.end();
}

const times = (text: string, options?: Omit<ArrivalOptions, 'file'>) => [...read(text, options).atMs];

describe('arrivals of a file', () => {
  it('one time a line: ms, s and µs since 1970, and ISO with and without a zone, are the same instant', () => {
    const atMs = Date.UTC(2026, 10, 21, 14, 3, 59, 250);
    for (const text of [
      ...[`${atMs}`, `${atMs / 1000}`, `${atMs * 1000}`, `${atMs}000000`],
      ...['2026-11-21T14:03:59.250Z', '2026-11-21 14:03:59,250', '2026/11/21 15:03:59.250+01:00'],
    ])
      expect(times(`${text}\n`), text).toEqual([atMs]);
  });

  it('small numbers are times from any beginning; rows in any order are sorted, equal instants stay', () => {
    expect(times('arrival_ms\n1500\n1000\n1500\n')).toEqual([1000, 1500, 1500]);
    expect(times('30\n10\n', { timeUnit: 'ms' })).toEqual([10, 30]);
    expect(times('0.5\n0.1\n', { timeUnit: 's' })).toEqual([100, 500]);
  });

  // Seconds that are taken for ms would be 1,000 times the rate.
  it('numbers of no known unit are refused, with what states it', () => {
    expect(() => read('timestamp,count\n0,5\n60,5\n')).toThrow('the unit of the numbers of "timestamp" is not known');
    expect(() => read('timestamp,duration\n1795269780,0.25\n')).toThrow('of the numbers of "duration" is not known');
    const stated = read('timestamp,count\n0,5\n60,5\n', { columns: columnsOf('start=timestamp:s,count=count') });
    expect(stated.spanMs).toBe(120_000);
    // Zeros are the same in any unit.
    expect([...(read('timestamp,duration\n1795269780,0\n').callMs ?? [])]).toEqual([0]);
  });

  it('a list of times that are not since 1970 is in ms, which is in doubt unless the plan states it', () => {
    expect(times('7.25\n101\n')).toEqual([7.25, 101]);
    const doubts = (text: string, options?: Omit<ArrivalOptions, 'file'>) =>
      read(text, options).takenAs.map(({ isAssumed = false }) => isAssumed);
    expect(doubts('7.25\n101\n')).toEqual([true]);
    expect(doubts('7.25\n101\n', { timeUnit: 'ms' })).toEqual([false]);
    expect(doubts('1795269780.25\n')).toEqual([false]);
  });

  it('says in which unit numbers were taken, and why', () => {
    const taken = (text: string, options?: Omit<ArrivalOptions, 'file'>) =>
      read(text, options).takenAs.map(({ what, value, source, isStated }) => [what, value, source, isStated]);
    const bySize = 'their size: times since 1970';
    expect(taken('1795269780.25\n1795269781.5\n')).toEqual([['unit of its times', 's', bySize, false]]);
    expect(taken('1\n2\n', { timeUnit: 's' })).toEqual([['unit of its times', 's', 'demand.timeUnit', true]]);
    const columns = columnsOf('start=at,duration=took:us');
    expect(taken('at,took\n1795269780250,7\n', { columns })).toEqual([
      ['unit of "at"', 'ms', bySize, false],
      ['unit of "took"', 'us', 'demand.columns', true],
    ]);
    expect(taken('start_s\n1\n')).toEqual([['unit of "start_s"', 's', 'the name of the column', false]]);
    expect(taken('2026-11-21T14:03:00Z\n')).toEqual([]);
    expect(() => read('2026-11-21T14:03:00Z\n', { timeUnit: 's' })).toThrow(
      '`timeUnit` does not apply to a list of times with dates',
    );
  });

  it('Azure 2021 in any order of its columns, and recordings with environment ids, are in s', () => {
    expect(times('duration,func,end_timestamp,app\n1,f,10,a\n')).toEqual([9000]);
    expect(times('client_start_time,aws_duration\n1000,1500\n')).toEqual([1_000_000]);
  });

  it('a name that ends with a unit has it: arrival_s of 12.5 is 12,500 ms', () => {
    expect(times('start_s,x\n1,a\n', { columns: columnsOf('start=start_s') })).toEqual([1000]);
    expect(times('when,x\n12.5,a\n', { columns: columnsOf('start=when:s') })).toEqual([12_500]);
  });

  it('Azure 2021: a request starts its duration before its end, in s', () => {
    const { atMs, callMs, words } = read('app,func,end_timestamp,duration\na,f,10,1\na,g,9.5,0.25\n');
    expect([...atMs]).toEqual([9000, 9250]);
    expect([...(callMs ?? [])]).toEqual([1000, 250]);
    expect(words).toBe('table of requests');
  });

  it('a recording with quoted fields: instants in s, durations in ms, by the names of its columns', () => {
    const text = [
      ',is_cold,cpu_info,exist_id,aws_duration,client_start_time,client_end_time',
      '0,False,"2,Intel ""Xeon""",e1,1845.17,1590355883.5,1590355885.5',
    ].join('\n');
    const { atMs, callMs } = read(text);
    expect([...atMs]).toEqual([1_590_355_883_500]);
    expect([...(callMs ?? [])]).toEqual([1845.17]);
    const byEnds = read(text, { columns: columnsOf('start=client_start_time,end=client_end_time') });
    expect([...(byEnds.callMs ?? [])]).toEqual([2000]);
  });

  it('Azure 2019: counts per minute of all functions or of one, each request inside its minute', () => {
    const head = `HashOwner,HashApp,HashFunction,Trigger,${Array.from({ length: 1440 }, (_, i) => i + 1).join(',')}`;
    const row = (app: string, func: string, first: string) =>
      `o,${app},${func},http,${first},${Array.from({ length: 1437 }, () => 0).join(',')}`;
    const text = [head, row('a', 'f', '2,0,1'), row('a', 'g', '3,0,0')].join('\n');
    const all = read(text);
    expect(all.bucketMs).toBe(60_000);
    expect(all.spanMs).toBe(86_400_000);
    expect([...all.atMs].map((at) => Math.floor(at / 60_000))).toEqual([0, 0, 0, 0, 0, 2]);
    expect(all.atMs).toEqual(all.atMs.toSorted());
    expect(times(text, { func: 'g' })).toHaveLength(3);
  });

  it('CloudWatch: Datapoints in any order and MetricDataResults; 4 and 2 requests in minutes 3 and 5', () => {
    const [three, five] = ['2026-11-21T14:03:00Z', '2026-11-21T14:05:00+00:00'];
    const four = '2026-11-21T14:04:00Z';
    const points = {
      Datapoints: [
        { Timestamp: five, Sum: 2.0 },
        { Timestamp: three, Sum: 4 },
        { Timestamp: four, Sum: 0 },
      ],
    };
    const results = { MetricDataResults: [{ Id: 'm1', Timestamps: [five, four, three], Values: [2, 0, 4] }] };
    for (const document of [points, results]) {
      const { atMs, bucketMs, spanMs } = read(JSON.stringify(document, undefined, 2));
      expect([...atMs].map((at) => new Date(at).getUTCMinutes())).toEqual([3, 3, 3, 3, 5, 5]);
      expect({ bucketMs, spanMs }).toEqual({ bucketMs: 60_000, spanMs: 180_000 });
    }
  });

  // CloudWatch has no data point where nothing ran: 3 requests at minute 0, 5, 20 are of minutes, not of 5 min.
  it('CloudWatch: sparse counts are of minutes, unless a period is stated', () => {
    const points = (times: readonly string[], more = {}) =>
      JSON.stringify({ ...more, Datapoints: times.map((time) => ({ Timestamp: `2026-11-21T14:${time}Z`, Sum: 1 })) });
    const sparse = ['00:00', '05:00', '20:00'];
    const assumed = 'as all times between them are whole minutes';
    expect(read(points(sparse))).toMatchObject({ bucketMs: 60_000, spanMs: 21 * 60_000, periodAssumed: assumed });
    const stated = read(points(sparse, { Period: 300 }));
    expect(stated).toMatchObject({ bucketMs: 300_000, spanMs: 25 * 60_000 });
    expect(stated.periodAssumed).toBeUndefined();
    expect(read(points(sparse), { periodMs: 300_000 }).bucketMs).toBe(300_000);
    // A dozen counts of minutes that all lie on fives would be a chance of 1 in 49 million.
    const fives = Array.from({ length: 12 }, (_, n) => `${String(5 * n).padStart(2, '0')}:00`);
    expect(read(points(fives)).bucketMs).toBe(300_000);
    expect(read(points(fives.slice(1))).bucketMs).toBe(60_000);
    // 20 s and 30 s are multiples of 10 s.
    expect(read(points(['00:00', '00:20', '00:50'])).bucketMs).toBe(10_000);
    expect(() => read(points(sparse), { periodMs: 600_000 })).toThrow(
      'two counts are 300 s apart, less than their period of 600 s',
    );
  });

  describe('the metric of a document of CloudWatch', () => {
    const metric = (Id: string, Label: string, Values: readonly number[]) => ({
      ...{ Id, Label, Values },
      Timestamps: Values.map((_, minute) => `2026-11-21T14:0${minute}:00Z`),
    });
    const results = (...all: readonly object[]) => JSON.stringify({ MetricDataResults: all });
    const points = (Label: string, ...all: readonly object[]) =>
      JSON.stringify({
        Label,
        Datapoints: all.map((point, minute) => ({ Timestamp: `2026-11-21T14:0${minute}:00Z`, ...point })),
      });
    const [calls, errors, throttles] = [
      ...[metric('m1', 'Invocations', [60, 30]), metric('m2', 'Errors', [6, 3])],
      metric('m3', 'Throttles', [5, 7]),
    ];

    it('is the one that counts requests: 60 + 30 of them; the others are named, throttled requests by their number', () => {
      const { atMs, notes, takenAs } = read(results(errors ?? {}, calls ?? {}, throttles ?? {}));
      expect(atMs).toHaveLength(90);
      expect(notes).toEqual([
        'metrics left out: Errors (m2), Throttles (m3), 12 in all, which may be requests beside the invocations',
      ]);
      expect(takenAs).toEqual([
        {
          ...{ id: 'metric', what: 'requests are', value: 'Sum of Invocations (m1)', isStated: false },
          source: 'the name of the metric; get-metric-data does not print the statistic',
        },
      ]);
    });

    it('is refused where none is known as requests, and where two are: `metric` names it by label or id', () => {
      expect(() => read(points('Errors', { Sum: 6, Unit: 'Count' }))).toThrow(
        'trace.csv: no metric is known as a number of requests',
      );
      const two = results(metric('a', 'Invocations', [1, 1]), metric('b', 'invocations', [2, 2]));
      expect(() => read(two)).toThrow('trace.csv: more than one metric is the requests');
      expect(times(two, { metric: 'b' })).toHaveLength(4);
      expect(times(points('Errors', { Sum: 6 }), { metric: 'Errors' })).toHaveLength(6);
      expect(() => read(two, { metric: 'c' })).toThrow('no metric is "c"');
    });

    it('of several pages is one: 1 + 1 and 2 requests', () => {
      const [first, second] = [metric('a', 'Requests', [1, 1]), metric('a', 'Requests', [0, 0, 2])];
      const later = { ...second, Timestamps: second.Timestamps.slice(2), Values: [2] };
      expect(times(results(first, later))).toHaveLength(4);
    });

    it('that has times: their SampleCount, 600 + 600 requests, and never their Sum in ms', () => {
      const timed = points(
        'Duration',
        { Sum: 60_000, SampleCount: 600, Unit: 'Milliseconds' },
        { Sum: 1, SampleCount: 600 },
      );
      expect(times(timed)).toHaveLength(1200);
      expect(() => read(points('Duration', { Sum: 60_000, Unit: 'Milliseconds' }))).toThrow(
        'trace.csv: Duration has Milliseconds, and no number of requests',
      );
      expect(() => read(points('Invocations', { Sum: 6, Unit: 'Bytes' }))).toThrow('Invocations has Bytes');
      // Each value of RequestCount is of several requests.
      expect(() => read(points('RequestCount', { SampleCount: 6 }))).toThrow('expected a number of requests in "Sum"');
    });
  });

  it('counts of every second of three days: 259,200', () => {
    const seconds = Array.from({ length: 259_200 }, (_, second) => `${new Date(1000 * second).toISOString()},1`);
    const { atMs, bucketMs } = read(`time,count\n${seconds.join('\n')}\n`);
    expect([atMs.length, bucketMs]).toEqual([259_200, 1000]);
  });

  it('Logs Insights: a table of counts per bin', () => {
    const { atMs, bucketMs } = read('bin(1m),count(*)\n2026-11-21 14:04:00.000,1\n2026-11-21 14:03:00.000,2\n');
    expect([...atMs].map((at) => new Date(at).getUTCMinutes())).toEqual([3, 3, 4]);
    expect(bucketMs).toBe(60_000);
  });

  it('access logs: a load balancer to the ms, CloudFront less the time taken, within its second', () => {
    const alb = (created: string, host: string) =>
      `https 2026-11-21T14:03:59.900000Z app/lb/1 1.2.3.4:5 10.0.0.1:80 0 0.2 0 200 200 1 1 "GET https://${host}:443/a HTTP/1.1" "c" x y arn "Root=1" "d" "e" 0 ${created} "forward" "-" "-"`;
    const text = [
      alb('2026-11-21T14:03:59.700000Z', 'a.example'),
      alb('2026-11-21T14:03:59.600000Z', 'b.example'),
    ].join('\n');
    expect(times(text)).toEqual([600, 700].map((ms) => Date.UTC(2026, 10, 21, 14, 3, 59, ms)));
    expect(times(text, { host: 'a.example' })).toHaveLength(1);
    // Without a creation time: 59.9 s less the 0.2 s of the target.
    expect(times(alb('-', 'a.example'))).toEqual([Date.UTC(2026, 10, 21, 14, 3, 59, 700)]);
    const cloudFront = [
      '#Version: 1.0',
      '#Fields: date time cs-method cs-uri-stem time-taken',
      '2026-11-21\t14:03:59\tGET\t/a\t2.0',
    ];
    const { atMs, bucketMs } = read(cloudFront.join('\n'));
    expect(Math.floor(atMs[0] ?? 0 / 1000)).toBeGreaterThanOrEqual(Date.UTC(2026, 10, 21, 14, 3, 57));
    expect(atMs[0]).toBeLessThan(Date.UTC(2026, 10, 21, 14, 3, 58));
    expect(bucketMs).toBe(1000);
  });

  it('counts bad lines and names the first of them with what was expected', () => {
    const { atMs, bad } = read('start,duration_ms\n1,5\nsoon,5\n3,long\n4\n\n5,5\n', {
      columns: columnsOf('start=start:ms,duration=duration_ms'),
    });
    expect([...atMs]).toEqual([1, 5]);
    expect(bad.count).toBe(3);
    expect(bad.first).toEqual([
      { line: 3, why: '"start" is no time: "soon"' },
      { line: 4, why: '"duration_ms" is no duration: "long"' },
      { line: 5, why: 'expected 2 columns, got 1' },
    ]);
  });

  it('refuses a file without arrivals, unknown columns and unknown JSON, and says what is expected', () => {
    expect(() => read('')).toThrow('trace.csv: this file is empty');
    expect(() => read('start\nsoon\nlate\n')).toThrow('trace.csv:2: "start" is no time: "soon" (and 1 more lines)');
    expect(() => read('a,b\n1,2\n')).toThrow('trace.csv:1: unknown columns "a,b"');
    expect(() => read('a,b\n1,2\n', { columns: columnsOf('start=c') })).toThrow('trace.csv: no column "c"');
    expect(() => read('{"x": 1}')).toThrow('expected counts of CloudWatch in this JSON document');
    for (const far of ['9'.repeat(400), '1e300', '8640000000000001000'])
      expect(() => read(`start_ms,x\n${far},1\n`), far).toThrow('"start_ms" is no time');
    expect(() => read('start\n1\n', { app: 'a' })).toThrow('no column "app"');
  });

  it('20,000 arrivals take less than a second', () => {
    const text = `start,duration_ms\n${Array.from({ length: 20_000 }, (_, i) => `2026-11-21T14:03:59.${i % 1000},${i}`).join('\n')}`;
    const began = performance.now();
    expect(read(text).atMs).toHaveLength(20_000);
    expect(performance.now() - began).toBeLessThan(1000);
  });
});

describe('demand.columns', () => {
  it('maps roles to names, with a unit after a colon', () => {
    expect(columnsOf('start=began:s, duration=took_ms,count=n')).toEqual({
      start: { name: 'began', unit: 's' },
      duration: { name: 'took_ms', unit: 'ms' },
      count: { name: 'n', unit: 'auto' },
    });
  });

  it('refuses unknown roles and units, and a mapping without an instant', () => {
    expect(() => columnsOf('begin=a')).toThrow(
      'demand.columns: expected start, end, duration or count before =, got "begin"',
    );
    expect(() => columnsOf('start=a:h')).toThrow('demand.columns: expected a unit of ns, us, ms or s, got "h"');
    expect(() => columnsOf('duration=a')).toThrow('demand.columns: expected start=NAME or end=NAME');
    expect(() => columnsOf('start')).toThrow(
      'demand.columns: expected start, end, duration or count before =, got "start"',
    );
  });
});
