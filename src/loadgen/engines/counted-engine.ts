import type { Engine } from '../engine.ts';
import type { Exchange } from '../exchange.ts';

/** Counts the requests of another engine that are in flight. */
export class CountedEngine implements Engine {
  private readonly engine: Engine;
  private readonly count: (change: number) => void;

  constructor(engine: Engine, count: (change: number) => void) {
    this.engine = engine;
    this.count = count;
  }

  prepare(...preparation: Parameters<Engine['prepare']>): Promise<void> {
    return this.engine.prepare(...preparation);
  }

  release(requests: readonly number[], intendedAtMs: number, onEnd: (exchange: Exchange) => void): Promise<void> {
    this.count(requests.length);
    return this.engine.release(requests, intendedAtMs, (exchange) => this.ended(exchange, onEnd));
  }

  send(request: number, intendedAtMs: number, onEnd: (exchange: Exchange) => void): void {
    this.count(1);
    this.engine.send(request, intendedAtMs, (exchange) => this.ended(exchange, onEnd));
  }

  stop(): void {
    this.engine.stop();
  }

  private ended(exchange: Exchange, onEnd: (exchange: Exchange) => void): void {
    this.count(-1);
    onEnd(exchange);
  }
}
