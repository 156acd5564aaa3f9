import { describe, expect, it } from 'vitest';
import { LogReader } from '../../../../src/logs/log-reader.ts';
import { LogDemandReader } from '../../../../src/planner/logs/log-demand.ts';

function demandOf(lines: readonly string[], wanted?: string) {
  const demand = new LogDemandReader();
  const reader = new LogReader((finding) => demand.add(finding, 'orders'));
  reader.add(lines.join('\n'));
  reader.end();
  return demand.finish('orders.log', wanted);
}

interface Line {
  readonly at: string;
  readonly id: string;
  readonly durationMs: number;
  readonly billedMs?: number;
  readonly initMs?: number;
  readonly stream?: string;
  readonly memoryMb?: number;
}

const report = ({ at, id, durationMs, billedMs = Math.ceil(durationMs), initMs, stream = 'a', memoryMb = 512 }: Line) =>
  `2026-11-21T14:03:${at}Z 2026/11/21/orders[7]0${stream} REPORT RequestId: ${id}\tDuration: ${durationMs} ms\tBilled Duration: ${billedMs} ms\tMemory Size: ${memoryMb} MB\tMax Memory Used: 80 MB\t${initMs === undefined ? '' : `Init Duration: ${initMs} ms\t`}`;

const lines = [
  report({ at: '10.000', id: 'r1', durationMs: 100, billedMs: 300, initMs: 200 }),
  report({ at: '10.200', id: 'r2', durationMs: 300, billedMs: 500, initMs: 200, stream: 'b' }),
  report({ at: '12.000', id: 'r3', durationMs: 200 }),
];

describe('demand of REPORT lines', () => {
  it('a request arrived its duration and init before its line: 10.0 - 0.3 s, 10.2 - 0.5 s and 12.0 - 0.2 s', () => {
    const { arrivals } = demandOf(lines);
    expect([...arrivals.atMs]).toEqual([0, 0, 2100]);
    expect([...(arrivals.callMs ?? [])]).toEqual([100, 300, 200]);
    expect([...(arrivals.initMs ?? [])]).toEqual([200, 200, 0]);
    expect(arrivals.spanMs).toBe(2100);
    expect(arrivals.source).toBe('REPORT lines of orders, 3 requests in 2,100 ms');
  });

  it('takes the mean call with its interval: 200 ± 1.96 * 100 / sqrt(3) ms', () => {
    const { needs, memoryMb } = demandOf(lines);
    const half = 1.96 * Math.sqrt(10_000 / 3);
    expect(memoryMb).toBe(512);
    expect(needs.callMs).toEqual({
      ms: { value: 200, low: 200 - half, high: 200 + half, basis: 'measured' },
      memoryMb: 512,
    });
    expect(needs.initMs).toEqual({ value: 200, low: 200, high: 200, basis: 'measured' });
    expect(needs.maxMemoryUsedMb).toEqual({ value: 80, basis: 'measured' });
    expect(needs.spread).toEqual({ p50: 1, max: 1.5 });
    expect(needs.cpuMs).toBeUndefined();
  });

  it('counts cold starts, environments and billed time of the platform: 300 + 500 + 200 ms in two streams', () => {
    expect(demandOf(lines).recorded).toEqual({ coldStarts: 2, environments: 2, billedMs: 1000 });
  });

  it('takes a copy of a line once, and says which lines it could not use', () => {
    const { arrivals, notes } = demandOf([
      ...lines,
      lines[2] ?? '',
      'REPORT RequestId: r9\tDuration: 1 ms\tBilled Duration: 1 ms\tMemory Size: 512 MB\tMax Memory Used: 80 MB\t',
      '2026-11-21T14:03:13Z REPORT RequestId: r8\tDuration: 1 ms\tBilled Dur',
    ]);
    expect(arrivals.atMs).toHaveLength(3);
    expect(notes).toEqual([
      '1 damaged line was not used',
      '1 REPORT line without a time',
      'REPORT lines do not say how much of a call is CPU',
    ]);
  });

  it('needs come from the commonest memory size, arrivals from all', () => {
    const { needs, arrivals, notes } = demandOf([
      ...lines,
      report({ at: '14.000', id: 'r4', durationMs: 1000, memoryMb: 1024 }),
    ]);
    expect(needs.callMs?.ms.value).toBe(200);
    expect(arrivals.atMs).toHaveLength(4);
    expect(notes).toContain('1 call ran at another memory size than 512 MB: it is an arrival only');
  });

  it('files without names of functions are refused, or are one function with `all`: 1 + 1 requests', () => {
    const read = (wanted?: string) => {
      const demand = new LogDemandReader();
      for (const [file, at] of [
        ['b', '10.000'],
        ['a', '12.000'],
      ] as const) {
        const reader = new LogReader((finding) => demand.add(finding, file));
        reader.add(report({ at, id: file, durationMs: 100 }).replace(/ 2026\/\S+/, ''));
        reader.end();
      }
      return demand.finish('b.log, a.log', wanted);
    };
    expect(() => read()).toThrow('b.log, a.log: no line names its function, so each file may be of another');
    expect([...read('all').arrivals.atMs]).toEqual([0, 2000]);
    expect(read('all').arrivals.source).toBe('REPORT lines of b and a, 2 requests in 2,000 ms');
    expect(read('a').arrivals.atMs).toHaveLength(1);
    expect(() => demandOf(lines, 'all')).toThrow('no REPORT line of "all"');
  });

  it('refuses logs of several functions, and logs without times', () => {
    const other = (lines[0] ?? '').replace('orders[7]', 'carts[7]').replace('r1', 'c1');
    expect(() => demandOf([...lines, other])).toThrow('orders.log: REPORT lines of 2 functions, expected one');
    expect(demandOf([...lines, other], 'carts').arrivals.atMs).toHaveLength(1);
    expect(() => demandOf(lines, 'users')).toThrow('no REPORT line of "users"');
    expect(() => demandOf([(lines[0] ?? '').slice(25)])).toThrow('orders.log: no REPORT line has a time');
    expect(() => demandOf(['nothing'])).toThrow('orders.log: no REPORT line and no platform.report record');
  });
});
