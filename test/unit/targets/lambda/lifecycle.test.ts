import { expect, it } from 'vitest';
import { mayBecome } from '../../../../targets/lambda/lifecycle.ts';

const states = ['starting', 'idle', 'busy', 'stopped'] as const;

it('allows 6 of the 16 transitions', () => {
  const allowed = states.flatMap((from) => states.flatMap((to) => (mayBecome(from, to) ? [`${from} > ${to}`] : [])));
  expect(allowed).toEqual([
    'starting > idle',
    'starting > stopped',
    'idle > busy',
    'idle > stopped',
    'busy > idle',
    'busy > stopped',
  ]);
});
