import type { InvokeDelivery } from '../../aws/delivery.ts';
import { moduleOf } from '../../load/phase-modules.ts';
import { shareOf, whole } from '../../load/segment.ts';
import { UserError } from '../../model/errors.ts';
import { optional } from '../../model/optional.ts';
import { defaultKeptBodyBytes } from '../../model/schema/kept-body-bytes.ts';
import type { Clock } from '../clock.ts';
import type { Engine } from '../engine.ts';
import { type Origin, originOf } from '../http/origin.ts';
import { type Address, resolveOnce } from '../http/resolve.ts';
import { bodyBytesNeeded } from '../identity.ts';
import type { AnswerReading, FireContext, FireListeners, PhaseOrder } from '../phase-order.ts';
import type { CarryingEngine } from './signing-engine.ts';
import { socketEngine } from './socket-engine.ts';

/**
 * What sends the requests of a phase. What only some need is loaded when they ask for it: it takes longer than all the rest.
 * @throws {UserError} `url-invalid`, `tls-invalid`, `too-many-to-sign`
 */
export async function engineFor(
  order: PhaseOrder,
  context: FireContext,
  onLog: FireListeners['onLog'] = () => {},
): Promise<Engine> {
  const { url, delivery } = order.destination;
  if (delivery?.kind === 'invoke') return invokeEngine(order, delivery, context, onLog);
  if (delivery === undefined) return httpEngine(order, context, 0);
  const { ExplainingEngine, refusalBytes } = await import('./explaining-engine.ts');
  const engine = await httpEngine(order, context, refusalBytes);
  if (!delivery.signed) return new ExplainingEngine(engine);
  const [{ SigningEngine }, { requestSigner }] = await Promise.all([
    import('./signing-engine.ts'),
    import('./request-signer.ts'),
  ]);
  const { requests } = order.sending;
  if (requests.length > mostSigned) throw tooManyToSign(requests.length);
  const sign = await requestSigner(originOf(url), delivery);
  return new ExplainingEngine(new SigningEngine(engine, { requests, sign, clock: context.clock }));
}

/** Each has its own signature, which is renewed every minute while the load runs. */
const mostSigned = 100;

const tooManyToSign = (requests: number): UserError =>
  new UserError(
    'too-many-to-sign',
    `expected at most ${mostSigned} different requests to a signed URL, got ${requests}`,
    {
      hint: 'use fewer rows in the feed, or a function URL without IAM authentication',
    },
  );

async function invokeEngine(
  { phase, sending: { requests, timeoutMs }, answers }: PhaseOrder,
  delivery: InvokeDelivery,
  { clock, segment = whole }: FireContext,
  onLog: (text: string) => void,
): Promise<Engine> {
  const { InvokeEngine } = await import('./invoke/engine.ts');
  const connections = moduleOf(phase).connections(phase);
  const share = {
    concurrency: shareOf(delivery.concurrency, segment),
    maxSockets: shareOf(delivery.maxSockets, segment),
  };
  return new InvokeEngine({
    ...{ delivery: { ...delivery, ...share }, requests, timeoutMs, clock, connections, onLog },
    keepBodyBytes: bytesKept(answers),
  });
}

async function httpEngine(
  { phase, destination, sending, answers }: PhaseOrder,
  { clock, signal, unread }: FireContext,
  leastBodyBytes: number,
): Promise<CarryingEngine> {
  const { url, warmPath, delivery, tls = {} } = destination;
  const { requests, timeoutMs, engine } = sending;
  const origin = originOf(url);
  const proxy = engine?.kind === 'undici' ? engine.proxy : undefined;
  const common = {
    ...{ origin, requests, warmPath, timeoutMs, clock, tls },
    // In front of a function URL is AWS, or an emulator of it.
    takesSilent: delivery?.kind === 'url',
    address:
      destination.unix === undefined
        ? await addressOf(proxy === undefined ? origin : originOf(proxy), clock, signal)
        : { kind: 'unix' as const, path: destination.unix },
    connections: moduleOf(phase).connections(phase),
    ...optional('unread', unread),
    keepBodyBytes: Math.max(leastBodyBytes, bytesKept(answers)),
  };
  if (engine?.kind !== 'undici') return socketEngine({ ...common, patient: moduleOf(phase).releasesTogether });
  const { undiciEngine } = await import('./undici/engine.ts');
  return undiciEngine({ ...common, http2: engine.http2, proxy });
}

const bytesKept = ({ identity, keptBodyBytes = defaultKeptBodyBytes }: AnswerReading): number =>
  bodyBytesNeeded(identity, keptBodyBytes);

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
