import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type Connection, ConnectionTable } from './connection-table.ts';
import { haveEnded, holdSocket, runningOf } from './socket-owner.ts';

/**
 * After a reading that took d ms there are d times this of pause. Where the kernel's table has many buckets a reading takes some ms:
 * a burst of cold starts shares readings, which take a tenth of one core at the most.
 */
const pausePerReading = 9;

/**
 * A connection is foreign if at least this many readings of the table say so, and the same processes were running before and after the
 * last one.
 */
const mostReadings = 3;

/** From a reading that says nothing to the next. */
const undecidedMs = 20;

/** `unknown`: the kernel lists no connections here. */
export type Peer = 'own' | 'foreign' | 'unknown';

/** A reading that waits to begin. Whoever comes before it begins has a part in it. */
interface Upcoming {
  readonly table: Promise<ConnectionTable | undefined>;
  hurry(): void;
}

/**
 * Whether the other end of a connection is a process of an environment. The address of its Runtime API is in the variables and
 * files of all processes of this user, so knowing it proves nothing.
 *
 * The kernel lists which socket has the other end (/proc/net/tcp), and which process has that socket open (/proc/PID/fd). Where
 * there is no such table (not Linux), nothing is known.
 */
export class PeerCheck {
  readonly #read: () => Promise<ConnectionTable | undefined>;
  #upcoming: Upcoming | undefined;
  #reading: Promise<unknown> = Promise.resolve();
  #notBeforeMs = 0;

  constructor(read = () => ConnectionTable.read()) {
    this.#read = read;
  }

  /**
   * To be called once for each connection, when it has been accepted.
   * @param leaders of the process groups of the environment.
   * @param isKnown it has a connection already: this one waits for no pause.
   */
  async peerOf(socket: Socket, leaders: () => readonly number[], isKnown: boolean): Promise<Peer> {
    const connection = connectionOf(socket);
    if (connection === undefined) return 'foreign';
    this.#upcoming ??= this.#schedule();
    if (isKnown) this.#upcoming.hurry();
    let table = await this.#upcoming.table;
    const untilMs = performance.now() + endNoticeMs;
    let running: string | undefined;
    for (let readings = 1; ; readings += 1) {
      const inode = await table?.peerInode(connection);
      if (inode === undefined && readings === 1) return 'unknown';
      // The last words of a process that has ended are its own.
      if (inode === 'closed' ? await endSoon(leaders) : inode !== undefined && holdSocket(leaders(), inode))
        return 'own';
      // It may have ended since the table was read. And the kernel lists connections page by page: it can skip one while others close.
      const isDecisive = isOpen(inode) && running !== undefined && running === runningOf(leaders());
      if (readings >= mostReadings && (isDecisive || performance.now() > untilMs)) return 'foreign';
      if (!isDecisive) await delay(undecidedMs);
      running = runningOf(leaders());
      table = await this.#read();
    }
  }

  #schedule(): Upcoming {
    const pause = new AbortController();
    const pauseMs = Math.max(0, this.#notBeforeMs - performance.now());
    const table = Promise.all([
      delay(pauseMs, undefined, { signal: pause.signal }).catch(() => {}),
      this.#reading,
    ]).then(() => this.#begin());
    return { table, hurry: () => pause.abort() };
  }

  async #begin(): Promise<ConnectionTable | undefined> {
    this.#upcoming = undefined;
    const startedAtMs = performance.now();
    const reading = this.#read();
    this.#reading = reading;
    const table = await reading;
    const endedAtMs = performance.now();
    this.#notBeforeMs = endedAtMs + (endedAtMs - startedAtMs) * pausePerReading;
    return table;
  }
}

/**
 * A process closes its files a moment before it has ended: a few ms, and many times that where others use the CPU. Without this time
 * the error that it posted last is lost. Between two readings of the table it has a tenth of it.
 */
const endNoticeMs = 1000;
const perReadingMs = 100;
const lookEveryMs = 5;

async function endSoon(leaders: () => readonly number[]): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < perReadingMs; waitedMs += lookEveryMs) {
    if (haveEnded(leaders())) return true;
    await delay(lookEveryMs);
  }
  return false;
}

const isOpen = (inode: string | 'closed' | undefined): boolean => inode !== undefined && inode !== 'closed';

/** Undefined if it has been closed already. */
function connectionOf({ remoteAddress, remotePort, localPort }: Socket): Connection | undefined {
  if (remoteAddress === undefined || remotePort === undefined || localPort === undefined) return undefined;
  return { remoteAddress, remotePort, localPort };
}
