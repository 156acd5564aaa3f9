import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pingPath } from '../../../src/model/identity.ts';
import type { ConcurrencyModel } from '../../../src/model/platform/lambda.ts';
import { readBody } from '../../app/read-body.ts';
import { type WebContext, WebEnvironment } from './environment.ts';
import { answerFor, bodyLimitBytes, type WebExchange } from './exchange.ts';
import { freePort } from './free-port.ts';
import { type Placed, Places } from './places.ts';

export interface WebOptions extends Omit<WebContext, 'onReady' | 'onGone' | 'limits'> {
  readonly model: Extract<ConcurrencyModel, { kind: 'web' }>;
  /** From the start of the process until it listens. The service: 10,000. */
  readonly initTimeoutMs: number;
  /** Of one request, from the moment at which it has its place. The service: 3,000 to 900,000, else 30,000. */
  readonly timeoutMs: number;
  /** Answers name their environment, in `platformHeaders`. */
  readonly identifies: boolean;
}

/** Why a request has its place: its environment has been initialized, for which it waited, or there was a free place. */
type PlacedBecause = 'initialized' | 'place-left';

/** An environment that has its port, or that is still looking for one. */
interface Slot {
  environment?: WebEnvironment;
}

/** Gives each HTTP request a place in an environment, and decides how many of them there are. */
export class WebDispatcher {
  readonly #context: WebContext;
  readonly #places: Places<WebExchange, Slot>;
  readonly #slots = new Map<WebEnvironment, Slot>();
  /** Alive, or stopped with a process that is still ending. */
  readonly #present = new Set<WebEnvironment>();
  readonly #ports = new Set<number>();
  readonly #identifies: boolean;
  #stopping = false;
  #underWay = 0;
  #whenAnswered = (): void => {};

  constructor({ model, initTimeoutMs, timeoutMs, identifies, ...rest }: WebOptions) {
    const { maxConcurrencyPerEnvironment } = model;
    this.#identifies = identifies;
    this.#places = new Places(model);
    this.#context = {
      ...rest,
      limits: { initTimeoutMs, timeoutMs, maxConcurrencyPerEnvironment },
      onReady: (environment) => this.#forwardAll(this.#places.ready(this.#slotOf(environment)), 'initialized'),
      onGone: (environment) => this.#lost(this.#slotOf(environment), environment.errorType),
    };
  }

  /** For a server's `request` event. Never rejects. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = randomUUID();
    if (request.url === pingPath) return answerFor({ requestId, response }, { kind: 'ping' });
    this.#count(response);
    const body = await readBody(request, bodyLimitBytes);
    if (body === 'broken-off') return;
    if (body === 'too-large') return answerFor({ requestId, response }, { kind: 'too-large' });
    this.#arrived({ requestId, request, body, response });
  }

  /** It is given no more requests: those under way are answered yet. Resolves when no process is left. */
  async retire(): Promise<void> {
    if (this.#underWay > 0) {
      await new Promise<void>((resolve) => {
        this.#whenAnswered = resolve;
      });
    }
    await this.stop();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all([...this.#present].map((environment) => environment.shutDown('shutdown')));
  }

  kill(): void {
    this.#stopping = true;
    for (const environment of this.#present) environment.kill();
  }

  #count(response: ServerResponse): void {
    this.#underWay += 1;
    response.once('close', () => {
      this.#underWay -= 1;
      if (this.#underWay === 0) this.#whenAnswered();
    });
  }

  #arrived(exchange: WebExchange): void {
    const arrival = this.#stopping ? ({ kind: 'throttle' } as const) : this.#places.arrive(exchange);
    if (arrival.kind === 'throttle') answerFor(exchange, { kind: 'throttled' });
    else if (arrival.kind === 'forward')
      this.#forward({ request: exchange, environment: arrival.environment }, 'place-left');
    else exchange.response.once('close', () => this.#places.abandon(exchange));
    if (arrival.kind === 'start') void this.#start();
  }

  #forwardAll(placed: readonly Placed<WebExchange, Slot>[], because: PlacedBecause): void {
    for (const each of placed) this.#forward(each, because);
  }

  #forward({ request, environment: slot }: Placed<WebExchange, Slot>, because: PlacedBecause): void {
    void this.#forwardTo(slot.environment, request, because).then(() =>
      this.#forwardAll(this.#places.left(slot), 'place-left'),
    );
  }

  async #forwardTo(
    environment: WebEnvironment | undefined,
    request: WebExchange,
    because: PlacedBecause,
  ): Promise<void> {
    // Only a ready one is given, which has its environment.
    if (environment === undefined) return;
    const servedBy = { environmentId: environment.id, coldStart: because === 'initialized' };
    await environment.forward(this.#identifies ? { ...request, servedBy } : request);
  }

  async #start(): Promise<void> {
    const slot: Slot = {};
    this.#places.started(slot);
    try {
      const port = await freePort(this.#ports);
      if (this.#stopping) this.#lost(slot, undefined);
      else this.#startOn(port, slot);
    } catch (error) {
      // Out of ports or file descriptors: those who wait get an error, and the platform goes on.
      if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
      this.#lost(slot, undefined);
    }
  }

  #startOn(port: number, slot: Slot): void {
    this.#ports.add(port);
    const environment = new WebEnvironment(port, this.#context);
    slot.environment = environment;
    this.#slots.set(environment, slot);
    this.#present.add(environment);
    void environment.ended.then(() => {
      this.#present.delete(environment);
      this.#slots.delete(environment);
      this.#ports.delete(port);
    });
  }

  #slotOf(environment: WebEnvironment): Slot {
    const slot = this.#slots.get(environment);
    if (slot === undefined) throw new Error(`environment ${environment.id} is not one of these`);
    return slot;
  }

  #lost(slot: Slot, errorType: string | undefined): void {
    const { lost, start } = this.#places.gone(slot);
    for (const exchange of lost)
      answerFor(exchange, errorType === undefined ? { kind: 'failed' } : { kind: 'failed', errorType });
    if (!this.#stopping) for (let i = 0; i < start; i++) void this.#start();
  }
}
