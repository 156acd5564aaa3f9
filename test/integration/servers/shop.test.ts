import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../../src/launch/local/program-file.ts';
import { type Run, rollcallHere, runUntilConclusive, targetOf } from '../rollcall.ts';
import { shopBeside } from './shop-beside.ts';

describe('an Express app as a function and as a server, unchanged, with a slow service beside each', () => {
  let run: Run;
  let cpuMsBeside: number;
  beforeAll(async () => {
    const concluded = runUntilConclusive(join(packageRoot, 'test/fixtures/servers/shop/scenario.yaml'));
    ({ result: run, cpuMs: cpuMsBeside } = await shopBeside(concluded));
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
    const { demands, projected } = targetOf(run.result, 'function');
    const { billedMsPerCall = 0, latencyMs } = projected?.warm ?? {};
    // By Little's law 129, and more for each ms that a busy machine adds.
    const environments = number(/title="calculated: rate \* duration">(\d+)</);
    expect(environments).toBe(Math.round((1000 * (latencyMs?.mean ?? 0)) / 1000));
    expect(environments).toBeGreaterThanOrEqual(124);
    expect(environments).toBeLessThan(129 * 1.25);
    // A month, from and to.
    const usd = number(/title="calculated: costs, at 1000 requests\/s">\$([\d,]+) \(/);
    expect(usd).toBeGreaterThan(10_340 * 0.95);
    expect(usd).toBeLessThan(10_340 * 1.25);
    // 30.4 days of 86,400 s, at the rate; each call is billed for its GB-seconds, and for itself.
    const gbSeconds = (billedMsPerCall / 1000) * (1769 / 1024);
    expect(Math.abs(usd - 1000 * 2_628_000 * (gbSeconds * 0.0000166667 + 0.0000002))).toBeLessThan(1);
    const waitMs = demands?.warm?.waitMs?.mean ?? 0;
    expect(waitMs / billedMsPerCall).toBeGreaterThan(0.85);
    // 1,000 * 5.4 ms / 0.7 are 7.7 tasks: as many as this machine's CPU, in units of a vCPU, makes of it.
    const { costs } = targetOf(run.result, 'server');
    expect(number(/, (\d+) servers</)).toBe(Math.ceil((costs?.servers?.cpuMsPerRequest ?? 0) / 0.7));
  });

  it('a request takes the CPU that it takes without rollcall, in the same seconds; its vCPU has no neighbors', () => {
    const { costs, demands } = targetOf(run.result, 'server');
    const cpuMs = demands?.call?.cpuMs.mean ?? 0;
    expect(cpuMs / cpuMsBeside).toBeGreaterThan(0.8);
    expect(cpuMs / cpuMsBeside).toBeLessThan(1.25);
    expect(demands?.reference?.factor).toBeGreaterThanOrEqual(1);
    expect(costs?.servers?.cpuMsPerRequest).toBeCloseTo(cpuMs / (demands?.reference?.factor ?? 1));
  });
});
