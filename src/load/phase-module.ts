import type { z } from 'zod';
import type { PhaseKind } from '../model/schema/phase-kind.ts';
import type { CommonFields, FieldKit } from './fields.ts';
import type { Recording } from './recorded/recording.ts';
import type { Load } from './shapes.ts';

export type Shape = Load['shape'];

/** Everything that is known of one kind of phase. `P` is a phase of this kind, as `PhaseWith` types it, to read; `Made`, to make. */
export interface PhaseModule<P, S extends Shape = Shape, Made = P> {
  readonly kind: PhaseKind;
  /** How its requests are released: all that the load generator knows of it. */
  readonly shape: S;
  /** What it is, in a sentence: for editors and for docs/scenario-files.md. */
  readonly words: string;
  /** Its fields beside kind, name and targets. A function, because threads of the generator check nothing: loading zod would double their start. */
  fields(kit: FieldKit): z.core.$ZodShape;
  /** Names of its fields, at any depth, that add up where several fire a part of it each. */
  readonly shares: readonly string[];
  /** Its fields that name a file, relative to the scenario file. */
  readonly files: readonly (keyof P & string)[];
  /** What is wrong between its fields, as they were written. */
  problem(written: Readonly<Record<string, unknown>>): string | undefined;
  /** Whether several requests are released at one instant, so that their answers come together. */
  readonly releasesTogether: boolean;
  /** Requests at one target; Infinity if only time ends it. More than `most` count as `most` + 1 where they have to be counted. */
  plannedRequests(phase: P, source: ArrivalSource, most: number): number;
  /** The most requests in flight at once. */
  mostInFlight(phase: P, source: ArrivalSource): number;
  /** Whether the environments that it needs are started before it. */
  startsWarm(phase: P): boolean;
  /** Its highest mean rate over a time of this length; undefined where requests wait for answers. */
  peakPerSecond(phase: P, source: ArrivalSource, windowMs: number): number | undefined;
  /** What it takes by its own plan; how long the answers take is up to the target. */
  plannedMs(phase: P): number;
  /** The most parts of it that can be fired at the same time, each with something to send. */
  mostSegments(phase: P): number;
  /** warm: opened before the requests that use them. cold: opened when these are released. */
  connections(phase: P): 'warm' | 'cold';
  /** Loads that show what the instrument adds to such a phase. */
  calibration(phase: P): readonly Made[];
  /** The same phase, ended after this many requests; of one that only time ends. */
  endedAfter(phase: P, requests: number): Made;
  /** The requests that its file has, in the order in which they are due; undefined if it has arrivals only. */
  requestsIn?(lines: Iterable<string>, phase: P): Recording | undefined;
  /** @throws {UserError} `trace-invalid` */
  load(phase: P, source: ArrivalSource): Extract<Load, { shape: S }>;
}

/** What arrivals come from beside their phase. */
export interface ArrivalSource {
  /** Of their randomness. The same seed gives every target the same arrivals, so that all are compared under the same load. */
  readonly seed: number;
  /** What `parse` makes of the lines of a file, in ms since the start of the phase, rising. It is read once for each phase. */
  readFile(phase: object, file: string, parse: (lines: Iterable<string>) => Float64Array): Float64Array;
}

/** A phase with the fields of its module. */
export type PhaseWith<K extends PhaseKind, Fields extends (kit: FieldKit) => z.core.$ZodShape> = z.output<
  z.ZodObject<CommonFields & ReturnType<Fields>>
> & { kind: K };
