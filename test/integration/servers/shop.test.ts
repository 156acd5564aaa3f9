import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../../src/launch/local/program-file.ts';
import { type Run, rollcallHere, runUntilConclusive, targetOf } from '../rollcall.ts';

describe('an Express app as a function and as a server, unchanged, with a slow service beside each', () => {
  let run: Run;
  beforeAll(async () => {
    run = await runUntilConclusive(join(packageRoot, 'test/fixtures/servers/shop/scenario.yaml'));
  });

  it('a burst of ten takes ten environments and one process; those were cold, this was not', () => {
    const burst = (name: string) => targetOf(run.result, name).phases[0]?.environments;
    expect(burst('function')).toMatchObject({ distinct: 10, coldStarts: 10 });
    expect(burst('server')).toMatchObject({ distinct: 1, coldStarts: 0, identifiedBy: 'platform' });
    expect(targetOf(run.result, 'server').requests).toMatchObject({ sent: 130, answered: 130 });
  });

  it('both have memory and CPU, and the function more than three times the memory', () => {
    const [fn, server] = ['function', 'server'].map((name) => targetOf(run.result, name));
    expect(fn?.memory?.multiplier?.rss).toBeGreaterThan(3);
    expect(server?.serverCpuMs).toBeGreaterThan(130 * 2);
    expect(fn?.demands?.call?.cpuMs.count).toBe(130);
    expect(server?.enforced?.memory).toBeDefined();
  });

  it('counts two calls of the service for each request, and the connections of each side', () => {
    const { downstream } = targetOf(run.result, 'server');
    const { db } = downstream?.services ?? {};
    expect(downstream).toEqual({ ...db, services: { db } });
    expect(db).toMatchObject({ requests: 260, refusedConnections: 0 });
    // Each call of the burst has one, as it waits for its own.
    expect(db?.peakConnections).toBeGreaterThanOrEqual(10);
  });

  it('at 1,000/s the sheet answers as worked out in docs/capacity.md, within what a busy machine adds', async () => {
    const sheet = join(run.directory, 'sheet.md');
    const { code } = await rollcallHere(
      ...['report', run.directory, '--format', 'sheet', '--demand', '1000/s', '--out', sheet],
    );
    expect(code).toBe(0);
    const text = await readFile(sheet, 'utf8');
    const number = (form: RegExp) => Number(form.exec(text)?.[1]?.replaceAll(',', ''));
    // By Little's law 129, and more for each ms that a busy machine adds.
    const environments = number(/title="calculated: rate \* duration">(\d+)</);
    expect(environments).toBeGreaterThanOrEqual(124);
    expect(environments).toBeLessThan(129 * 1.25);
    // A month, from and to.
    const usd = number(/title="calculated: costs, at 1000 requests\/s">\$([\d,]+) \(/);
    expect(usd).toBeGreaterThan(10_340 * 0.95);
    expect(usd).toBeLessThan(10_340 * 1.25);
    // 1,000 * 5.4 ms / 0.7 are 7.7 tasks.
    const tasks = number(/, (\d+) servers</);
    expect(tasks).toBeGreaterThanOrEqual(7);
    expect(tasks).toBeLessThanOrEqual(10);
    const { demands, projected } = targetOf(run.result, 'function');
    const waitMs = demands?.warm?.waitMs?.mean ?? 0;
    expect(waitMs / (projected?.warm?.billedMsPerCall ?? 0)).toBeGreaterThan(0.85);
  });
});
