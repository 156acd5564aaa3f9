import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readLogDemand } from '../../../../src/files/plan/read-log-demand.ts';
import { planOfLogs } from '../../../../src/files/plan/read-plan.ts';
import { readTrace } from '../../../../src/files/plan/read-trace.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-demand-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(name: string, content: string | Uint8Array): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, content);
  return file;
}

it('a trace begins with its first request, and its notes name lines that are no arrival, and times of calls, which are not used', async () => {
  const file = await fileOf('trace.csv', gzipSync('start_ms,duration_ms\r\n2000,5\r\nsoon,5\r\n1000,7\r\n'));
  const { arrivals, notes } = await readTrace(file);
  expect(arrivals).toEqual({
    source: 'trace.csv (table of requests), 2 requests in 1,000 ms',
    ...{ atMs: Float64Array.of(0, 1000), spanMs: 1000 },
  });
  expect(notes).toEqual([
    'trace.csv: 1 line is no arrival (line 3: "start_ms" is no time: "soon")',
    'trace.csv has the times of its calls, 6.00 ms on average: they are not used, as environments, latency and cost are of the calls of the plan (`calls`)',
  ]);
});

it('counts say that each request is placed at random within its time', async () => {
  const file = await fileOf('counts.csv', 'time,count\n2026-11-21T14:03:00Z,2\n2026-11-21T14:04:00Z,1\n');
  const { arrivals, notes } = await readTrace(file);
  expect(arrivals.bucketMs).toBe(60_000);
  expect(arrivals.spanMs).toBe(120_000);
  expect(notes).toEqual([
    'counts.csv has counts per 60.0 s, the shortest time between two of them (assumed: `demand.period` states another): each request is placed at random within its time',
  ]);
});

it('logs of several files are one demand, named by their files where lines name no function', async () => {
  const line = (second: number, id: string) =>
    `2026-11-21T14:03:0${second}Z REPORT RequestId: ${id}\tDuration: 500 ms\tBilled Duration: 500 ms\tMemory Size: 512 MB\tMax Memory Used: 80 MB\t\n`;
  const first = await fileOf('orders.log', line(1, 'r1'));
  const second = await fileOf('orders.log.gz', gzipSync(line(3, 'r2')));
  const { functionName, arrivals } = await readLogDemand([first, second]);
  expect(functionName).toBe('orders');
  expect([...arrivals.atMs]).toEqual([0, 2000]);
});

it('a plan of logs alone has the function that `demand.func` selects, in the size of its lines', async () => {
  const line = (name: string, id: string, memoryMb: number, second: number) =>
    `2026-11-21T14:03:0${second}Z 2026/11/21/${name}[7]0a REPORT RequestId: ${id}\tDuration: 500 ms\tBilled Duration: 500 ms\tMemory Size: ${memoryMb} MB\tMax Memory Used: 80 MB\t\n`;
  const all = [line('fn0', 'r1', 512, 1), line('fn1', 'r2', 1024, 2), line('fn1', 'r3', 1024, 3)];
  const file = await fileOf('both.log', all.join(''));
  const dataOf = (memoryMb: number) => ({
    ...{ name: 'p', question: 'q?', demand: { logs: [file] }, calls: {} },
    options: [{ kind: 'event', memoryMb }],
  });
  const inputs = await planOfLogs(dataOf, ['demand.func=fn1']);
  expect(inputs.file.options[0]).toMatchObject({ kind: 'event', memoryMb: 1024 });
  expect(inputs.demand.source).toBe('REPORT lines of fn1, 2 requests in 1,000 ms');
  await expect(planOfLogs(dataOf, [])).rejects.toThrow('REPORT lines of 2 functions, expected one');
});

it('a file that is not there is named', async () => {
  await expect(readTrace(join(folder, 'none.csv'))).rejects.toThrow('none.csv: the file does not exist');
});
