import type { Clock } from '../clock.ts';
import type { Engine } from '../engine.ts';
import type { Exchange } from '../exchange.ts';
import type { RequestSpec } from '../http/request-bytes.ts';
import type { RequestSigner } from './request-signer.ts';

/** An engine whose requests can be given more headers while it is firing. */
export interface CarryingEngine extends Engine {
  /** From now on each request carries these too, by its index. */
  carry(headers: readonly Readonly<Record<string, string>>[]): void;
}

interface Signing {
  readonly requests: readonly RequestSpec[];
  readonly sign: RequestSigner;
  readonly clock: Clock;
}

/** AWS takes a signature for five minutes. */
const renewEveryMs = 60_000;

/**
 * Signs the requests of another engine. Each is signed once, however often it is sent, so that no signature costs anything between the
 * schedule and the send. They are renewed long before they end.
 */
export class SigningEngine implements Engine {
  private readonly engine: CarryingEngine;
  private readonly signing: Signing;
  private renewing: NodeJS.Timeout | undefined;
  private signedAtMs = Number.NEGATIVE_INFINITY;
  private stopped = false;

  constructor(engine: CarryingEngine, signing: Signing) {
    this.engine = engine;
    this.signing = signing;
  }

  /** @throws {UserError} if there are no credentials, or they have expired. */
  async prepare(...preparation: Parameters<Engine['prepare']>): Promise<void> {
    if (this.signing.clock.nowMs() - this.signedAtMs >= renewEveryMs) await this.renew();
    await this.engine.prepare(...preparation);
  }

  release(requests: readonly number[], intendedAtMs: number, onEnd: (exchange: Exchange) => void): Promise<void> {
    return this.engine.release(requests, intendedAtMs, onEnd);
  }

  send(request: number, intendedAtMs: number, onEnd: (exchange: Exchange) => void): void {
    this.engine.send(request, intendedAtMs, onEnd);
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.renewing);
    this.engine.stop();
  }

  private async renew(): Promise<void> {
    const { sign, requests, clock } = this.signing;
    clearTimeout(this.renewing);
    const nowMs = clock.nowMs();
    const atMs = Date.now();
    this.engine.carry(await Promise.all(requests.map((request) => sign(request, atMs))));
    this.signedAtMs = nowMs;
    if (!this.stopped) this.renewLater();
  }

  /** Credentials that cannot be renewed now are tried again; if they have expired, the answers will say so. */
  private renewLater(): void {
    this.renewing = setTimeout(() => {
      this.renew().catch(() => this.renewLater());
    }, renewEveryMs);
    this.renewing.unref();
  }
}
