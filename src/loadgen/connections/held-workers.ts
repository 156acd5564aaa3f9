/**
 * How long a request waits on a new connection, beyond what answers take, before another one is closed for it. The shorter one
 * holds until two connections have answered side by side, and after a trial that has brought an answer.
 */
const [patienceMs, shortPatienceMs] = [250, 100];
/** A share of the timeout, so that the request can still be answered afterwards. */
const mostPatienceShare = 1 / 8;
/** One could be a coincidence: a slow answer that came right after a connection was closed. */
const confirmationsNeeded = 2;
/** After this many closed connections the finding is tested again, and then after twice as many: it may have been a coincidence. */
const firstTrust = 64;
/** Doublings of the patience where more connections were open before: then a worker should be free, and the answer is slow. */
const doublingsIfFree = 2;
/** Weight of the latest service time in their moving average. */
const latestWeight = 1 / 8;

/**
 * Finds out whether a connection that says nothing holds a worker of the server: whether the server serves its connections
 * in order, each until it ends, and so leaves new ones waiting as long as others are kept open.
 *
 * The server serves at least as many connections at once as have answered and are still open. If a request then waits
 * on a new connection, beyond what answers take, one of the others is closed. If that brings the answer, twice in a row, their
 * number is that of the workers. Pure: time comes with each call.
 */
export class HeldWorkers {
  private readonly mostPatienceMs: number;
  /** Requests on connections that have answered nothing yet, by when they began to wait, the oldest first. */
  private readonly waiting = new Map<object, number>();
  /** The most connections that had answered and were open at once. */
  private most = 0;
  private workers: number | undefined;
  private typicalMs: number | undefined;
  /** Since when nothing has changed for those that wait. */
  private quietSinceMs = 0;
  /** Connections given up since a new one was answered. */
  private yields = 0;
  private trial: { readonly atMs: number; readonly open: number } | undefined;
  private confirmations = 0;
  /** Connections that may be closed until the finding is tried again; then twice as many. */
  private trust = firstTrust;
  private trustedFor = firstTrust;

  constructor(timeoutMs: number) {
    this.mostPatienceMs = timeoutMs * mostPatienceShare;
  }

  /** How many there are, once it is known that connections hold them. */
  get known(): number | undefined {
    return this.workers;
  }

  /** Only one connection at a time has been answered, and no request in flight would show more. */
  get isUnproven(): boolean {
    return this.workers === undefined && this.most === 1 && this.waiting.size === 0;
  }

  /** A request is in flight on a connection that has answered nothing yet. */
  began(connection: object, nowMs: number): void {
    this.waiting.set(connection, nowMs);
  }

  failed(connection: object): void {
    this.waiting.delete(connection);
  }

  /** @param open connections that have answered and are open, this one among them unless it was closed */
  answered(connection: object, serviceMs: number, open: number, nowMs: number): void {
    const isNew = this.waiting.delete(connection);
    if (isNew) this.newOneAnswered(nowMs);
    // A new one may have waited for a worker.
    if (this.typicalMs === undefined) this.typicalMs = serviceMs;
    else if (!isNew) this.typicalMs += latestWeight * (serviceMs - this.typicalMs);
    if (open > (this.workers ?? open)) this.workers = undefined;
    if (open <= this.most) return;
    this.most = open;
    this.confirmations = 0;
  }

  /** Whether a connection that has answered, and carries nothing, has to be closed. */
  mustYield(open: number, nowMs: number): boolean {
    // With one worker, an idle connection would keep out everybody else, too.
    if (this.workers === 1) return true;
    return this.waiting.size > 0 && nowMs >= this.yieldsAtMs(open);
  }

  /** When one has to be closed, if nothing changes until then. */
  yieldsAtMs(open: number): number {
    const [oldestMs] = this.waiting.values();
    if (oldestMs === undefined) return Number.POSITIVE_INFINITY;
    if (this.workers !== undefined) return 0;
    const doublings = this.yields + (open < this.most ? doublingsIfFree : 0);
    return Math.max(oldestMs, this.quietSinceMs) + this.patience() * 2 ** doublings;
  }

  /** One has been closed. @param open how many there were, with it */
  yielded(open: number, nowMs: number): void {
    if (this.workers !== undefined) {
      this.spendTrust();
      return;
    }
    this.trial = { atMs: nowMs, open };
    this.quietSinceMs = nowMs;
    this.yields += 1;
  }

  private spendTrust(): void {
    this.trust -= 1;
    if (this.trust > 0) return;
    this.trustedFor *= 2;
    this.trust = this.trustedFor;
    this.workers = undefined;
    this.confirmations = confirmationsNeeded - 1;
  }

  private newOneAnswered(nowMs: number): void {
    if (this.trial !== undefined) {
      const atOnce = nowMs - this.trial.atMs <= this.patience();
      this.confirmations = atOnce ? this.confirmations + 1 : 0;
      if (this.confirmations >= confirmationsNeeded) this.workers = this.trial.open;
    }
    this.trial = undefined;
    this.quietSinceMs = nowMs;
    this.yields = 0;
  }

  private patience(): number {
    const leastMs = this.most > 1 && this.confirmations === 0 ? patienceMs : shortPatienceMs;
    return Math.min(leastMs + 2 * (this.typicalMs ?? 0), this.mostPatienceMs);
  }
}
