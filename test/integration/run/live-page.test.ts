import { once } from 'node:events';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { packageRoot } from '../../../src/launch/local/program-file.ts';
import { runResultSchema } from '../../../src/model/run-result.ts';
import { launchBrowser, openWatched } from '../report/browser.ts';
import { pidOf, rollcallHere, scenarioFile, startRollcallIn, temporaryDirectory } from '../rollcall.ts';

/** A name of another site that a rebinding resolver sends to loopback. */
const rebound = 'rebound.example';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser([rebound]);
});
afterAll(() => browser.close());

/** A server whose every answer comes from an instance of its own, when the test says so. */
async function heldServer() {
  const held: ServerResponse[] = [];
  let named = 0;
  const server = createServer((_, response) => void held.push(response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    held,
    answer(count: number) {
      for (const response of held.splice(0, count))
        response.writeHead(200, { 'rollcall-instance-id': `instance-${named++}`, 'rollcall-handler-ms': '5' }).end();
    },
  };
}

async function startLiveRun(size: number, browserCommand: string) {
  const server = await heldServer();
  return { server, ...(await startWatched(`{ name: api, kind: http, url: '${server.url}' }`, size, browserCommand)) };
}

async function startWatched(target: string, size: number, browserCommand: string) {
  const scenario = await scenarioFile(`name: watched
question: How many instances does a burst of ${size} need?
targets: [${target}]
load: [{ kind: burst, name: burst, size: ${size} }]
abortOn: []
`);
  const directory = join(await temporaryDirectory(), 'run');
  const args = ['run', scenario, '--open', '--no-probe', '--out', directory];
  const { child, ended, stderr } = startRollcallIn({ BROWSER: browserCommand }, ...args);
  onTestFinished(() => void child.kill('SIGKILL'));
  const printed = /live view: (http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}\/)\n/;
  await expect.poll(stderr).toMatch(printed);
  return { directory, child, ended, stderr, url: printed.exec(stderr())?.[1] ?? '' };
}

/** A program in place of a browser: it writes down the address that it is to open. */
async function addressTaker() {
  const folder = await temporaryDirectory();
  const [program, file] = [join(folder, 'browser'), join(folder, 'address')];
  await writeFile(program, `#!/bin/sh\nprintf %s "$1" > ${file}.part && mv ${file}.part ${file}\n`);
  await chmod(program, 0o755);
  return { program, address: () => readFile(file, 'utf8').catch(() => '') };
}

const lanes = (page: Page) => page.locator('#live-lanes svg .alive').count();
const figures = async (page: Page) => (await page.locator('#live-figures').innerText()).replace(/\s+/g, ' ');

const statusOf = (url: string, host?: string) =>
  new Promise<number | undefined>((resolve, reject) => {
    const headers = host === undefined ? {} : { host };
    request(url, { agent: false, headers }, (answer) => resolve(answer.resume().statusCode))
      .on('error', reject)
      .end();
  });

it('shows a burst of 100 in a browser while it runs: lanes appear as answers come, and the page becomes the report', async () => {
  const taker = await addressTaker();
  const { server, directory, ended, stderr, url } = await startLiveRun(100, taker.program);
  const { port, origin } = new URL(url);

  // The load waits for the page, as a browser that starts would disturb it.
  await expect.poll(taker.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/open\/[\w-]{43}$/);
  expect(server.held).toEqual([]);
  const ticket = await taker.address();
  const watched = await openWatched(browser, ticket, { viewport: { width: 1280, height: 900 } });
  const { page } = watched;
  expect(page.url()).toBe(url);
  expect(await statusOf(ticket)).toBe(403);
  await expect.poll(stderr).toContain('live view: two programs have used the address for your browser.');
  await expect.poll(() => server.held.length).toBe(100);
  await expect.poll(() => page.locator('#live-lanes').innerText()).toContain('100 in flight, no answer yet');
  await expect
    .poll(() => page.locator('#live-lanes .flight title').textContent())
    .toMatch(/^100 requests in flight for /);

  server.answer(40);
  await expect.poll(() => lanes(page)).toBe(40);
  expect(await figures(page)).toContain('Environments 40 In flight 60 Requests ended 40');
  expect(await page.locator('#live-state progress').getAttribute('aria-label')).toBe('40 of 100 requests ended');

  // Other pages: without the token, by another name, and one that is closed.
  const others = await browser.newContext();
  const other = await others.newPage();
  const navigated = async (address: string) => (await other.goto(address))?.status();
  expect(await navigated(origin)).toBe(403);
  expect(await navigated(url.replace('127.0.0.1', rebound))).toBe(403);
  expect(await statusOf(url, `attacker.example:${port}`)).toBe(403);
  expect(await navigated(url)).toBe(200);
  await expect.poll(() => lanes(other)).toBe(40);
  await others.close();

  await readableEverywhere(page);

  server.answer(60);
  const { code } = await ended;
  expect(code).toBe(0);
  await expect.poll(() => page.title()).toBe('watched – rollcall');
  expect(await page.locator('.served').innerText()).toContain(join(directory, 'report.html'));
  expect(await page.evaluate('scrollY')).toBe(0);
  const shown = page.locator('[data-metric="targets.api.environments.distinct"]').first();
  expect(await shown.getAttribute('data-value')).toBe('100');
  const result = runResultSchema.parse(JSON.parse(await readFile(join(directory, 'result.json'), 'utf8')));
  expect(result.targets[0]?.environments.distinct).toBe(100);
  expect(watched.consoleErrors).toEqual([]);
  expect(watched.pageErrors).toEqual([]);
  // The report is asked for once, after the live page and its events; nothing else is.
  expect(watched.requests).toEqual([ticket, url, `${url}events`, url]);
});

/** In light and dark and on a phone: nothing serious that axe-core finds, and nothing wider than the screen. */
async function readableEverywhere(page: Page): Promise<void> {
  await page.evaluate(await readFile(new URL('../../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8'));
  for (const [colorScheme, width] of [
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    const bad = await page.evaluate(`axe.run().then(({ violations }) => violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => id + ': ' + nodes[0].html))`);
    expect({ colorScheme, width, bad }).toEqual({ colorScheme, width, bad: [] });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
  }
  await page.setViewportSize({ width: 1280, height: 900 });
}

it('runs without a browser, and shows what Ctrl-C has left', async () => {
  const { server, directory, child, ended, stderr, url } = await startLiveRun(10, '/nowhere/browser');
  await expect.poll(stderr).toContain('no browser was opened: spawn /nowhere/browser ENOENT');
  const { page } = await openWatched(browser, url, { viewport: { width: 1280, height: 900 } });
  await expect.poll(() => server.held.length).toBe(10);
  server.answer(4);
  await expect.poll(() => lanes(page)).toBe(4);
  process.kill(pidOf(child), 'SIGINT');
  expect((await ended).code).toBe(130);
  await expect.poll(() => page.locator('.banner').first().innerText()).toContain('INTERRUPTED');
  expect(await page.locator('.served').innerText()).toContain(join(directory, 'report.html'));
  const shown = page.locator('[data-metric="targets.api.environments.distinct"]').first();
  expect(await shown.getAttribute('data-value')).toBe('4');
});

it('shows environments of the embedded Lambda while their inits run, and before they answer', async () => {
  const folder = await temporaryDirectory();
  const until = (name: string) => `while (!existsSync('${join(folder, name)}')) await setTimeout(20);`;
  const code = `import { existsSync } from 'node:fs'; import { setTimeout } from 'node:timers/promises';
    ${until('init')} export const handler = async () => { ${until('call')} return { statusCode: 200 }; };`;
  await writeFile(join(folder, 'index.mjs'), code);
  const target = `{ name: lambda, kind: local-lambda, function: { directory: '${folder}', handler: index.handler } }`;
  const { url, ended } = await startWatched(target, 3, 'none');
  const { page } = await openWatched(browser, url, { viewport: { width: 1280, height: 900 } });
  const started = () => page.locator('#live-lanes .unanswered title').allTextContents();
  await expect.poll(() => figures(page)).toContain('Environments 3 Environments whose init runs 3 In flight 3');
  expect(await started()).toEqual(
    Array(3).fill(expect.stringMatching(/^[\w-]{36}: started at .*, init for .*, no answer yet$/)),
  );
  await writeFile(join(folder, 'init'), '');
  await expect.poll(() => figures(page)).toContain('Environments 3 In flight 3 Requests ended 0');
  expect(await started()).toEqual(Array(3).fill(expect.stringMatching(/, init of .*, no answer yet$/)));
  await writeFile(join(folder, 'call'), '');
  expect((await ended).code).toBe(0);
  await expect.poll(() => page.title()).toBe('watched – rollcall');
});

it.each([
  ['burst-10', ['--dry-run'], '--open: expected none with --dry-run, which sends no load\n'],
  ['runtimes', [], '--open: expected none: a study has no such option\n'],
])('is refused where there is nothing to show: %s %j', async (name, options, message) => {
  const { code, stderr } = await rollcallHere('run', join(packageRoot, `scenarios/${name}.yaml`), '--open', ...options);
  expect({ code, stderr }).toEqual({ code: 2, stderr: message });
});
