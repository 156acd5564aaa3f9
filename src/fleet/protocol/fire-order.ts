import { decode, encode } from '@msgpack/msgpack';
import type { Segment } from '../../load/segment.ts';
import type { PhaseOrder } from '../../loadgen/phase-order.ts';
import type { ClockLine } from './clock-line.ts';

/** What one worker fires. */
export interface FireOrder {
  readonly order: PhaseOrder;
  readonly segment: Segment;
  /** Whether other workers fire segments of it, so that each round waits for a signal. */
  readonly meets: boolean;
  /** That have joined: the more, the smaller are their blocks. */
  readonly workers: number;
  /** The worker's clock beside that of the run, for all instants of this firing. */
  readonly clock: ClockLine;
}

/** Shared memory and typed arrays travel as bytes; all else is plain data. */
export function encodeOrder({ order, ...rest }: FireOrder): Uint8Array {
  const { sending, answers, arrivals } = order;
  const { picks, ...sends } = sending;
  const { entries, ...reads } = answers;
  return encode(
    {
      ...rest,
      order: {
        ...order,
        sending: { ...sends, picks: picks && bytesIn(picks.indices) },
        answers: { ...reads, entries: entries && { list: entries.list, of: bytesIn(entries.of.buffer) } },
        arrivals: { seed: arrivals.seed, recorded: arrivals.recorded && bytesIn(arrivals.recorded) },
      },
    },
    { ignoreUndefined: true },
  );
}

interface Encoded extends Omit<FireOrder, 'order'> {
  readonly order: Omit<PhaseOrder, 'sending' | 'answers' | 'arrivals'> & {
    readonly sending: Omit<PhaseOrder['sending'], 'picks'> & { readonly picks?: Uint8Array };
    readonly answers: Omit<PhaseOrder['answers'], 'entries'> & {
      readonly entries?: {
        readonly list: NonNullable<PhaseOrder['answers']['entries']>['list'];
        readonly of: Uint8Array;
      };
    };
    readonly arrivals: { readonly seed: number; readonly recorded?: Uint8Array };
  };
}

/** @param bytes of the coordinator that leased this worker: only who may publish commands can send them */
export function decodeOrder(bytes: Uint8Array): FireOrder {
  const { order, ...rest } = decode(bytes) as Encoded;
  const { sending, answers, arrivals } = order;
  const { picks, ...sends } = sending;
  const { entries, ...reads } = answers;
  return {
    ...rest,
    order: {
      ...order,
      sending: {
        ...sends,
        ...(picks && {
          // The workers have no memory in common: each takes the numbers of its own segment.
          picks: { indices: sharedOf(picks), taken: new SharedArrayBuffer(4), share: rest.segment },
        }),
      },
      answers: {
        ...reads,
        ...(entries && { entries: { list: entries.list, of: new Int32Array(sharedOf(entries.of)) } }),
      },
      arrivals: { seed: arrivals.seed, ...(arrivals.recorded && { recorded: sharedOf(arrivals.recorded) }) },
    },
  };
}

const bytesIn = (memory: ArrayBufferLike): Uint8Array => Uint8Array.from(new Uint8Array(memory));

function sharedOf(bytes: Uint8Array): SharedArrayBuffer {
  const shared = new SharedArrayBuffer(bytes.length);
  new Uint8Array(shared).set(bytes);
  return shared;
}
