import sparticuz from '@sparticuz/chromium';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** The browser makes no request of its own: no updates, no safe-browsing lists, no names looked up. */
const offline = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-extensions',
  '--disable-sync',
  '--no-first-run',
  '--host-resolver-rules=MAP * ~NOTFOUND',
];

/** Chromium from the registry, for machines without system packages. Whoever launches it closes it. */
export const launchBrowser = async (): Promise<Browser> =>
  chromium.launch({
    executablePath: await sparticuz.executablePath(),
    args: [...sparticuz.args.filter((flag) => !unwanted.some((start) => flag.startsWith(start))), ...offline],
    headless: true,
  });

/** Flags that would hide what these tests look for, or (one process for all) end the browser with its first page. */
const unwanted = ['--disable-web-security', '--allow-running-insecure-content', '--single-process', '--headless'];

/** A page, and everything that it did which a report must not do. */
export interface WatchedPage {
  readonly page: Page;
  readonly consoleErrors: readonly string[];
  readonly pageErrors: readonly string[];
  /** Addresses of all requests, the page's own among them. */
  readonly requests: readonly string[];
}

export async function openWatched(browser: Browser, url: string, options: BrowserContextOptions): Promise<WatchedPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const [consoleErrors, pageErrors, requests]: string[][] = [[], [], []];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') consoleErrors?.push(message.text());
  });
  page.on('pageerror', (error) => pageErrors?.push(String(error)));
  page.on('request', (request) => requests?.push(request.url()));
  await page.goto(url, { waitUntil: 'load' });
  return { page, consoleErrors: consoleErrors ?? [], pageErrors: pageErrors ?? [], requests: requests ?? [] };
}
