import { expect, it } from 'vitest';
import type { EnvironmentEvent } from '../../../../../src/model/platform/telemetry.ts';
import { SharedLife, type SharedState } from '../../../../../targets/lambda/models/concurrent-life.ts';

const states = ['starting', 'idle', 'busy', 'stopped'] as const;

const ways: Record<SharedState, readonly SharedState[]> = {
  starting: [],
  idle: ['idle'],
  busy: ['idle', 'busy'],
  stopped: ['stopped'],
};

function lifeIn(state: SharedState, told: EnvironmentEvent['record'][] = []) {
  const life = new SharedLife('e', { changed: (record) => void told.push(record) }, () => 5);
  life.started(42);
  for (const step of ways[state]) life.become(step);
  return life;
}

function allows(from: SharedState, to: SharedState): boolean {
  try {
    lifeIn(from).become(to);
    return true;
  } catch {
    return false;
  }
}

it('allows 6 of the 16 transitions', () => {
  const allowed = states.flatMap((from) => states.flatMap((to) => (allows(from, to) ? [`${from} > ${to}`] : [])));
  expect(allowed).toEqual([
    'starting > idle',
    'starting > stopped',
    'idle > busy',
    'idle > stopped',
    'busy > idle',
    'busy > stopped',
  ]);
});

it('tells each change with what is known', () => {
  const told: EnvironmentEvent['record'][] = [];
  lifeIn('idle', told).become('stopped', { reason: 'crash', peakRssMb: 50 });
  const always = { environmentId: 'e', pid: 42, atEpochMs: 5 };
  expect(told).toEqual([
    { ...always, state: 'starting' },
    { ...always, state: 'idle' },
    { ...always, state: 'stopped', reason: 'crash', peakRssMb: 50 },
  ]);
});
