import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ManagedRouter } from '../../../../../../targets/lambda/models/managed/router.ts';

const environments = [{ name: 'a' }, { name: 'b' }, { name: 'c' }] as const;
const [a, b] = environments;

/** Three environments, each with so many open polls. */
function three(maxConcurrency: number, polls: number) {
  const router = new ManagedRouter<number, { readonly name: string }>(maxConcurrency);
  for (const environment of environments) {
    router.ready(environment);
    for (let i = 0; i < polls; i++) router.polled(environment);
  }
  return router;
}

const name = (router: ReturnType<typeof three>, request: number) => {
  const routed = router.arrive(request);
  return routed.kind === 'deliver' ? routed.environment.name : routed.kind;
};

describe('a request', () => {
  it('goes to the least loaded: six spread over three, two each', () => {
    const router = three(4, 4);
    expect([1, 2, 3, 4, 5, 6].map((request) => name(router, request))).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
  });

  it('with 3 environments of 2, the 7th is throttled, whatever polls are open', () => {
    const router = three(2, 9);
    expect([1, 2, 3, 4, 5, 6, 7].map((request) => name(router, request)).at(-1)).toBe('throttle');
    expect(router.inFlight).toBe(6);
  });

  it('waits where there is a place and no poll, and takes the first poll that opens', () => {
    const router = three(2, 1);
    expect([1, 2, 3, 4].map((request) => name(router, request))).toEqual(['a', 'b', 'c', 'wait']);
    expect(router.polled(b)).toBe(4);
    expect(router.inFlightOf(b)).toBe(2);
  });

  it('no more wait than there are places: 3 in flight of 6, 3 wait, the 7th is throttled', () => {
    const router = three(2, 1);
    const routed = [1, 2, 3, 4, 5, 6, 7].map((request) => name(router, request));
    expect(routed.slice(3)).toEqual(['wait', 'wait', 'wait', 'throttle']);
  });

  it('that waits is given to an environment at its limit only when one has left', () => {
    const router = three(1, 2);
    for (const request of [1, 2, 3]) name(router, request);
    expect(name(router, 4)).toBe('throttle');
    expect(router.left(a)).toBeUndefined();
    expect(name(router, 5)).toBe('a');
  });
});

describe('ends', () => {
  it('a lost poll is no place', () => {
    const router = three(2, 1);
    router.pollLost(a);
    expect(name(router, 1)).toBe('b');
  });

  it('an environment that goes takes its places along: of 3 that wait for 3 places 2 go on', () => {
    const router = three(2, 1);
    for (const request of [1, 2, 3, 4, 5, 6]) name(router, request);
    expect(router.gone(a)).toEqual([6]);
    expect(router.abandon(6)).toBe(false);
    expect(router.abandon(5)).toBe(true);
  });
});

it('whatever comes in whatever order: no environment above its limit, and nobody waits beside a free place and an open poll', () => {
  const step = fc.tuple(fc.constantFrom('arrive', 'poll', 'left', 'crash'), fc.nat(2));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 3 }), (steps, maxConcurrency) => {
      const router = three(maxConcurrency, 1);
      const alive = new Map(environments.map((environment) => [environment, { polls: 1, inside: 0 }]));
      const waiting = new Set<number>();
      const enter = (environment: { readonly name: string }, request: number) => {
        const state = [...alive].find(([each]) => each === environment)?.[1];
        if (state === undefined) throw new Error('given to one that has gone');
        state.polls -= 1;
        state.inside += 1;
        waiting.delete(request);
        expect(state.polls).toBeGreaterThanOrEqual(0);
        expect(state.inside).toBeLessThanOrEqual(maxConcurrency);
      };
      for (const [at, [kind, index]] of steps.entries()) {
        const environment = environments[index] ?? a;
        const state = alive.get(environment);
        if (kind === 'arrive') {
          const routed = router.arrive(at);
          if (routed.kind === 'deliver') enter(routed.environment, at);
          else if (routed.kind === 'wait') waiting.add(at);
        } else if (state !== undefined) {
          if (kind === 'poll') state.polls += 1;
          if (kind === 'left' && state.inside === 0) continue;
          if (kind === 'left') state.inside -= 1;
          if (kind === 'crash') {
            alive.delete(environment);
            for (const request of router.gone(environment)) expect(waiting.delete(request)).toBe(true);
          } else {
            const taken = kind === 'poll' ? router.polled(environment) : router.left(environment);
            if (taken !== undefined) enter(environment, taken);
          }
        }
        const couldTake = [...alive.values()].some(({ polls, inside }) => polls > 0 && inside < maxConcurrency);
        expect(waiting.size > 0 && couldTake).toBe(false);
      }
    }),
  );
});
