import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../../src/launch/local/program-file.ts';
import { type Run, runScenarioHere, targetOf } from '../rollcall.ts';

describe('one IO-bound burst of 30, after one request alone, five ways', () => {
  let run: Run;
  beforeAll(async () => {
    // A busy machine is no reason to give up on a call.
    const limits = ['timeoutMs', ...['event', 'managed', 'web'].map((name) => `targets.${name}.timeoutMs`)];
    const patient = limits.flatMap((limit) => ['--set', `${limit}=120000`]);
    // What an init does decides no count.
    const light = ['--set', 'workload.init.cpuMs=0', '--set', 'workload.init.memoryMb=0'];
    run = await runScenarioHere(join(packageRoot, 'scenarios', 'five-ways.yaml'), ...patient, ...light);
  });
  const environments = (name: string) => targetOf(run.result, name).environments;

  it('ends well: every request of every target was answered', () => {
    expect(run.samples.filter(({ outcome }) => outcome !== 'answered')).toEqual([]);
    expect(run.code).toBe(0);
    expect(run.result.targets.map(({ name, requests }) => [name, requests.answered])).toEqual(
      ['event', 'managed', 'web', 'server', 'cluster'].map((name) => [name, 31]),
    );
  });

  it('takes 30 environments, 3, at most 3, 1 and 10', () => {
    expect([environments('event').distinct, environments('managed').distinct]).toEqual([30, 3]);
    // 16 requests each: 30 need two; a third may have been started by whoever found both still full or starting.
    expect([2, 3]).toContain(environments('web').distinct);
    expect([environments('server').distinct, environments('cluster').distinct]).toEqual([1, 10]);
  });

  it('the event function started 30 times for 30 at once: the first environment is reused', () => {
    expect(environments('event')).toMatchObject({ coldStarts: 30, reused: 1, peakAlive: 30 });
  });

  it('managed environments were there before: none was cold, each took several requests at once', () => {
    expect(environments('managed')).toMatchObject({ coldStarts: 0, peakAlive: 3, reused: 28 });
    expect(Math.min(...environments('managed').list.map(({ peakInFlight }) => peakInFlight))).toBeGreaterThan(1);
  });

  it('no call of the managed and the web model is billed by the ms', () => {
    expect(targetOf(run.result, 'event').billing?.invocations).toBe(31);
    expect(targetOf(run.result, 'managed')).not.toHaveProperty('billing');
    // Of CPU that is used and memory that is held.
    expect(targetOf(run.result, 'web').billing?.pricedAs).toBe('active-cpu');
  });

  it('every sample’s environment is one of the list, and the list counts every sample', () => {
    for (const { name, environments: told } of run.result.targets) {
      const seen = run.samples.filter(({ target }) => target === name).map(({ instanceId }) => instanceId);
      expect(new Set(seen)).toEqual(new Set(told.list.map(({ instanceId }) => instanceId)));
      expect(told.list.reduce((sum, { invocations }) => sum + invocations, 0)).toBe(seen.length);
    }
  });
});
