import type { RunEvent } from '../../../experiment/progress.ts';
import type { PreparedRun } from '../../../library/prepare-run.ts';
import { endedPage } from '../../../report/live/ended-page.ts';
import { livePage } from '../../../report/live/live-page.ts';
import { liveParts } from '../../../report/live/live-parts.ts';
import { printToStderr } from '../../standard-streams.ts';
import type { RunSize } from '../live/remaining.ts';
import { LiveServer } from './live-server.ts';
import { failureToOpen } from './open-browser.ts';
import { rehearse } from './rehearse.ts';
import { RunSoFar } from './run-so-far.ts';

const nowMs = () => performance.now();

/** At most four drawings a second, at least one. */
const [tickMs, longestPauseMs] = [250, 1000];
/**
 * Of the time of the thread that takes the samples. On a machine whose cores are all busy, that thread takes the core of one that sends:
 * at this share, the p99 of the send lag does not feel it.
 */
const mostShare = 0.01;
/** A browser that starts would take CPU from the load, so the load waits for it. */
const waitForPageMs = 5000;
const handOverMs = { usual: 3000, interrupted: 1000 };

/** Every user of the machine can read the arguments of a browser, and be faster than it. */
const openedTwice =
  'live view: two programs have used the address for your browser. If your browser shows no page, another user of this machine may see the run: open the address above, or end the run.';
const openedByNobody =
  'live view: the address for your browser was used, but no page came. Another user of this machine may have used it: open the address above, or end the run.';
/** Such as `xdg-open` with a display that does not answer. */
const openedNothing = `live view: no page came within ${waitForPageMs / 1000} s, and the load begins without one: open the address above.`;

export interface Ending {
  readonly report: string;
  /** Where it is saved; absent: nowhere. */
  readonly file: string | undefined;
}

/** The page of `--open`: shows the run while it lasts, then becomes its report. */
export class LivePage implements AsyncDisposable {
  private readonly server: LiveServer;
  private readonly soFar: RunSoFar;
  private readonly stop: AbortSignal;
  private readonly timer: NodeJS.Timeout;
  private drawnUntilMs = 0;
  private handedOver: Promise<void> | undefined;

  /** Prints the address, and opens it. A browser that cannot be opened is no error. */
  static async open(run: PreparedRun, size: RunSize, stop: AbortSignal): Promise<LivePage> {
    const server = await LiveServer.start(livePage(run.scenario));
    const page = new LivePage(server, new RunSoFar(run, size, nowMs), stop);
    printToStderr(`live view: ${server.address.url}`);
    server.onOpenedAgain(() => printToStderr(openedTwice));
    const opened = Promise.race([failureToOpen(server.address), page.connected()]);
    rehearse(run, size, nowMs);
    const whyNot = await opened;
    if (whyNot !== undefined) printToStderr(`no browser was opened: ${whyNot}`);
    else if (!server.isWatched && !stop.aborted)
      printToStderr(server.address.wasOpened ? openedByNobody : openedNothing);
    return page;
  }

  private constructor(server: LiveServer, soFar: RunSoFar, stop: AbortSignal) {
    this.server = server;
    this.soFar = soFar;
    this.stop = stop;
    this.timer = setInterval(() => this.draw(), tickMs).unref();
    server.onViewer(() => this.draw());
    stop.addEventListener('abort', () => this.endWith('interrupted: writing the measurements'), { once: true });
  }

  onEvent(event: RunEvent): void {
    this.soFar.onEvent(event);
  }

  /** The load is over, and its report is made. */
  endLoad(): void {
    this.endWith(this.stop.aborted ? 'interrupted: writing the report' : 'writing the report');
  }

  /** The same address has the report from now on. */
  become({ report, file }: Ending): void {
    clearInterval(this.timer);
    const withinMs = this.stop.aborted ? handOverMs.interrupted : handOverMs.usual;
    this.handedOver = this.server.replace(endedPage(report, file), AbortSignal.timeout(withinMs));
  }

  /** Waits until open pages have the report. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.timer);
    if (this.handedOver === undefined)
      this.server.sayOver('The command has ended without a report: the terminal says why.');
    await this.handedOver;
    this.server[Symbol.dispose]();
  }

  private async connected(): Promise<undefined> {
    const giveUp = AbortSignal.any([this.stop, AbortSignal.timeout(waitForPageMs)]);
    await this.server.watched(giveUp);
  }

  private endWith(words: string): void {
    this.soFar.end(words);
    this.drawnUntilMs = 0;
    this.draw();
  }

  private draw(): void {
    const startedAtMs = nowMs();
    if (!this.server.isWatched || startedAtMs < this.drawnUntilMs) return;
    this.server.show(liveParts(this.soFar.snapshot()));
    this.drawnUntilMs = startedAtMs + Math.min(longestPauseMs, (nowMs() - startedAtMs) / mostShare);
  }
}
