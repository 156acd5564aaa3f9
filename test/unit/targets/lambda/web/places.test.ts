import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Places } from '../../../../../targets/lambda/web/places.ts';

interface Environment {
  readonly name: string;
}

const [a, b, c] = ['a', 'b', 'c'].map((name): Environment => ({ name })) as [Environment, Environment, Environment];

const places = (maxConcurrencyPerEnvironment: number, maxEnvironments: number) =>
  new Places<number, Environment>({ maxConcurrencyPerEnvironment, maxEnvironments });

const kinds = (of: Places<number, Environment>, requests: readonly number[]) =>
  requests.map((request) => of.arrive(request).kind);

describe('a burst from zero', () => {
  it('of 10 on environments of 4: the 1st, 5th and 9th start one, the others wait', () => {
    const expected = ['start', 'wait', 'wait', 'wait', 'start', 'wait', 'wait', 'wait', 'start', 'wait'];
    expect(kinds(places(4, 10), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])).toEqual(expected);
  });

  it('of 10 on 2 environments of 4: 8 have a place, 2 are throttled at once', () => {
    const of = places(4, 2);
    const throttled = kinds(of, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]).flatMap((kind, i) =>
      kind === 'throttle' ? [i + 1] : [],
    );
    expect(throttled).toEqual([9, 10]);
  });

  it('whichever is ready first takes those who came first, as many as it has places', () => {
    const of = places(2, 3);
    kinds(of, [1, 2, 3]);
    of.started(a);
    of.started(b);
    expect(of.ready(b)).toEqual([
      { request: 1, environment: b },
      { request: 2, environment: b },
    ]);
    expect(of.ready(a)).toEqual([{ request: 3, environment: a }]);
  });
});

/** `a` and `b` ready and empty, of 2 places each; `b` was ready last. */
function twoWarm(maxEnvironments = 2) {
  const of = places(2, maxEnvironments);
  kinds(of, [1, 2, 3]);
  of.started(a);
  of.started(b);
  of.ready(a);
  of.ready(b);
  for (const environment of [b, a, a]) of.left(environment);
  return of;
}

describe('warm environments', () => {
  it('the most recently used one with a free place is taken: a, which took 2 of the 3, is older than b', () => {
    const of = twoWarm();
    expect([11, 12, 13].map((request) => of.arrive(request))).toEqual([
      { kind: 'forward', environment: b },
      { kind: 'forward', environment: b },
      { kind: 'forward', environment: a },
    ]);
  });

  it('a place that comes free is for the one who waits, before the environment that was started for it', () => {
    const of = twoWarm(3);
    expect(kinds(of, [11, 12, 13, 14, 15])).toEqual(['forward', 'forward', 'forward', 'forward', 'start']);
    of.started(c);
    expect(of.left(a)).toEqual([{ request: 15, environment: a }]);
    expect(of.ready(c)).toEqual([]);
  });

  it('all full and as many as there may be: throttled, and again a place when one has left', () => {
    const of = twoWarm();
    expect(kinds(of, [11, 12, 13, 14, 15])).toEqual(['forward', 'forward', 'forward', 'forward', 'throttle']);
    of.left(b);
    expect(of.arrive(16)).toEqual({ kind: 'forward', environment: b });
  });
});

describe('ends', () => {
  it('a crash of the only ready one starts another for those who wait', () => {
    const of = places(1, 2);
    kinds(of, [1, 2]);
    of.started(a);
    of.started(b);
    of.ready(a);
    expect(of.gone(a)).toEqual({ lost: [], start: 0 });
    of.ready(b);
    expect(kinds(of, [3])).toEqual(['start']);
    of.started(c);
    of.gone(c);
    kinds(of, [4]);
    expect(of.gone(b)).toEqual({ lost: [], start: 1 });
  });

  it('an init that fails loses those that nobody else has a place for, and starts nothing', () => {
    const of = places(2, 2);
    kinds(of, [1, 2, 3]);
    of.started(a);
    of.started(b);
    expect(of.gone(a)).toEqual({ lost: [1], start: 0 });
    expect(of.gone(b)).toEqual({ lost: [2, 3], start: 0 });
    expect(of.alive).toBe(0);
  });

  it('while a warm one is there, those who waited for a failed init go on waiting for a place in it', () => {
    const of = places(1, 2);
    kinds(of, [1]);
    of.started(a);
    of.ready(a);
    kinds(of, [2]);
    of.started(b);
    expect(of.gone(b)).toEqual({ lost: [], start: 0 });
    expect(of.left(a)).toEqual([{ request: 2, environment: a }]);
  });

  it('one whose client has gone takes no place', () => {
    const of = places(1, 1);
    kinds(of, [1]);
    of.started(a);
    of.abandon(1);
    expect(of.ready(a)).toEqual([]);
  });
});

it('never more than maxConcurrency in one, never more than maxEnvironments, every request ends once', () => {
  const step = fc.constantFrom('arrive', 'ready', 'left', 'crash', 'fail');
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 80 }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 3 }),
      (steps, cap, max) => {
        const model = new Model(cap, max);
        for (const each of steps) model[each]();
        model.drain();
        expect(model.ended).toBe(model.arrived);
      },
    ),
  );
});

/** Drives `Places` and keeps its own books of who is where. */
class Model {
  readonly of: Places<number, Environment>;
  readonly starting: Environment[] = [];
  readonly inside = new Map<Environment, number>();
  readonly waiting = new Set<number>();
  readonly cap: number;
  readonly max: number;
  arrived = 0;
  ended = 0;

  constructor(cap: number, max: number) {
    this.cap = cap;
    this.max = max;
    this.of = places(cap, max);
  }

  arrive() {
    this.arrived += 1;
    const arrival = this.of.arrive(this.arrived);
    if (arrival.kind === 'throttle') this.ended += 1;
    else if (arrival.kind === 'forward') this.#enter(arrival.environment);
    else this.waiting.add(this.arrived);
    if (arrival.kind === 'start') this.#start();
  }

  ready() {
    const environment = this.starting.shift();
    if (environment === undefined) return;
    this.inside.set(environment, 0);
    this.#place(this.of.ready(environment));
  }

  left() {
    const busy = [...this.inside].find(([, count]) => count > 0)?.[0];
    if (busy === undefined) return;
    this.inside.set(busy, (this.inside.get(busy) ?? 0) - 1);
    this.ended += 1;
    this.#place(this.of.left(busy));
  }

  crash() {
    const [first] = this.inside;
    if (first === undefined) return;
    this.inside.delete(first[0]);
    this.ended += first[1];
    this.#gone(first[0]);
  }

  fail() {
    const environment = this.starting.pop();
    if (environment !== undefined) this.#gone(environment);
  }

  drain() {
    while (this.starting.length > 0) this.ready();
    while ([...this.inside.values()].some((count) => count > 0)) this.left();
  }

  #gone(environment: Environment) {
    const { lost, start } = this.of.gone(environment);
    for (const request of lost) this.waiting.delete(request);
    this.ended += lost.length;
    for (let i = 0; i < start; i++) this.#start();
  }

  #start() {
    const environment = { name: 'another' };
    this.of.started(environment);
    this.starting.push(environment);
    expect(this.starting.length + this.inside.size).toBeLessThanOrEqual(this.max);
  }

  #place(placed: readonly { readonly request: number; readonly environment: Environment }[]) {
    for (const { request, environment } of placed) {
      expect(this.waiting.delete(request)).toBe(true);
      this.#enter(environment);
    }
  }

  #enter(environment: Environment) {
    const count = (this.inside.get(environment) ?? 0) + 1;
    expect(count).toBeLessThanOrEqual(this.cap);
    this.inside.set(environment, count);
  }
}
