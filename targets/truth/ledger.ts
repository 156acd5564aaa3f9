import { writeFileSync } from 'node:fs';
import type { TruthConfig, TruthRecord } from '../../src/model/platform/programs.ts';

type Action = TruthRecord['action'];

/** A request, numbered from 1 in the order of reading. All else that is known of it follows from this number. */
export type PlannedRequest = Omit<TruthRecord, 'heldMs' | 'readAtMs' | 'path'>;

type LedgerConfig = Pick<TruthConfig, 'instances' | 'every' | 'recordFile'>;

/** Where one request matches several, the first of these wins. */
const exceptions = ['throttle', 'error', 'reset', 'hang', 'garbage'] as const satisfies readonly Action[];

export class TruthLedger {
  readonly #config: LedgerConfig;
  #requests = 0;
  /** Lists of numbers: a million records must not give the garbage collector a million objects to look through. */
  readonly #seqs: number[] = [];
  readonly #heldMs: number[] = [];
  /** Of every request that was read, by its number. */
  readonly #readAtMs: number[] = [];
  readonly #paths: string[] = [];
  readonly #hangingSinceMs = new Map<number, number>();

  constructor(config: LedgerConfig) {
    this.#config = config;
  }

  next(path: string, readAtMs: number): PlannedRequest {
    this.#requests += 1;
    if (this.#config.recordFile !== undefined) {
      this.#readAtMs.push(readAtMs);
      this.#paths.push(path);
    }
    return this.#planned(this.#requests);
  }

  hang(seq: number, readAtMs: number): void {
    this.#hangingSinceMs.set(seq, readAtMs);
  }

  /** Nobody waits for it any more: its connection has ended. */
  endHang(seq: number, nowMs: number): void {
    const sinceMs = this.#hangingSinceMs.get(seq);
    if (sinceMs === undefined) return;
    this.#hangingSinceMs.delete(seq);
    this.record(seq, nowMs - sinceMs);
  }

  endAllHangs(nowMs: number): void {
    for (const seq of [...this.#hangingSinceMs.keys()]) this.endHang(seq, nowMs);
  }

  /**
   * Its action was carried out. A request that still waits for it when the program stops leaves no record. Where nobody asks for
   * the record none is kept: ten million requests would take a quarter of a GB.
   */
  record(seq: number, heldMs: number): void {
    if (this.#config.recordFile === undefined) return;
    this.#seqs.push(seq);
    this.#heldMs.push(heldMs);
  }

  records(): TruthRecord[] {
    return this.#seqs.map((seq, i) => ({
      ...this.#planned(seq),
      path: this.#paths[seq - 1] ?? '',
      readAtMs: this.#readAtMs[seq - 1] ?? Number.NaN,
      heldMs: this.#heldMs[i] ?? Number.NaN,
    }));
  }

  write(): void {
    if (this.#config.recordFile === undefined) return;
    writeFileSync(
      this.#config.recordFile,
      this.records()
        .map((record) => `${JSON.stringify(record)}\n`)
        .join(''),
    );
  }

  /** Instances take turns over all requests, also over those that are not answered. */
  #planned(seq: number): PlannedRequest {
    const { instances, every } = this.#config;
    const exception = exceptions.find((action) => every[action] > 0 && seq % every[action] === 0);
    return {
      seq,
      instanceId: `truth-${(seq - 1) % instances}`,
      invocationId: Math.floor((seq - 1) / instances) + 1,
      action: exception ?? 'answer',
    };
  }
}
