import type { Engine } from '../engine.ts';
import type { Exchange } from '../exchange.ts';

/** Counts what another engine sends. */
export class CountedEngine implements Engine {
  private readonly engine: Engine;
  private readonly count: (requests: number, releasedAtMs?: number) => void;

  constructor(engine: Engine, count: (requests: number, releasedAtMs?: number) => void) {
    this.engine = engine;
    this.count = count;
  }

  prepare(...preparation: Parameters<Engine['prepare']>): Promise<void> {
    return this.engine.prepare(...preparation);
  }

  release(requests: readonly number[], intendedAtMs: number, onEnd: (exchange: Exchange) => void): Promise<void> {
    this.count(requests.length, intendedAtMs);
    return this.engine.release(requests, intendedAtMs, onEnd);
  }

  send(request: number, intendedAtMs: number, onEnd: (exchange: Exchange) => void): void {
    this.count(1);
    this.engine.send(request, intendedAtMs, onEnd);
  }

  stop(): void {
    this.engine.stop();
  }
}
