import { closeSync, openSync, readSync } from 'node:fs';
import { readClocks } from '../../model/clock-reading.ts';
import { optional } from '../../model/optional.ts';
import type { EnvironmentStart } from '../../model/platform/environment-start.ts';
import { parseTelemetryLine } from '../../model/platform/telemetry.ts';

interface Life {
  readonly startedAtMs: number;
  initEndedAtMs?: number;
  stoppedAtMs?: number;
}

/** Whoever asks does so several times a second beside a load: at most this is read each time, and the rest later. */
const mostBytes = 256 * 1024;

/** Of the many lines about calls, none has these. In the order in which they come in the life of an environment. */
const marks = [
  '"state":"starting"',
  '"type":"platform.initReport"',
  '"type":"platform.restoreReport"',
  '"state":"stopped"',
];

/**
 * The environments that an embedded Lambda has started, from the telemetry file that it appends to within 50 ms. Only asking costs
 * anything: the measured side does not know of it.
 */
export class EnvironmentsSoFar implements Disposable {
  readonly #path: string;
  readonly #aheadMs: number;
  readonly #lives = new Map<string, Life>();
  #file: number | undefined;
  #ended = false;
  #readBytes = 0;
  #rest: Buffer = Buffer.alloc(0);

  /** @param aheadMs by how much the epoch of its program is ahead of ours */
  constructor(path: string, aheadMs: number) {
    this.#path = path;
    this.#aheadMs = aheadMs;
  }

  /** In the order of their starts. */
  read(): EnvironmentStart[] {
    if (!this.#ended) this.#readOn();
    const now = readClocks().epochMs + this.#aheadMs;
    const ago = (atMs: number | undefined) => (atMs === undefined ? undefined : Math.max(0, now - atMs));
    return [...this.#lives].map(([environmentId, { startedAtMs, initEndedAtMs, stoppedAtMs }]) => ({
      environmentId,
      startedAgoMs: Math.max(0, now - startedAtMs),
      ...optional('initEndedAgoMs', ago(initEndedAtMs)),
      ...optional('stoppedAgoMs', ago(stoppedAtMs)),
    }));
  }

  [Symbol.dispose](): void {
    this.#ended = true;
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #readOn(): void {
    const bytes = this.#nextBytes();
    if (bytes.length === 0) return;
    this.#readBytes += bytes.length;
    const text = Buffer.concat([this.#rest, bytes]);
    const whole = text.lastIndexOf(newline) + 1;
    this.#rest = Buffer.from(text.subarray(whole));
    for (const mark of marks) for (const line of linesWith(mark, text.subarray(0, whole))) this.#take(line);
  }

  /** A file that cannot be read shows no starts. The account at the end of the load says why. */
  #nextBytes(): Buffer {
    const room = Buffer.allocUnsafe(mostBytes);
    try {
      this.#file ??= openSync(this.#path, 'r');
      return room.subarray(0, readSync(this.#file, room, 0, mostBytes, this.#readBytes));
    } catch {
      this[Symbol.dispose]();
      return room.subarray(0, 0);
    }
  }

  #take(line: string): void {
    const event = parseTelemetryLine(line);
    if (event?.type === 'rollcall.environment') {
      const { environmentId, state, atEpochMs } = event.record;
      const life = this.#lives.get(environmentId);
      if (state === 'starting' && life === undefined) this.#lives.set(environmentId, { startedAtMs: atEpochMs });
      if (state === 'stopped' && life !== undefined) life.stoppedAtMs = atEpochMs;
    } else if (event?.type === 'platform.initReport' || event?.type === 'platform.restoreReport') {
      const { environmentId, endedAtEpochMs } = event.record.rollcall;
      const life = this.#lives.get(environmentId);
      if (life !== undefined) life.initEndedAtMs ??= endedAtEpochMs;
    }
  }
}

const newline = 0x0a;

/** @param text whole lines */
function linesWith(mark: string, text: Buffer): string[] {
  const lines: string[] = [];
  for (let at = text.indexOf(mark); at >= 0; ) {
    const end = text.indexOf(newline, at);
    lines.push(text.toString('utf8', text.lastIndexOf(newline, at) + 1, end));
    at = text.indexOf(mark, end);
  }
  return lines;
}
