import { describe, expect, it } from 'vitest';
import { trace, traceDue } from '../../../../src/load/kinds/trace.ts';

const whole = { timeScale: 1, fromMs: 0, toMs: Number.POSITIVE_INFINITY };
const due = (csv: string, plan = whole) => [...traceDue(csv.split('\n'), plan, 'trace.csv')];

describe('a trace of arrivals', () => {
  it('counts from its first arrival, sorts, keeps gaps and equal instants', () => {
    expect(due('arrival_ms\n1500\n1000\n1500\n9000\n')).toEqual([0, 500, 500, 8000]);
  });

  it('replays faster: 0.1 of the time', () => {
    expect(due('arrival_ms\n0\n250\n', { ...whole, timeScale: 0.1 })).toEqual([0, 25]);
  });

  it('takes the arrivals from 100 ms to before 300 ms, the first of them at 0', () => {
    expect(due('arrival_ms\n0\n100\n200\n300\n', { ...whole, fromMs: 100, toMs: 300 })).toEqual([0, 100]);
  });

  it('Azure: an arrival is end minus duration, in s; one app or function alone', () => {
    const csv = 'app,func,end_timestamp,duration\na,f,10,1\na,g,12,0.5\nb,f,9.5,1\n';
    // Arrivals at 9, 11.5 and 8.5 s.
    expect(due(csv)).toEqual([0, 500, 3000]);
    expect(due(csv, { ...whole, app: 'a' } as typeof whole)).toEqual([0, 2500]);
    expect(due(csv, { ...whole, func: 'g' } as typeof whole)).toEqual([0]);
  });

  it('refuses bad rows with the numbers of all of them', () => {
    expect(() => due('arrival_ms\n1\nsoon\n2\n,\n')).toThrow('trace.csv: rows without a readable instant: 3, 5');
    expect(() => due('app,func,end_timestamp,duration\na,f,10\n')).toThrow('trace.csv:2: expected 4 columns, got 3');
  });

  it('refuses a file of another form, and a selection without arrivals', () => {
    expect(() => due('when\n1\n')).toThrow('trace.csv:1: unknown columns "when"');
    expect(() => due('arrival_ms\n')).toThrow('no arrival is selected');
    expect(() => due('arrival_ms\n1\n', { ...whole, fromMs: 10, toMs: 20 })).toThrow('no arrival between 10 and 20 ms');
  });

  it('refuses columns too many or too few, and numbers that are none in a table: also in rows of another app', () => {
    expect(() => due('arrival_ms\n30,9\n0x20\n1e3\n')).toThrow(/instant: 2, 3$/);
    const azure = 'app,func,end_timestamp,duration\na,f,10,1\nb\nb,g,x,y\nb,g,10,1,5\n';
    expect(() => due(azure, { ...whole, app: 'a' } as typeof whole)).toThrow(/instant: 3, 4, 5$/);
  });
});

describe('a trace of recorded requests', () => {
  const line = (path: string, second: number) =>
    `h - - [30/Nov/2026:10:00:${String(second).padStart(2, '0')} +0000] "GET ${path} HTTP/1.1" 200 1 "-" "-"`;
  const lines = [line('/late', 9), line('/a', 1), line('/b', 3)];
  const requestsIn = (plan: typeof whole) =>
    trace
      .requestsIn(lines, { ...plan, file: 'access.log' } as Parameters<typeof trace.requestsIn>[1])
      ?.requests.map(({ path }) => path);

  it('is due at its own times, in order, and the requests are in the same order', () => {
    expect(due(lines.join('\n'))).toEqual([0, 2000, 8000]);
    expect(requestsIn(whole)).toEqual(['/a', '/b', '/late']);
  });

  it('a part of it has the requests of that part', () => {
    const part = { timeScale: 0.5, fromMs: 2000, toMs: 8001 };
    expect(due(lines.join('\n'), part)).toEqual([0, 3000]);
    expect(requestsIn(part)).toEqual(['/b', '/late']);
  });

  it('has no requests where the file has arrivals only', () => {
    const phase = { ...whole, file: 'x.csv' } as Parameters<typeof trace.requestsIn>[1];
    expect(trace.requestsIn(['arrival_ms', '1'], phase)).toBeUndefined();
  });

  it('refuses targets without times', () => {
    expect(() => due('GET http://h/a\n')).toThrow('trace.csv: these targets have no times');
  });
});
