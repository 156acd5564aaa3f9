/** What receives the requests of a simulation, in virtual time. */
export interface PlatformModel {
  /** When something happens next without a request; Infinity if never. */
  readonly nextAtMs: number;
  /** Requests that have neither ended nor been given up. */
  readonly unfinished: number;
  /** Handles all events that come before requests of that instant. */
  advanceTo(atMs: number): void;
  /** Handles the event at `nextAtMs`. */
  step(): void;
  /** A request arrives at the instant of the last `advanceTo`. `serviceMs`: what its call takes; -1 where the platform decides. */
  arrive(serviceMs: number, tenant: number): void;
}
