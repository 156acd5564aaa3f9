import { describe, expect, it } from 'vitest';
import { ConcurrencyRules } from '../../../../../src/concurrency/admission.ts';
import { IdlePolicy } from '../../../../../src/concurrency/idle-policy.ts';
import { awsAccount } from '../../../../../src/model/platform/lambda.ts';
import type { InvokeRequest, InvokeResult } from '../../../../../targets/lambda/invoke.ts';
import {
  EventDispatcher,
  type EventEnvironment,
  type EventEvents,
} from '../../../../../targets/lambda/models/event.ts';

/** Initializes when its test says so, and answers at once. */
class FakeEnvironment implements EventEnvironment {
  readonly ended = new Promise<void>(() => {});
  initFailure: string | undefined;
  calls = 0;
  stopped = false;
  readonly #events: EventEvents<FakeEnvironment>;

  constructor(events: EventEvents<FakeEnvironment>) {
    this.#events = events;
  }

  initialize(failure?: string): void {
    this.initFailure = failure;
    this.#events.onIdle(this);
  }

  async invoke(): Promise<InvokeResult> {
    this.calls += 1;
    this.#events.onIdle(this);
    return { kind: 'answered', payload: Buffer.from('') };
  }

  async shutDown(): Promise<void> {
    this.stopped = true;
    this.#events.onStopped(this);
  }

  kill(): void {}
}

function dispatcher() {
  const started: FakeEnvironment[] = [];
  const idle = new IdlePolicy<FakeEnvironment>({
    ...{ keepAlive: { kind: 'constant', ms: 60_000 }, maxLifeMs: 60_000, random: () => 0.5 },
  });
  const event = new EventDispatcher<FakeEnvironment>({
    ...{ functionName: 'f', version: '$LATEST', rules: new ConcurrencyRules(awsAccount, performance.now()), idle },
    start: (_place, events) => {
      const environment = new FakeEnvironment(events);
      started.push(environment);
      return environment;
    },
  });
  return { event, started };
}

const request: InvokeRequest = { requestId: 'r', traceId: 't', payload: '' };

describe('an environment that is started for no request', () => {
  it('is idle once it is initialized, and takes the next request', async () => {
    const { event, started } = dispatcher();
    const idle = event.startIdle();
    expect(event.idle).toBe(0);
    started[0]?.initialize();
    expect(await idle).toBeUndefined();
    expect(event.idle).toBe(1);
    await event.invoke(request, 'synchronous');
    expect(started.map(({ calls }) => calls)).toEqual([1]);
    event.kill();
  });

  it('is stopped if its init fails, and the reason is known', async () => {
    const { event, started } = dispatcher();
    const idle = event.startIdle();
    started[0]?.initialize('Runtime.ExitError');
    expect(await idle).toBe('Runtime.ExitError');
    expect([event.idle, started[0]?.stopped]).toEqual([0, true]);
    event.kill();
  });
});
