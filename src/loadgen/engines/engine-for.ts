import type { InvokeDelivery } from '../../aws/delivery.ts';
import { moduleOf } from '../../load/phase-modules.ts';
import type { Phase } from '../../load/phases.ts';
import { shareOf, whole } from '../../load/segment.ts';
import { defaultKeptBodyBytes } from '../../model/schema/kept-body-bytes.ts';
import type { Clock } from '../clock.ts';
import type { Engine } from '../engine.ts';
import { type Origin, originOf } from '../http/origin.ts';
import { type Address, resolveOnce } from '../http/resolve.ts';
import { bodyBytesNeeded } from '../identity.ts';
import type { FireOptions } from '../shapes/fire.ts';
import type { CarryingEngine } from './signing-engine.ts';
import { SocketEngine } from './socket-engine.ts';

/**
 * What sends the requests of a phase. What only some need is loaded when they ask for it: it takes longer than all the rest.
 * @throws {UserError} `url-invalid`, `tls-invalid`
 */
export async function engineFor(phase: Phase, options: FireOptions): Promise<Engine> {
  const { delivery } = options;
  if (delivery?.kind === 'invoke') return invokeEngine(phase, delivery, options);
  if (delivery === undefined) return httpEngine(phase, options, 0);
  const { ExplainingEngine, refusalBytes } = await import('./explaining-engine.ts');
  const engine = await httpEngine(phase, options, refusalBytes);
  if (!delivery.signed) return new ExplainingEngine(engine);
  const [{ SigningEngine }, { requestSigner }] = await Promise.all([
    import('./signing-engine.ts'),
    import('./request-signer.ts'),
  ]);
  const sign = await requestSigner(originOf(options.url), delivery);
  return new ExplainingEngine(new SigningEngine(engine, { request: options.request, sign, clock: options.clock }));
}

async function invokeEngine(phase: Phase, delivery: InvokeDelivery, options: FireOptions): Promise<Engine> {
  const { request, identity, timeoutMs, clock, keptBodyBytes = defaultKeptBodyBytes, onLog = () => {} } = options;
  const { InvokeEngine } = await import('./invoke/engine.ts');
  const connections = moduleOf(phase).connections(phase);
  const keepBodyBytes = bodyBytesNeeded(identity, keptBodyBytes);
  const { segment = whole } = options;
  const share = {
    concurrency: shareOf(delivery.concurrency, segment),
    maxSockets: shareOf(delivery.maxSockets, segment),
  };
  return new InvokeEngine({
    ...{ delivery: { ...delivery, ...share }, request, timeoutMs, clock, keepBodyBytes, connections },
    onLog: (text) => onLog(text),
  });
}

async function httpEngine(phase: Phase, options: FireOptions, leastBodyBytes: number): Promise<CarryingEngine> {
  const { url, request, warmPath, identity, timeoutMs, clock, tls = {}, engine } = options;
  const { keptBodyBytes = defaultKeptBodyBytes } = options;
  const origin = originOf(url);
  const proxy = engine?.kind === 'undici' ? engine.proxy : undefined;
  const common = {
    ...{ origin, request, warmPath, timeoutMs, clock, tls },
    // In front of a function URL is AWS, or an emulator of it.
    takesSilent: options.delivery?.kind === 'url',
    address: await addressOf(proxy === undefined ? origin : originOf(proxy), clock, options.signal),
    connections: moduleOf(phase).connections(phase),
    keepBodyBytes: Math.max(leastBodyBytes, bodyBytesNeeded(identity, keptBodyBytes)),
  };
  if (engine?.kind !== 'undici') return new SocketEngine({ ...common, patient: moduleOf(phase).releasesTogether });
  const { UndiciEngine } = await import('./undici/engine.ts');
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
