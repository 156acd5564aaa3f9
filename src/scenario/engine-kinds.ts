import type { EngineSpec } from './engines.ts';

interface EngineKind {
  /** Whether it is a program that sends a closed load by itself: one request over and over, at once, to whatever certificate. */
  readonly firesItself: boolean;
  readonly speaksHttp2: boolean;
  /** Headers that it cannot send over HTTP/1.1, in lower case. */
  readonly unsent: readonly string[];
  /** Without features that a server of plain HTTP/1.1 does not have, such as HTTP/2. */
  readonly plain: EngineSpec;
}

/** What is known of each engine beside its fields. `src/loadgen/engines` runs it. */
const engineKinds: { readonly [K in EngineSpec['kind']]: EngineKind } = {
  socket: { firesItself: false, speaksHttp2: false, unsent: [], plain: { kind: 'socket' } },
  undici: {
    firesItself: false,
    speaksHttp2: true,
    unsent: ['expect', 'keep-alive', 'upgrade'],
    plain: { kind: 'undici', http2: false },
  },
  autocannon: { firesItself: true, speaksHttp2: false, unsent: [], plain: { kind: 'autocannon' } },
};

/** Undefined for a name that the schema reports. */
export const engineNamed = (name: unknown): EngineKind | undefined =>
  typeof name === 'string' && Object.hasOwn(engineKinds, name) ? engineKinds[name as EngineSpec['kind']] : undefined;

export const plainEngine = ({ kind }: EngineSpec): EngineSpec => engineKinds[kind].plain;

export const firesItself = (engine: EngineSpec | undefined): boolean =>
  engine !== undefined && engineKinds[engine.kind].firesItself;
