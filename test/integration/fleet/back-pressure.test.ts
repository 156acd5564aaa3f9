import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { jetstreamManager } from '@nats-io/jetstream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { engineAddress } from '../../../src/fleet/engine/address.ts';
import { connectEngine } from '../../../src/fleet/engine/connect.ts';
import { runResultSchema } from '../../../src/model/run-result.ts';
import { startTruth } from '../../calibration/truth.ts';
import { type NatsServer, startNats } from '../../fixtures/nats/start-server.ts';
import {
  type Ending,
  eventually,
  pidOf,
  readSampleLines,
  rollcallHere,
  scenarioFile,
  startRollcall,
  targetOf,
  temporaryDirectory,
} from '../rollcall.ts';

/** `FLEET_SIZE=full` is the load that a fleet has to carry; prints the memory. */
const isFull = process.env['FLEET_SIZE'] === 'full';
/** A rate of as many waits awake for each instant, which takes three times the CPU. */
const stopped = isFull
  ? { requests: 300_000, load: { kind: 'constantRate', ratePerSecond: 15_000, durationMs: 20_000 } }
  : { requests: 7000, load: { kind: 'closed', connections: 20, requests: 7000 } };
/** Of each answer: 20 connections send 1,000 requests/s at most. */
const delayMs = 20;
const stoppedMs = 5000;
const mostMb = 300;

let broker: NatsServer;
let workers: ReturnType<typeof startRollcall>[] = [];

/** Workers of the fleet `mute` may not publish samples. */
const config = `authorization { users: [
  { user: coordinator, password: c }
  { user: worker, password: w }
  { user: mute, password: m, permissions: { publish: { deny: "rollcall.*.run.*.samples.>" } } }
] }`;
const withdrawn = config.replace('password: c', 'password: other');
const passwords = { coordinator: 'c', worker: 'w', mute: 'm' };
const files = new Map<string, string>();
const at = (user: keyof typeof passwords, fleet = 'default') => {
  const file = files.get(user) ?? '';
  return ['--engine', broker.url, '--engine-credentials', file, '--fleet', fleet];
};

beforeAll(async () => {
  broker = await startNats({ config });
  for (const [user, password] of Object.entries(passwords)) files.set(user, await scenarioFile(`${user}:${password}`));
  workers = ['a', 'b'].map((name) => startRollcall('worker', '--name', name, ...at('worker')));
  workers.push(startRollcall('worker', '--name', 'm', ...at('mute', 'mute')));
});
afterAll(async () => {
  for (const { child } of workers) child.kill('SIGKILL');
  await Promise.all(workers.map(({ ended }) => ended));
  await broker?.[Symbol.asyncDispose]();
});

/** Fires a load, by a command of these words. */
async function fired(url: string, phase: object, run: (...words: string[]) => Promise<Ending>) {
  const load = [{ name: 'load', ...phase }];
  const targets = [{ kind: 'http', name: 'truth', url }];
  const file = await scenarioFile(JSON.stringify({ name: 'f', question: 'q', targets, load, abortOn: [] }));
  const out = join(await temporaryDirectory(), 'run');
  const ended = run('run', file, '--out', out, '--no-data', '--json');
  const samples = () => readSampleLines(out).catch(() => []);
  return {
    samples,
    begun: () => eventually(async () => (await samples()).length > 50),
    finished: async () => {
      const { code, stdout, stderr } = await ended;
      const result = runResultSchema.parse(JSON.parse(stdout));
      const codes = result.verdict.reasons.map((reason) => reason.code);
      return { code, stderr, codes, verdict: result.verdict, truth: targetOf(result, 'truth') };
    },
  };
}

/** 200/s for a minute, which something ends. */
const minute = { kind: 'constantRate', ratePerSecond: 200, durationMs: 60_000 };
const firedHere = (url: string, ...args: string[]) =>
  fired(url, minute, (...words) => rollcallHere(...words, '--no-page', ...args));

/** The most that a process has held, in MB; 0 when it has ended. */
function highWaterMb(pid: number): number {
  try {
    return Number(/^VmHWM:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

it('a coordinator that stands still for 5 s loses nothing, and no process grows beyond 300 MB', async () => {
  await using truth = await startTruth({ instances: 7, delayMs });
  const { requests: planned, load } = stopped;
  const coordinator: ChildProcess[] = [];
  const run = await fired(truth.url, load, (...words) => {
    const { child, ended } = startRollcall(...words, '--workers', '2', ...at('coordinator'));
    coordinator.push(child);
    return ended;
  });
  const [child] = coordinator;
  const pids = [...coordinator, ...workers.map(({ child }) => child)].map(pidOf);
  const most = pids.map(() => 0);
  const looking = setInterval(() => {
    for (const [index, pid] of pids.entries()) most[index] = Math.max(most[index] ?? 0, highWaterMb(pid));
  }, 50);
  expect(await run.begun()).toBe(true);
  child?.kill('SIGSTOP');
  const before = (await run.samples()).length;
  await sleep(stoppedMs);
  expect((await run.samples()).length).toBe(before);
  child?.kill('SIGCONT');
  const { truth: target } = await run.finished();
  clearInterval(looking);
  const samples = await run.samples();
  const records = await truth.records();
  expect([samples.length, records.length, before < planned / 2]).toEqual([planned, planned, true]);
  const nameOf = ({ instanceId, invocationId }: { instanceId?: string; invocationId?: number }) =>
    `${instanceId} ${invocationId}`;
  expect(new Set(samples.map(nameOf))).toEqual(new Set(records.map(nameOf)));
  expect(target.client.workers?.map(({ lost }) => lost)).toEqual([undefined, undefined]);
  // Put into one order, though they were read long after.
  const completed = samples.map(({ completedAtMs }) => completedAtMs);
  expect(completed.findIndex((atMs, k) => atMs < (completed[k - 1] ?? 0))).toBe(-1);
  if (isFull) console.log(`coordinator, a, b and m: ${most.map((mb) => mb.toFixed(0)).join(', ')} MB`);
  for (const mb of most) {
    expect(mb).toBeGreaterThan(20);
    expect(mb).toBeLessThan(mostMb);
  }
});

it('a stream that is removed during the load ends it, and what was received is kept', async () => {
  await using truth = await startTruth();
  const run = await firedHere(truth.url, '--workers', '2', ...at('coordinator'));
  expect(await run.begun()).toBe(true);
  const connection = await connectEngine(
    engineAddress({ engine: broker.url, 'engine-credentials': files.get('coordinator') }),
    'coordinator',
  );
  const manager = await jetstreamManager(connection);
  for await (const { config } of manager.streams.list()) await manager.streams.delete(config.name);
  await connection.close();
  const { codes, verdict, truth: target } = await run.finished();
  expect(codes).toEqual(expect.arrayContaining(['worker-lost', 'samples-missing']));
  expect(verdict.reasons.find(({ code }) => code === 'worker-lost')?.message).toContain(
    'the broker no longer has the stream of its samples',
  );
  expect((await run.samples()).length).toBe(target.requests.sent);
  expect(target.requests.sent).toBeGreaterThan(50);
  // Of 12,000: it has not fired on.
  expect((await truth.records()).length).toBeLessThan(6000);
});

it('a worker that may not publish its samples stops, and the verdict says why', async () => {
  await using truth = await startTruth();
  const run = await firedHere(truth.url, '--workers', '1', ...at('coordinator', 'mute'));
  const { codes, verdict } = await run.finished();
  expect(codes).toContain('worker-lost');
  expect(verdict.reasons.find(({ code }) => code === 'worker-lost')?.message).toContain(
    'the broker does not allow it to publish samples',
  );
  expect((await truth.records()).length).toBeLessThan(6000);
});

it('a coordinator whose credentials are withdrawn during the load ends it, and keeps what was received', async () => {
  await using truth = await startTruth();
  const run = await firedHere(truth.url, '--workers', '2', ...at('coordinator'));
  expect(await run.begun()).toBe(true);
  broker.reconfigure(withdrawn);
  const { codes, verdict, truth: target, stderr } = await run.finished();
  expect(codes).toEqual(expect.arrayContaining(['worker-lost', 'samples-missing']));
  expect(verdict.reasons.find(({ code }) => code === 'worker-lost')?.message).toContain(
    'ended the connection for good: Authorization Violation',
  );
  expect(stderr).not.toMatch(/^\s+at /m);
  expect((await run.samples()).length).toBe(target.requests.sent);
  expect(target.requests.sent).toBeGreaterThan(50);
  expect((await truth.records()).length).toBeLessThan(6000);
});
