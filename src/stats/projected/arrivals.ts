import type { ClosedLoad, DueLoad, Load, Round } from '../../load/shapes.ts';
import { EventHeap } from '../../simulator/events/event-heap.ts';

/** What receives a load in virtual time. */
export interface LoadReceiver {
  readonly nowMs: number;
  readonly inFlight: number;
  advanceTo(atMs: number): void;
  /** Until nothing is in flight. */
  drain(): void;
  /** A request arrives now. When it ends; undefined: it was refused at once. */
  send(): number | undefined;
}

/** Sends at most `most` requests of a load and returns when all have ended. What waits for answers waits for those of the receiver. */
export function replay(load: Load, most: number, to: LoadReceiver): void {
  if (load.shape === 'rounds') replayRounds(load.rounds, most, to);
  else if (load.shape === 'due') replayDue(load, most, to);
  else if (load.shape === 'closed') replayClosed(load, most, to);
  else to.advanceTo(to.nowMs + load.durationMs);
}

function replayRounds(rounds: Iterable<Round>, most: number, to: LoadReceiver): void {
  let left = most;
  for (const { size, afterPreviousMs } of rounds) {
    if (left <= 0) return;
    to.advanceTo(to.nowMs + afterPreviousMs);
    for (let sent = 0; sent < Math.min(size, left); sent += 1) to.send();
    left -= size;
    to.drain();
  }
}

function replayDue({ dueMs, maxInFlight }: DueLoad, most: number, to: LoadReceiver): void {
  const startedAtMs = to.nowMs;
  let due = 0;
  for (const ms of dueMs) {
    if (due === most) break;
    due += 1;
    to.advanceTo(startedAtMs + ms);
    if (to.inFlight < maxInFlight) to.send();
  }
  to.drain();
}

/** A client that is throttled needs this time to see it; without any, it would send for ever at one instant. */
const refusedMs = 1;

function replayClosed({ clients, durationMs, thinkTimeMs }: ClosedLoad, most: number, to: LoadReceiver): void {
  const endsAtMs = to.nowMs + (durationMs ?? Number.POSITIVE_INFINITY);
  const ready = new EventHeap();
  for (let client = 0; client < clients; client += 1) ready.add(to.nowMs, client);
  for (let sent = 0; sent < most && ready.nextAtMs < endsAtMs; sent += 1) {
    to.advanceTo(ready.nextAtMs);
    ready.replaceNext((to.send() ?? to.nowMs + refusedMs) + thinkTimeMs, ready.nextId);
  }
  to.drain();
}
