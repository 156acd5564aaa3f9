import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import type { SourceCheck } from '../../src/model/http/request-source.ts';
import { pingPath } from '../../src/model/identity.ts';
import { answerText, errorText, garbageText, pingText, refusalText, throttleText } from './answers.ts';
import type { DelayQueue } from './delay-queue.ts';
import type { PlannedRequest, TruthLedger } from './ledger.ts';
import { type RequestHead, RequestReader, UnreadableRequestError } from './request-reader.ts';

export interface Plan {
  readonly check: SourceCheck;
  readonly ledger: TruthLedger;
  readonly queue: DelayQueue;
  readonly stall: () => void;
}

/** One connection: reads requests, and does to each what the plan has planned for it, when it is due. */
export class TruthConnection {
  /** Where requests are read and answered: the TCP connection, or the TLS over it. */
  readonly #socket: Socket;
  readonly #tcp: Socket;
  readonly #plan: Plan;
  readonly #reader = new RequestReader();

  constructor(tcp: Socket, plan: Plan, secureContext: SecureContext | undefined) {
    const socket = secureContext === undefined ? tcp : new TLSSocket(tcp, { isServer: true, secureContext });
    this.#socket = socket;
    this.#tcp = tcp;
    this.#plan = plan;
    socket.on('data', (bytes) => this.#take(bytes, performance.now()));
    // A client that gives up, or that we have cut off: it is its 'close' that counts.
    socket.on('error', () => socket.destroy());
  }

  #take(bytes: Buffer, readAtMs: number): void {
    const { check, ledger, queue, stall } = this.#plan;
    for (const request of this.#requestsIn(bytes)) {
      const refusal = check.refusal({ ...request, localAddress: () => this.#tcp.localAddress });
      if (refusal !== undefined) {
        this.#socket.end(refusalText(refusal));
        return;
      }
      if (request.path === pingPath) {
        this.#socket.write(pingText, 'latin1');
        continue;
      }
      stall();
      const place = ledger.next(request.path, performance.timeOrigin + readAtMs);
      if (place.action === 'hang') {
        this.#hang(place, readAtMs);
        return;
      }
      queue.add(readAtMs, () => this.#act(place, readAtMs));
    }
  }

  #requestsIn(bytes: Buffer): readonly RequestHead[] {
    try {
      return this.#reader.read(bytes);
    } catch (error) {
      if (!(error instanceof UnreadableRequestError)) throw error;
      console.error(`a request that the truth cannot read: ${error.message}`);
      this.#socket.destroy();
      return [];
    }
  }

  /** What comes after on this connection cannot be answered either, as answers are in the order of requests. */
  #hang({ seq }: PlannedRequest, readAtMs: number): void {
    this.#socket.removeAllListeners('data');
    // Reading goes on, or the end of the connection would not be seen.
    this.#socket.resume();
    this.#plan.ledger.hang(seq, readAtMs);
    this.#socket.once('close', () => this.#plan.ledger.endHang(seq, performance.now()));
  }

  #act(place: PlannedRequest, readAtMs: number): void {
    const heldMs = performance.now() - readAtMs;
    this.#plan.ledger.record(place.seq, heldMs);
    if (place.action === 'reset') this.#tcp.resetAndDestroy();
    else if (place.action === 'garbage') this.#socket.end(garbageText, 'latin1');
    else this.#socket.write(textOf(place, heldMs), 'latin1');
  }
}

function textOf(place: PlannedRequest, heldMs: number): string {
  if (place.action === 'throttle') return throttleText;
  return place.action === 'error' ? errorText : answerText(place, heldMs);
}
