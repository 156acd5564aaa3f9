import { explainRefusal } from '../../aws/aws-problem.ts';
import type { Engine } from '../engine.ts';
import type { Exchange } from '../exchange.ts';

/** How much of the body of a refusal is read. */
export const refusalBytes = 2048;

/** Explains refusals by the function URL of another engine in our words, because AWS's repeat what was signed. */
export class ExplainingEngine implements Engine {
  private readonly engine: Engine;

  constructor(engine: Engine) {
    this.engine = engine;
  }

  prepare(...preparation: Parameters<Engine['prepare']>): Promise<void> {
    return this.engine.prepare(...preparation);
  }

  release(requests: readonly number[], intendedAtMs: number, onEnd: (exchange: Exchange) => void): Promise<void> {
    return this.engine.release(requests, intendedAtMs, (exchange) => onEnd(explained(exchange)));
  }

  send(request: number, intendedAtMs: number, onEnd: (exchange: Exchange) => void): void {
    this.engine.send(request, intendedAtMs, (exchange) => onEnd(explained(exchange)));
  }

  stop(): void {
    this.engine.stop();
  }
}

function explained(exchange: Exchange): Exchange {
  const { ending } = exchange;
  if (ending.kind !== 'answer' || ending.answer.status < 400) return exchange;
  const reason = explainRefusal(ending.answer.status, ending.answer.body.toString('utf8', 0, refusalBytes));
  return reason === undefined ? exchange : { ...exchange, ending: { ...ending, reason } };
}
