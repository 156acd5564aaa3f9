import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LiveParts } from '../../../report/live/live-parts.ts';
import type { HtmlDocument } from '../../../report/page/page.ts';
import { LiveAddress } from './live-address.ts';
import { Viewer } from './viewer.ts';

/** Pages that may be open at once. */
const mostViewers = 8;
const mostConnections = 64;

/** Serves one page and its events to browsers of this machine that know the token, and nothing to others. */
export class LiveServer implements Disposable {
  readonly address = new LiveAddress();
  private readonly server = createServer((request, response) => this.answer(request, response));
  private readonly viewers = new Set<Viewer>();
  private readonly changes = new EventEmitter<{ viewer: []; fetched: []; 'opened-again': [] }>();
  private document: HtmlDocument;

  static async start(document: HtmlDocument): Promise<LiveServer> {
    const live = new LiveServer(document);
    live.server.listen(0, '127.0.0.1');
    await once(live.server, 'listening');
    live.address.listensOn((live.server.address() as AddressInfo).port);
    return live;
  }

  private constructor(document: HtmlDocument) {
    this.document = document;
    this.server.maxConnections = mostConnections;
  }

  get isWatched(): boolean {
    return this.viewers.size > 0;
  }

  /** Settles as a page connects, or when `giveUp` is aborted. */
  async watched(giveUp: AbortSignal): Promise<void> {
    await once(this.changes, 'viewer', { signal: giveUp }).catch(() => {});
  }

  onViewer(listener: () => void): void {
    this.changes.on('viewer', listener);
  }

  /** The one-time address was asked for a second time: two programs know it. */
  onOpenedAgain(listener: () => void): void {
    this.changes.once('opened-again', listener);
  }

  show(parts: LiveParts): void {
    for (const viewer of this.viewers) viewer.show(parts);
  }

  /** The last that the open pages get. */
  sayOver(words: string): void {
    for (const viewer of this.viewers) viewer.tell('over', words);
  }

  /** Another document at the same address. Settles when the open pages have fetched it, or when `giveUp` is aborted. */
  async replace(document: HtmlDocument, giveUp: AbortSignal): Promise<void> {
    this.document = document;
    let open = this.viewers.size;
    for (const viewer of this.viewers) viewer.tell('report', '');
    for (; open > 0 && !giveUp.aborted; open -= 1)
      await once(this.changes, 'fetched', { signal: giveUp }).catch(() => {});
  }

  [Symbol.dispose](): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private answer({ method, url = '', headers }: IncomingMessage, response: ServerResponse): ServerResponse {
    if (method !== 'GET') return refuse(response, 405, 'only GET is answered here');
    if (!this.address.isOwnHost(headers.host))
      return refuse(response, 403, 'the Host of this request is not this server');
    switch (this.address.asked(url)) {
      case 'opened':
        return response.writeHead(303, { ...plainHeaders, location: this.address.url }).end();
      case 'used':
        this.changes.emit('opened-again');
        return refuse(
          response,
          403,
          'this address leads to the page once, and was used before: the terminal shows another',
        );
      case 'page':
        return this.send(response);
      case 'events':
        return this.watch(response);
      default:
        return refuse(response, 403, 'this address needs the token that the terminal shows');
    }
  }

  private send(response: ServerResponse): ServerResponse {
    const { html, policy } = this.document;
    response.on('finish', () => this.changes.emit('fetched'));
    return response.writeHead(200, { ...headersWith(policy), 'content-type': 'text/html; charset=utf-8' }).end(html);
  }

  private watch(response: ServerResponse): ServerResponse {
    response.writeHead(200, { ...headersWith(nothing), 'content-type': 'text/event-stream' }).flushHeaders();
    const viewer = new Viewer(response);
    if (this.viewers.size >= mostViewers) {
      // A page cannot read why its events are refused: an answer other than a 200 looks to it like a command that has ended.
      viewer.tell(
        'over',
        `${mostViewers} pages of this run are open, which is the most. Close one and reload this page.`,
      );
      return response.end();
    }
    this.viewers.add(viewer);
    response.on('close', () => this.viewers.delete(viewer));
    this.changes.emit('viewer');
    return response;
  }
}

const nothing = "default-src 'none'";

/** Nothing of it is kept, framed, sniffed, or named to another site. */
const headersWith = (policy: string) => ({
  'content-security-policy': `${policy}; frame-ancestors 'none'`,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  connection: 'close',
});

const plainHeaders = { ...headersWith(nothing), 'content-type': 'text/plain; charset=utf-8' };

const refuse = (response: ServerResponse, status: number, why: string): ServerResponse =>
  response.writeHead(status, plainHeaders).end(`${why}\n`);
