import { expect, it } from 'vitest';
import { mayBecome } from '../../../../../targets/lambda/environment/states.ts';

const states = ['starting', 'idle', 'busy', 'reset', 'stopped'] as const;

it('allows 12 of the 25 transitions', () => {
  const allowed = states.flatMap((from) => states.flatMap((to) => (mayBecome(from, to) ? [`${from} > ${to}`] : [])));
  expect(allowed).toEqual([
    'starting > starting',
    'starting > idle',
    'starting > reset',
    'starting > stopped',
    'idle > busy',
    'idle > reset',
    'idle > stopped',
    'busy > idle',
    'busy > reset',
    'busy > stopped',
    'reset > starting',
    'reset > stopped',
  ]);
});
