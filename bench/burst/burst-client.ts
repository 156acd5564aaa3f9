import { type Client, serveFrom, startClient } from '../client-process.ts';

export interface BurstRequest {
  readonly url: string;
  readonly size: number;
  /** PEM of the authority to trust, where the URL is https. */
  readonly ca?: string;
}

export interface BurstReport {
  /** Of every answer: what was measured beyond what the server held the request. */
  readonly addedMs: readonly number[];
  /** Of the sends, where the client knows. */
  readonly spread?: { readonly p1ToP99Ms: number; readonly maxMs: number };
}

export type BurstClient = Client<BurstRequest, BurstReport>;

export const startBurstClient = (module: './rollcall-client.js' | './autocannon-client.js'): BurstClient =>
  startClient(new URL(module, import.meta.url));

export const serveBursts = (fire: (request: BurstRequest) => Promise<BurstReport>): void => serveFrom(fire);
