import type { Phase } from '../scenario/phases.ts';
import type { Clock } from './clock.ts';
import type { Engine } from './engine.ts';
import type { FireOptions } from './fire.ts';
import { bodyBytesNeeded } from './identity.ts';
import { type Origin, originOf } from './origin.ts';
import { type Address, resolveOnce } from './resolve.ts';
import { SocketEngine } from './socket-engine.ts';

export const defaultMaxBodyBytes = 10 * 1024 * 1024;

/**
 * What sends the requests of a phase. Calls one after another share a connection that is warm, as a patient client's would be.
 * @throws {UserError} `url-invalid`, `tls-invalid`
 */
export async function engineFor(phase: Phase, options: FireOptions): Promise<Engine> {
  const { url, request, warmPath, identity, timeoutMs, clock, tls = {}, engine } = options;
  const { maxBodyBytes = defaultMaxBodyBytes } = options;
  const origin = originOf(url);
  const proxy = engine?.kind === 'undici' ? engine.proxy : undefined;
  const common = {
    ...{ origin, request, warmPath, timeoutMs, clock, tls, maxBodyBytes },
    address: await addressOf(proxy === undefined ? origin : originOf(proxy), clock, options.signal),
    connections: phase.kind === 'burst' ? phase.connections : ('warm' as const),
    keepBodyBytes: bodyBytesNeeded(identity, maxBodyBytes),
  };
  if (engine?.kind !== 'undici') return new SocketEngine({ ...common, patient: phase.kind === 'burst' });
  // Loaded when it is asked for: it takes longer than all the rest.
  const { UndiciEngine } = await import('./undici-engine.ts');
  return new UndiciEngine({ ...common, http2: engine.http2, proxy });
}

/** A resolver cannot be stopped, but need not be waited for. */
async function addressOf(origin: Origin, clock: Clock, signal: AbortSignal): Promise<Address> {
  let stop = () => {};
  const stopped = new Promise<Address>((resolve) => {
    stop = () => resolve({ kind: 'unresolved', message: 'interrupted' });
  });
  signal.addEventListener('abort', stop);
  try {
    return await Promise.race([resolveOnce(origin, clock), stopped]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
