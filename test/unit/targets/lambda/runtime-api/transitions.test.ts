import { expect, it } from 'vitest';
import {
  type RuntimeAct,
  type RuntimeState,
  stateAfter,
} from '../../../../../targets/lambda/runtime-api/transitions.ts';

const states: RuntimeState[] = [
  ...(['initializing', 'restoring', 'restored', 'waiting', 'running', 'streaming', 'answered', 'ended'] as const),
];
const asked: RuntimeAct[] = ['next', 'response', 'stream', 'error', 'init-error', 'restore-next', 'restore-error'];

it('allows a runtime 9 of the 56 acts that it could ask for, and refuses the rest', () => {
  const allowed = states.flatMap((state) =>
    asked.flatMap((act) => {
      const after = stateAfter(state, act);
      return after === undefined ? [] : [`${state} ${act} ${after}`];
    }),
  );
  expect(allowed).toEqual([
    'initializing next waiting',
    'initializing init-error ended',
    'initializing restore-next restoring',
    'restored next waiting',
    'restored restore-error ended',
    'running response answered',
    'running stream streaming',
    'running error answered',
    'answered next waiting',
  ]);
});

it('gives an invocation only to a runtime that waits', () => {
  expect(states.filter((state) => stateAfter(state, 'invoke') !== undefined)).toEqual(['waiting']);
});

it('ends once', () => {
  expect(states.filter((state) => stateAfter(state, 'end') === undefined)).toEqual(['ended']);
});
