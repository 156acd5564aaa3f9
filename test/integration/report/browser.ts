import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import sparticuz from '@sparticuz/chromium';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';

/** On which every page is looked at. */
export const screens = {
  light: { colorScheme: 'light', viewport: { width: 1280, height: 900 } },
  dark: { colorScheme: 'dark', viewport: { width: 1280, height: 900 } },
  phone: { colorScheme: 'light', viewport: { width: 390, height: 844 } },
  'without scripts': { javaScriptEnabled: false, viewport: { width: 1280, height: 900 } },
} as const satisfies Record<string, BrowserContextOptions>;

/** The browser makes no request of its own: no updates, no safe-browsing lists, no names looked up. */
const offline = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-extensions',
  '--disable-sync',
  '--no-first-run',
];

/** Names that are looked up as loopback, and no others. */
const resolverRules = (names: readonly string[]): string =>
  `--host-resolver-rules=${[...names.map((name) => `MAP ${name} 127.0.0.1`), 'MAP * ~NOTFOUND', 'EXCLUDE 127.0.0.1'].join(', ')}`;

/** Chromium from the registry, for machines without system packages. Whoever launches it closes it. `names`: are names of loopback. */
export const launchBrowser = async (names: readonly string[] = []): Promise<Browser> =>
  chromium.launch({
    executablePath: await sparticuz.executablePath(),
    args: [
      ...sparticuz.args.filter((flag) => !unwanted.some((start) => flag.startsWith(start))),
      ...offline,
      ...['--disable-gpu', '--disable-software-rasterizer'],
      resolverRules(names),
    ],
    headless: true,
  });

/**
 * Flags that would hide what these tests look for, or (one process for all) end the browser with its first page; and those of a graphics
 * processor in software, which takes four times the CPU of drawing without one.
 */
const unwanted = [
  ...['--disable-web-security', '--allow-running-insecure-content', '--single-process', '--headless'],
  ...['--in-process-gpu', '--use-gl', '--use-angle', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'],
];

/** A page, and everything that it did which a report must not do. */
interface WatchedPage extends AsyncDisposable {
  readonly page: Page;
  readonly consoleErrors: readonly string[];
  readonly pageErrors: readonly string[];
  /** Addresses of all requests, the page's own among them. */
  readonly requests: readonly string[];
}

interface OpenedPage extends WatchedPage {
  readonly url: string;
}

/** A folder for the pages of this file. The function that it returns opens a page of this text in the browser of this worker. */
export function pagesInBrowser(): (html: string, options: BrowserContextOptions) => Promise<OpenedPage> {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'rollcall-page-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));
  return async (html, options) => {
    const file = join(directory, `${randomUUID()}.html`);
    await writeFile(file, html);
    const url = pathToFileURL(file).href;
    return { ...(await openWatched(await browserOfWorker(), url, options)), url };
  };
}

let ofWorker: Promise<Browser> | undefined;

/** One for all files that a worker runs, with their idle pages. Playwright ends it with the worker. */
export function browserOfWorker(): Promise<Browser> {
  ofWorker ??= launchBrowser();
  return ofWorker;
}

/** By browser and options. A new page takes ten times the CPU of one more address in a page that is there. */
const idle = new WeakMap<Browser, Map<string, Page[]>>();

/** Whoever opens a page disposes of it. */
export async function openWatched(browser: Browser, url: string, options: BrowserContextOptions): Promise<WatchedPage> {
  const pages = idlePages(browser, options);
  const page = pages.pop() ?? (await (await browser.newContext(options)).newPage());
  const [consoleErrors, pageErrors, requests]: [string[], string[], string[]] = [[], [], []];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') consoleErrors.push(message.text());
  });
  page.on('pageerror', (error) => pageErrors.push(String(error)));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(url, { waitUntil: 'load' });
  return {
    ...{ page, consoleErrors, pageErrors, requests },
    [Symbol.asyncDispose]: async () => {
      await page.removeAllListeners();
      await page.emulateMedia({ media: null });
      if (options.viewport) await page.setViewportSize(options.viewport);
      await page.mouse.move(0, 0);
      await page.goto('about:blank');
      pages.push(page);
    },
  };
}

function idlePages(browser: Browser, options: BrowserContextOptions): Page[] {
  const ofBrowser = idle.get(browser) ?? new Map<string, Page[]>();
  idle.set(browser, ofBrowser);
  const key = JSON.stringify(options);
  const pages = ofBrowser.get(key) ?? [];
  ofBrowser.set(key, pages);
  return pages;
}
