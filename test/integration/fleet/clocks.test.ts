import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { WorkerLink } from '../../../src/fleet/coordinator/worker-link.ts';
import { engineAddress } from '../../../src/fleet/engine/address.ts';
import { connectEngine } from '../../../src/fleet/engine/connect.ts';
import { decoded, encoded } from '../../../src/fleet/protocol/messages.ts';
import { defaultFleet, subjectsOf } from '../../../src/fleet/protocol/subjects.ts';
import { startClock } from '../../../src/loadgen/clock.ts';
import { offsetAt } from '../../../src/stats/clock/fit-clock.ts';
import { startNats } from '../../fixtures/nats/start-server.ts';

/** A path to the broker on which what comes from it is delayed, and what goes to it is not. */
async function slowPathTo(port: number, delayMs: number): Promise<string> {
  const proxy = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    near.on('data', (chunk) => far.write(chunk));
    far.on('data', (chunk) => setTimeout(() => near.write(chunk), delayMs));
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  onTestFinished(() => void proxy.close());
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return `nats://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
}

interface Planted {
  readonly offsetMs: number;
  readonly driftPpm: number;
}

/** What a coordinator learns of a worker with this clock from beats over a broker, and what is true of it. */
async function learned({ offsetMs, driftPpm }: Planted, delayMs?: number) {
  await using broker = await startNats({ jetStream: false });
  const clock = startClock();
  const subjects = subjectsOf(defaultFleet);
  const path = delayMs === undefined ? broker.url : await slowPathTo(broker.port, delayMs);
  const worker = await connectEngine(engineAddress({ engine: path }), 'worker');
  const coordinator = await connectEngine(engineAddress({ engine: broker.url }), 'coordinator');
  const shown = (atMs: number) => atMs + offsetMs + atMs * driftPpm * 1e-6;
  worker.subscribe(subjects.to('w1'), {
    callback: (_, message) => {
      const nowMs = shown(clock.nowMs());
      if (decoded('command', message.data)?.kind === 'beat')
        message.respond(encoded('answer', { kind: 'beat', nowMs, sent: 0 }));
    },
  });
  await worker.flush();
  const link = new WorkerLink({ connection: coordinator, subjects, run: 'r1', clock }, 'w1', {
    stopped: () => -1,
    isStarting: () => false,
    lost: (reason) => {
      throw new Error(reason);
    },
  });
  await link.probe();
  await sleep(400);
  await link.probe();
  link[Symbol.dispose]();
  const known = link.clock.known();
  await Promise.all([coordinator.close(), worker.close()]);
  if (known === undefined) throw new Error('nothing was learned');
  const errors = [known.fromMs, (known.fromMs + known.untilMs) / 2, known.untilMs].map((atMs) => {
    const at = offsetAt(known, atMs);
    return { errorMs: at.offsetMs - (shown(atMs) - atMs), boundMs: at.boundMs };
  });
  return { known, errors };
}

test.each([
  ['5 s ahead and 200 ppm fast', { offsetMs: 5000, driftPpm: 200 }],
  ['300 ms behind', { offsetMs: -300, driftPpm: 0 }],
])('a clock %s is known within its bounds, which are half of the shortest round trips', async (_, planted) => {
  const { known, errors } = await learned(planted);
  for (const { errorMs, boundMs } of errors) expect(Math.abs(errorMs)).toBeLessThanOrEqual(boundMs);
  expect(Math.abs(known.driftPpm - planted.driftPpm)).toBeLessThanOrEqual(known.driftBoundPpm);
  expect(known.boundMs).toBeGreaterThanOrEqual(known.leastRoundTripMs / 2);
  expect(known.probes).toBeGreaterThanOrEqual(128);
});

test('a path of 20 ms there and none back breaks it by about 10 ms, and the bound says so', async () => {
  const { known, errors } = await learned({ offsetMs: 5000, driftPpm: 0 }, 20);
  expect(known.leastRoundTripMs).toBeGreaterThanOrEqual(19);
  for (const { errorMs, boundMs } of errors) {
    // The reading is late: half of the 20 ms, and up to half of what else the round trip took.
    expect(errorMs).toBeGreaterThan(9);
    expect(errorMs).toBeLessThanOrEqual(boundMs);
  }
});
