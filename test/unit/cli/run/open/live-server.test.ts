import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LiveServer } from '../../../../../src/cli/run/open/live-server.ts';

const document = { html: '<p>first</p>', policy: "default-src 'none'" };

let live: LiveServer;
beforeEach(async () => {
  live = await LiveServer.start(document);
});
afterEach(() => live[Symbol.dispose]());

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** The answer as soon as its head is there. */
const opened = (url: string, options: { readonly method?: string; readonly headers?: Record<string, string> } = {}) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    request(url, { agent: false, ...options }, resolve)
      .on('error', reject)
      .end();
  });

async function ask(...args: Parameters<typeof opened>): Promise<Answer> {
  const answer = await opened(...args);
  let text = '';
  for await (const chunk of answer.setEncoding('utf8')) text += chunk;
  return { status: answer.statusCode, headers: answer.headers, text };
}

/** A page that reads its events; `text` is all that has come. */
async function watch() {
  const answer = await opened(`${live.address.url}events`);
  const seen = { text: '', closed: false, answer };
  answer.setEncoding('utf8').on('data', (chunk: string) => {
    seen.text += chunk;
  });
  answer.on('close', () => {
    seen.closed = true;
  });
  answer.on('error', () => {});
  return seen;
}

describe('who is answered', () => {
  it('the page, with a policy of its own, not kept, not framed, not sniffed, and named to nobody', async () => {
    const { status, headers, text } = await ask(live.address.url);
    expect({ status, text }).toEqual({ status: 200, text: '<p>first</p>' });
    expect(headers).toMatchObject({
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    });
  });

  it('by either name of loopback with its port, and by no other Host: 403', async () => {
    const { port } = new URL(live.address.url);
    const statusOf = async (host: string) => (await ask(live.address.url, { headers: { host } })).status;
    expect(await Promise.all([`127.0.0.1:${port}`, `localhost:${port}`].map(statusOf))).toEqual([200, 200]);
    const foreign = [`rebound.example:${port}`, '127.0.0.1', `127.0.0.1:${Number(port) + 1}`, `127.0.0.2:${port}`];
    expect(await Promise.all(foreign.map(statusOf))).toEqual(foreign.map(() => 403));
  });

  it('nobody without the token, whatever the path: 403, without a word of the page', async () => {
    const { origin, pathname } = new URL(live.address.url);
    const token = pathname.slice(1, -1);
    // 256 bits in base64url are 43 characters.
    expect(token).toMatch(/^[\w-]{43}$/);
    const wrong = [
      '/',
      '/events',
      `/${token}`,
      `/${token}/other`,
      `/${token}/events/x`,
      `/${token.slice(1)}/`,
      `/open/${token}`,
    ];
    for (const path of wrong) {
      const { status, text } = await ask(`${origin}${path}`);
      expect({ path, status, leaks: text.includes(token) || text.includes('first') }).toEqual({
        path,
        status: 403,
        leaks: false,
      });
    }
  });

  it('no method but GET: 405', async () => {
    for (const method of ['POST', 'HEAD', 'PUT', 'OPTIONS'])
      expect((await ask(live.address.url, { method })).status).toBe(405);
  });

  it('the address for the browser once: the second time 403, so that a process list is of no use', async () => {
    const ticket = live.address.urlToOpen();
    expect(ticket).not.toContain(new URL(live.address.url).pathname.slice(1, -1));
    const first = await ask(ticket);
    expect({ status: first.status, location: first.headers.location }).toEqual({
      status: 303,
      location: live.address.url,
    });
    let again = 0;
    live.onOpenedAgain(() => {
      again += 1;
    });
    expect((await ask(ticket)).status).toBe(403);
    expect(again).toBe(1);
  });

  it('nobody with another ticket, and calls that no second use', async () => {
    let again = 0;
    live.onOpenedAgain(() => {
      again += 1;
    });
    const ticket = live.address.urlToOpen();
    expect((await ask(`${ticket.slice(0, -43)}${'a'.repeat(43)}`)).status).toBe(403);
    expect({ wasOpened: live.address.wasOpened, again }).toEqual({ wasOpened: false, again: 0 });
    await ask(ticket);
    expect((await ask(`${ticket}a`)).status).toBe(403);
    expect({ wasOpened: live.address.wasOpened, again }).toEqual({ wasOpened: true, again: 0 });
  });

  it('no other interface of this machine', async () => {
    const port = Number(new URL(live.address.url).port);
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal }) => !internal)
      .map(({ address }) => address);
    for (const host of [...others, '127.0.0.2', '::1'])
      expect({ host, answered: await connects(host, port) }).toEqual({ host, answered: false });
  });
});

const connects = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });

describe('events', () => {
  it('have only what has changed since the last', async () => {
    const page = await watch();
    live.show({ 'live-state': 'a', 'live-lanes': 'b' });
    live.show({ 'live-state': 'a', 'live-lanes': 'b' });
    live.show({ 'live-state': 'a', 'live-lanes': 'c' });
    await expect.poll(() => page.text).toContain('"c"');
    expect(page.text).toBe(
      `event: parts\ndata: ${JSON.stringify({ parts: { 'live-state': 'a', 'live-lanes': 'b' }, skipped: 0 })}\n\n` +
        `event: parts\ndata: ${JSON.stringify({ parts: { 'live-lanes': 'c' }, skipped: 0 })}\n\n`,
    );
  });

  it('wait for a page that does not read: one drawing is kept, others are dropped and counted', async () => {
    const answer = await opened(`${live.address.url}events`);
    // 40 MB for a page that reads nothing: the buffers of the kernel take some MB, and this server one drawing.
    for (let n = 0; n < 40; n += 1) {
      live.show({ 'live-lanes': `${n}${'x'.repeat(1_000_000)}` });
      await new Promise((resolve) => setImmediate(resolve));
    }
    let text = '';
    answer.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    await expect
      .poll(() => {
        live.show({ 'live-lanes': 'last' });
        return text.includes('"last"');
      })
      .toBe(true);
    const drawings = text.split('event: parts').length - 1;
    const skipped = Number(/"last"},"skipped":(\d+)/.exec(text)?.[1]);
    expect(skipped).toBeGreaterThan(30);
    expect(drawings).toBeLessThan(10);
    answer.destroy();
  });

  it('go to at most eight pages; the ninth gets the reason, and another one a place when one has gone', async () => {
    const pages = await Promise.all(Array.from({ length: 8 }, watch));
    const { text } = await ask(`${live.address.url}events`);
    expect(text).toBe(
      'event: over\ndata: 8 pages of this run are open, which is the most. Close one and reload this page.\n\n',
    );
    live.show({ 'live-state': 'a' });
    for (const { text } of pages) expect(text).not.toContain('over');
    pages[0]?.answer.destroy();
    await expect
      .poll(async () => {
        const page = await watch();
        live.show({ 'live-state': 'b' });
        await expect.poll(() => page.text).not.toBe('');
        return page.text;
      })
      .toContain('"b"');
  });
});

describe('the end', () => {
  it('is another document at the same address: settled when each open page has it', async () => {
    const pages = [await watch(), await watch()];
    let settled = false;
    const replaced = live.replace({ html: '<p>report</p>', policy: 'other' }, new AbortController().signal).then(() => {
      settled = true;
    });
    await expect.poll(() => pages.map(({ text }) => text)).toEqual(pages.map(() => 'event: report\ndata: \n\n'));
    expect((await ask(live.address.url)).text).toBe('<p>report</p>');
    expect(settled).toBe(false);
    expect((await ask(live.address.url)).headers['content-security-policy']).toBe("other; frame-ancestors 'none'");
    await replaced;
  });

  it('does not wait where no page is open, nor for one that never asks longer than it is told', async () => {
    await live.replace(document, new AbortController().signal);
    await watch();
    await live.replace(document, AbortSignal.timeout(20));
  });

  it('closes what is open, and answers nobody any more', async () => {
    const page = await watch();
    const { url } = live.address;
    live[Symbol.dispose]();
    await expect.poll(() => page.closed).toBe(true);
    await expect(ask(url)).rejects.toThrow('ECONNREFUSED');
  });
});
