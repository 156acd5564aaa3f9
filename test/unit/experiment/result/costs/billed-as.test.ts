import { expect, it } from 'vitest';
import { assembleBilledAs } from '../../../../../src/experiment/result/costs/billed-as.ts';
import type { CostInputs } from '../../../../../src/experiment/result/costs/month.ts';
import type { BilledAs } from '../../../../../src/model/schema/billed-as.ts';
import type { Memory } from '../../../../../src/model/schema/memory.ts';
import type { Projected } from '../../../../../src/model/schema/projected.ts';
import { invocationOf } from '../../../billing/invocation-of.ts';
import { account, type Seen, seenOf } from './seen-of.ts';

/** Two answers of one instance, 100 and 200 ms of their handler, 30 and 20 ms of CPU, from 0 to 1000 ms: busy for 300 ms. */
function rowsOf(target: object, given: Seen = {}, inputs: Partial<CostInputs> = {}, memory?: Memory) {
  const { seen, part } = seenOf(target, given);
  const rows = assembleBilledAs(seen, { measures: part.tallied.measures, ...inputs }, memory) ?? [];
  return (basis: BilledAs['basis']) => rows.find((row) => row.basis === basis);
}

it('of answers that say how long they took: 300 ms of requests and of the instance, which lived for 1,000 ms; 50 ms of CPU', () => {
  const of = rowsOf({ kind: 'http', url: 'http://127.0.0.1:1/' });
  expect(of('lambda-event')).toMatchObject({ requests: 2, billedMs: 300, gbSeconds: expect.closeTo(0.15, 12) });
  expect(of('cloud-run-requests')).toMatchObject({ billedMs: 300, sizedAs: '1 vCPU, 512 MB' });
  expect(of('cloud-run-instances')).toMatchObject({ billedMs: 1000 });
  expect(of('vercel-fluid')).toMatchObject({ vcpuSeconds: 0.05, gbSeconds: expect.closeTo(0.6, 12) });
});

it('takes the projected billed time of a function before that of its lines, which queued for this machine', () => {
  const target = { kind: 'local-lambda', memoryMb: 1024 };
  const accounts = [account([invocationOf({ durationMs: 900, memorySizeMb: 1024 })])];
  const billing = { source: 'report-lines', billedMs: 900, invocations: 1 };
  const { part } = seenOf(target);
  const measures = { ...part.tallied.measures, billing } as CostInputs['measures'];
  expect(rowsOf(target, { accounts }, { measures })('lambda-event')).toMatchObject({ billedMs: 1800, gbSeconds: 1.8 });
  const projected = { billedMs: 150, invocations: 1 } as Projected;
  expect(rowsOf(target, { accounts }, { measures, projected })('lambda-event')).toMatchObject({ billedMs: 300 });
});

it('of web environments takes their life and CPU from the platform: 4,000 ms and 500 ms', () => {
  const record = { environmentId: 'e', pid: 1, requests: 2, peakConcurrency: 2, aliveMs: 4000, cpuMs: 500 };
  const accounts = [account([], { activeCpu: [{ type: 'rollcall.active-cpu', time: '', record }] })];
  const of = rowsOf({ kind: 'local-lambda', model: 'web' }, { accounts });
  expect(of('lambda-web')).toMatchObject({ vcpuSeconds: 0.5, gbSeconds: 8 });
  expect(of('cloud-run-instances')).toMatchObject({ billedMs: 4000 });
});

it('of a server takes all its CPU, and the memory of an instance in steps of 128 MB: 530 MB are 640', () => {
  const memory = { perInstance: { instances: 1, rssMb: 530 } } as Memory;
  const of = rowsOf({ kind: 'node-server' }, {}, { serverCpuMs: 400 }, memory);
  expect(of('cloud-run-requests')?.sizedAs).toBe('1 vCPU, 640 MB');
  expect(of('vercel-fluid')?.vcpuSeconds).toBe(0.4);
  // 200 ms per request: 3/s of each.
  expect(of('ec2')?.perMillionAt?.[1]).toMatchObject({ perSecond: 10, servers: 4 });
});
