import type { EventSource } from '../http/event-source.ts';
import type { AllowedSources } from '../http/request-source.ts';
import type { WaitTime } from './wait-time.ts';

/**
 * The programs of `targets/` are started as `node PROGRAM.js`. The first line of stdin is one of the configurations below, as
 * JSON: arguments can be read by every user of the machine, and end at 128 KiB. Each prints one line to stdout when it can
 * take requests, a `ReadyLine`, and nothing else there. It stops on SIGTERM, and when its stdin ends: whoever started it
 * holds the other end of that pipe, so it cannot outlive them. A configuration it cannot serve ends with one clear line on
 * stderr and exit code 1.
 */
export interface ReadyLine {
  readonly ready: true;
  readonly url: string;
  readonly pid: number;
}

/** A module file and the name of the function it exports, as in Lambda's `index.handler`. */
export interface HandlerRef {
  /** Absolute path of a .js, .mjs or .cjs file. */
  readonly file: string;
  readonly export: string;
}

/** The built-in workload: what one instance does at init and per call. In the variable `ROLLCALL_WORKLOAD`, as JSON. */
export interface WorkloadConfig {
  readonly init: { readonly cpuMs: number; readonly memoryMb: number };
  readonly call: {
    readonly cpuMs: number;
    readonly allocateMb: number;
    readonly wait: WaitTime;
    readonly payloadBytes: number;
  };
  /** Where the wait happens: a timer in the handler, or a real call to this backend over the handler's own pool. */
  readonly backendUrl?: string;
  readonly seed: number;
  /** Work per millisecond of CPU, calibrated once per run so that every target does the same work. */
  readonly iterationsPerMs: number;
}

export interface ServerConfig extends AllowedSources {
  readonly handler: HandlerRef;
  /** 1: this process serves. More: the number of processes behind one port. */
  readonly processes: number;
  readonly port: number;
  readonly backlog: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Its processes run before all other programs of the machine. */
  readonly realTime?: boolean;
  /** What a request becomes. Absent: the event of a function URL. */
  readonly event?: EventSource;
  /** Answers name the process that gave them, in `platformHeaders`. Absent: they do not. */
  readonly identifies?: boolean;
  /** Its requests come through an endpoint that has checked them, with the `Host` that they had there. */
  readonly isForwardedTo?: boolean;
}

/** A slow downstream service. It answers any request after `delay`, or after `?ms=`; `GET backendStatsPath` answers `BackendStats`. */
export interface BackendConfig extends AllowedSources {
  readonly port: number;
  readonly backlog: number;
  readonly delay: WaitTime;
  /** Requests on further connections get a 503. Absent: it takes all. */
  readonly maxConnections?: number;
  readonly seed: number;
}

export interface BackendStats {
  readonly openConnections: number;
  readonly peakOpenConnections: number;
  readonly totalConnections: number;
  readonly refusedConnections: number;
  readonly requests: number;
}

export const backendStatsPath = '/.rollcall/stats';

/** A server with known behavior, which calibrates the instrument. */
export interface TruthConfig extends AllowedSources {
  readonly port: number;
  readonly backlog: number;
  /** Answers this long after it has read a request. */
  readonly delayMs: number;
  /** It answers as this many instances in turn. */
  readonly instances: number;
  /** Every nth request is treated so instead of being answered. 0: never. */
  readonly every: {
    readonly throttle: number;
    readonly error: number;
    readonly reset: number;
    readonly hang: number;
    readonly garbage: number;
  };
  /** Its own record: one JSON line `TruthRecord` per request. Absent: none is kept. */
  readonly recordFile?: string;
  /** PEM texts of a key and its certificate. Absent: plain HTTP. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** So long after the first request (a ping is none) it does nothing at all for a while. Absent: it never stalls. */
  readonly stall?: { readonly afterMs: number; readonly forMs: number };
}

export interface TruthRecord {
  readonly seq: number;
  readonly instanceId: string;
  readonly invocationId: number;
  readonly action: 'answer' | 'throttle' | 'error' | 'reset' | 'hang' | 'garbage';
  /** By which a request of a feed is known. */
  readonly path: string;
  /** When it was read, in ms since the epoch: by the server's monotonic clock, set when it started. */
  readonly readAtMs: number;
  /** From having read the request to having written the answer, on the server's clock. */
  readonly heldMs: number;
}
