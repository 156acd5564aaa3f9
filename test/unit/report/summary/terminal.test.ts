import { expect, it } from 'vitest';
import { renderTable } from '../../../../src/report/summary/terminal.ts';
import { hostileRun } from '../../../fixtures/report/hostile-run.ts';
import { makeRun } from '../../../fixtures/report/make-run.ts';

const { result } = makeRun();
const plain = { color: false, width: 100 };
const row = (table: string, label: string) =>
  table
    .split('\n')
    .find((line) => line.startsWith(label))
    ?.slice(label.length)
    .trim()
    .split(/ {2,}/);

it('sets the targets side by side', () => {
  const table = renderTable(result, plain);
  expect(row(table, ' ')).toEqual(['lambda', 'server', 'cluster']);
  expect(row(table, 'answered of sent')).toEqual(['12 of 12', '10 of 10', '10 of 10']);
  expect(row(table, 'environments')).toEqual(['10', '1', '10']);
  expect(row(table, 'cold starts')).toEqual(['10', '0', '0']);
  expect(row(table, 'memory peak')).toEqual(['520 MB RSS', '61 MB RSS', '560 MB RSS']);
  // 520 MB by 10 environments, and 560 MB by 10 workers.
  expect(row(table, '  per instance')).toEqual(['52 MB RSS', '61 MB RSS', '56 MB RSS']);
  expect(row(table, '  shared pages once')).toEqual(['380 MB PSS', '58 MB PSS', '402 MB PSS']);
  expect(row(table, '  allocated')).toEqual(['5,120 MB', '2,048 MB', '2,048 MB']);
  // 520 MB of RSS beside 61 MB, and 560 beside 61.
  expect(row(table, 'memory multiplier')).toEqual(['8.5× RSS', '1× RSS', '9.2× RSS']);
  expect(row(table, 'billed time')?.slice(1)).toEqual(['–', '–']);
});

it('shows cold and warm answers apart where a target has both, and the CPU of a call of each', () => {
  const summary = (p50: number) => ({ count: 10, min: 1, mean: p50, p50, max: 900 });
  const targets = result.targets.map((target) => {
    const isLambda = target.name === 'lambda';
    const serviceTime = {
      all: summary(400),
      ...(isLambda && { cold: summary(700) }),
      warm: summary(isLambda ? 310 : 305),
    };
    const demands = { call: { cpuMs: { count: 20, mean: isLambda ? 6.9 : 1.5 } }, cpuSpeed: 1 };
    return { ...target, latencyMs: { ...target.latencyMs, serviceTime }, demands };
  });
  const table = renderTable({ ...result, targets }, plain);
  expect(row(table, '  of cold answers')).toEqual(['700 ms', '–', '–']);
  expect(row(table, '  of warm answers')).toEqual(['310 ms', '305 ms', '305 ms']);
  expect(row(table, 'CPU per call, mean')).toEqual(['6.90 ms', '1.50 ms', '1.50 ms']);
  const [, ...servers] = targets;
  expect(renderTable({ ...result, targets: servers }, plain)).not.toContain('of warm answers');
});

it('says what limited CPU and memory, each for itself, and nothing of a target that was not limited', () => {
  const enforced = { cpu: 'none' as const, memory: 'watched' as const, why: [] };
  const targets = result.targets.map((target) => (target.name === 'lambda' ? { ...target, enforced } : target));
  const label = 'CPU, memory limited by';
  expect(row(renderTable({ ...result, targets }, plain), label)).toEqual(['none, watched', '–', '–']);
  expect(renderTable(result, plain)).not.toContain(label);
});

it('aligns the columns: all lines of the table are as long as each other', () => {
  const lines = renderTable(result, plain).split('\n\n')[1]?.split('\n') ?? [];
  expect(new Set(lines.map((line) => line.length)).size).toBe(1);
  expect(lines.length).toBeGreaterThan(8);
});

it('names a failure only where there is one', () => {
  expect(renderTable(result, plain)).not.toContain('throttled');
  const [first, ...others] = result.targets;
  if (first === undefined) throw new Error('the fixture has targets');
  const throttled = { ...first, requests: { ...first.requests, throttled: 3 } };
  expect(row(renderTable({ ...result, targets: [throttled, ...others] }, plain), 'throttled')).toEqual(['3', '0', '0']);
});

it('sets one target below another where the terminal is narrow', () => {
  const table = renderTable(result, { color: false, width: 60 });
  expect(table).toMatch(/^server$/m);
  expect(
    Math.max(
      ...table
        .split('\n\n')
        .slice(1, 4)
        .join('\n')
        .split('\n')
        .map((line) => line.length),
    ),
  ).toBeLessThanOrEqual(60);
});

it('marks thresholds, with the value in its own unit', () => {
  const table = renderTable(result, plain);
  expect(table).toContain('✓ lambda.environments.distinct == 10  is 10\n');
  expect(table).toContain('✗ server.latencyMs.serviceTime.all.max < 1 s  is 1,087 ms');
});

it('says the verdict with its reasons', () => {
  const { roll, waiting, money } = result.verdict.finding ?? {};
  expect(renderTable(result, plain)).toContain(`VALID  ${roll}\n       ${waiting}\n       ${money}\n`);
  const reasons = [
    {
      code: 'wide-burst' as const,
      status: 'SUSPECT' as const,
      message: 'the burst was wide',
      advice: 'use a quieter machine',
    },
  ];
  const suspect = { ...result, verdict: { ...result.verdict, status: 'SUSPECT' as const, reasons } };
  expect(renderTable(suspect, plain)).toMatch(
    /\nSUSPECT {2}.+\n {9}.+\n {9}.+\n {2}the burst was wide\n {4}use a quieter machine\n$/,
  );
});

it('writes escape sequences of its own only when color is wanted', () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  const control = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;
  expect(renderTable(result, plain)).not.toMatch(control);
  expect(renderTable(result, { color: true, width: 100 })).toContain('\u001b[32m✓');
});

it('never lets measured text move the cursor or break a line', () => {
  const { result: hostile, words } = hostileRun();
  const table = renderTable(hostile, plain);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  expect(table).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  expect(table).toContain(words.escaped);
});

const projected = {
  ...{ invocations: 12, billedMs: 12_900, usdPerMillion: 9.2, waitingShareOfBilled: 0.93, cpuShareOfBilled: 0.05 },
  ...{ environments: 8, peakAlive: 8, coldStarts: 8, throttled: 0, latencyMs: { mean: 1050, p50: 1040, max: 1100 } },
};
const [lambda, ...servers] = result.targets;
const projectedRun = lambda && { ...result, targets: [{ ...lambda, projected }, ...servers] };

it('leads with projected money and billed time, the measured ones beneath; counts lead as measured', () => {
  if (projectedRun === undefined) throw new Error('the fixture has targets');
  const lines = renderTable(projectedRun, plain).split('\n');
  const after = (label: string) => {
    const at = lines.findIndex((line) => line.startsWith(label));
    return lines.slice(at, at + 2).map((line) => line.replace(/ {2,}/g, '|'));
  };
  expect(after('service time p50')[1]).toBe('|projected|1,040 ms|–|–');
  expect(after('billed time')[0]).toMatch(/^billed time\|12\.9 s projected\|–/);
  expect(after('billed time')[1]).toMatch(/^\|measured\|/);
  expect(after('waiting share')[0]).toContain('|93% projected|');
  expect(after('cost per million')[0]).toMatch(/\|\$9\.20 projected\|–\|–/);
  expect(after('environments ').map((line) => line.split('|').slice(-3))).toEqual([
    ['10', '1', '10'],
    ['8', '–', '–'],
  ]);
});

it('says beneath a projected figure how far such figures were off when they were checked, or that none was', () => {
  if (projectedRun === undefined) throw new Error('the fixture has targets');
  const [first, ...others] = projectedRun.targets;
  const checkedErrors = { inFlight: 8, environments: 0.09, latency: 0.003 };
  const checked = { ...first, projected: { ...projected, checkedErrors } } as typeof first;
  const lines = renderTable({ ...projectedRun, targets: checked ? [checked, ...others] : [] }, plain).split('\n');
  const errors = lines.filter((line) => line.includes('when checked'));
  expect(errors.map((line) => line.trim().split(/ {2,}/)[1])).toEqual([
    'off by up to 9%',
    'not checked',
    'off by up to 0.3%',
    'not checked',
  ]);
  const [at] = errors.map((line) => lines.indexOf(line));
  expect(lines[(at ?? 0) - 1]).toMatch(/^ +projected +8 /);
});

it('leads with projected environments where the machine was short of CPU', () => {
  if (projectedRun === undefined) throw new Error('the fixture has targets');
  const reasons = [
    {
      code: 'cpu-contention' as const,
      status: 'SUSPECT' as const,
      target: 'lambda',
      message: 'queued',
      advice: 'use more cores',
    },
  ];
  const contended = { ...projectedRun, verdict: { ...result.verdict, status: 'SUSPECT' as const, reasons } };
  const table = renderTable(contended, plain);
  expect(row(table, 'environments, projected')).toEqual(['8', '–', '–']);
  expect(row(table, 'environments, measured')).toEqual(['10', '1', '10']);
  expect(table.indexOf('environments, projected')).toBeLessThan(table.indexOf('environments, measured'));
});

it('leads with the projected median where the machine was short of CPU, and names the measured times as measured', () => {
  const [first, ...others] = projectedRun?.targets ?? [];
  if (projectedRun === undefined || first?.projected === undefined) throw new Error('the fixture has targets');
  const reason = { code: 'cpu-contention' as const, status: 'SUSPECT' as const, target: 'lambda' };
  const reasons = [{ ...reason, message: 'queued', advice: 'use more cores' }];
  const latencyMs = { mean: 1050, p50: 1049, max: 1100 };
  const targets = [{ ...first, projected: { ...first.projected, latencyMs } }, ...others];
  const quiet = renderTable({ ...projectedRun, targets }, plain);
  const verdict = { ...result.verdict, status: 'SUSPECT' as const, reasons };
  const short = renderTable({ ...projectedRun, targets, verdict }, plain);
  expect(row(short, 'service time p50, projected')).toEqual(['1,049 ms', '–', '–']);
  expect(row(short, 'service time p50, measured')).toEqual(row(quiet, 'service time p50'));
  expect(row(short, 'service time p99 or max, measured')).toEqual(row(quiet, 'service time p99 or max'));
  expect(short.indexOf('p50, projected')).toBeLessThan(short.indexOf('p50, measured'));
});

it('shows what a call of a server takes that has nothing else to do, or at most', () => {
  if (projectedRun === undefined) throw new Error('the fixture has targets');
  const [first, ...others] = projectedRun.targets;
  const at = (basis: 'lone-calls' | 'upper-bound') => {
    const latency = { basis, waitMsPerCall: 150, ms: 158, cpuShare: 8 / 158 };
    const [server, ...rest] = others.map((target) => ({ ...target, projectedServer: { cpuMsPerCall: 8, latency } }));
    if (first === undefined || server === undefined) throw new Error('the fixture has servers');
    return renderTable({ ...projectedRun, targets: [first, server, ...rest] }, plain);
  };
  expect(at('lone-calls')).toMatch(/ at low load, mean +– +158 ms, 5\.1% CPU /);
  expect(at('upper-bound')).toMatch(/ at low load, mean +– +up to 158 ms, 5\.1% CPU /);
});

it('says at projected time and cost by how much they may be higher, and not at shares', () => {
  if (projectedRun === undefined) throw new Error('the fixture has targets');
  const reason = { status: 'SUSPECT' as const, target: 'lambda', message: 'queued', advice: 'use more cores' };
  const reasons = [{ ...reason, code: 'projection-contended' as const }];
  const [first, ...others] = projectedRun.targets;
  const demands = { cpuSpeed: 1, hiddenWaitShare: 0.12 };
  if (first === undefined) throw new Error('the fixture has targets');
  const table = renderTable(
    { ...projectedRun, targets: [{ ...first, demands }, ...others], verdict: { ...result.verdict, reasons } },
    plain,
  );
  expect(table).toContain('$9.20 projected, up to +12%');
  expect(table).toContain('12.9 s projected, up to +12%');
  expect(table).toMatch(/93% projected /);
});
