import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CreateFunctionUrlConfigCommand,
  DeleteFunctionUrlConfigCommand,
  GetFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import {
  type BackendConfig,
  type BackendStats,
  backendStatsPath,
  type ServerConfig,
} from '../../../src/model/platform/programs.ts';
import { LocalLambda } from '../environment/local-lambda.ts';
import { launchBrowser } from '../report/browser.ts';
import { functionFile, startForTest } from '../target-program.ts';

const evil = 'evil.example';
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser([evil]);
});

afterAll(() => browser.close());

/**
 * A page of the attacker. Its name leads to loopback, as after DNS rebinding, and its port may be that of a service: what that
 * answered is of no account, as a script of the page would have been loaded before.
 */
async function pageAt(port: number, host = evil): Promise<Page> {
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.goto(`http://${host}:${port}/`);
  return page;
}

/** Of somebody else's server on this machine. */
async function otherPort(): Promise<number> {
  const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<p>attacker</p>'));
  server.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** All ways in which a page sends a request to a URL without asking first. */
const attacks = `async (target) => {
  const body = '{"from":"a page"}';
  const image = new Image();
  const loaded = new Promise((resolve) => {
    image.onload = resolve;
    image.onerror = resolve;
  });
  image.src = target + '?image';
  await Promise.allSettled([
    loaded,
    fetch(target + '?get', { mode: 'no-cors' }),
    fetch(target + '?post', { mode: 'no-cors', method: 'POST', body }),
    fetch(target + '?cors', { method: 'POST', body }),
    fetch(target + '?preflight', { method: 'PUT', body, headers: { 'content-type': 'application/json' } }),
  ]);
  navigator.sendBeacon(target + '?beacon', body);
}`;

async function attack(page: Page, url: string): Promise<void> {
  await page.evaluate(`(${attacks})(${JSON.stringify(url)})`);
  await page.setContent(`<form method="post" action="${url}?form"><input name="a" value="1"></form>`);
  const submit = page.evaluate('document.forms[0].submit()');
  await Promise.allSettled([page.waitForNavigation({ timeout: 5000 }), submit]);
  await page.goto('about:blank');
}

/** What a page reads of an address of its own origin. */
const readAt = (page: Page, url: string, init: RequestInit = {}): Promise<{ status: number; text: string }> =>
  page.evaluate(
    `fetch(${JSON.stringify(url)}, ${JSON.stringify(init)})
      .then(async (answer) => ({ status: answer.status, text: await answer.text() }))`,
  );

const portOf = (url: string): number => Number(new URL(url).port);

const calls = (local: LocalLambda): number => local.stderr.match(/^START RequestId: /gm)?.length ?? 0;

it.each(['event', 'web'])(
  'under the model %s a page of another origin cannot run a function; a person and a program can',
  async (model) => {
    const server = functionFile('who.mjs');
    await using local = await LocalLambda.start([server, '--model', model]);
    const url: string = local.ready.functionUrl;
    await attack(await pageAt(await otherPort()), url);
    // A page of another port of this machine is of another origin, too.
    await attack(await pageAt(await otherPort(), '127.0.0.1'), url);
    const rebound = await pageAt(portOf(url));
    const { status, text } = await readAt(rebound, '/');
    expect(status).toBe(403);
    expect(text).toContain('--allow-host');
    expect(text).not.toContain('who');
    const answered = await fetch(url);
    expect(answered.status).toBe(200);
    const typed = await (await browser.newPage()).goto(url);
    expect(typed?.status()).toBe(200);
    await local.stop();
    // Two calls were let in, so there was one environment, and each call of the model `event` has a line.
    if (model === 'event') expect(calls(local)).toBe(2);
  },
);

it('a page can neither configure a function, nor call it by the API, nor read anything of it', async () => {
  await using local = await LocalLambda.start([functionFile('who.mjs')]);
  const endpoint: string = local.ready.invokeEndpoint;
  const path = '/2015-03-31/functions/who';
  const body = JSON.stringify({ Environment: { Variables: { NODE_OPTIONS: '--import=data:text/javascript,' } } });
  const rebound = await pageAt(portOf(endpoint));
  for (const [at, init] of [
    [`${path}/configuration`, { method: 'PUT', body }],
    [`${path}/configuration`, {}],
    ['/2015-03-31/functions', {}],
    [`${path}/invocations`, { method: 'POST', body: '{}' }],
  ] as const) {
    const { status, text } = await readAt(rebound, at, init);
    expect({ status, names: /--allow-host/.test(text) }).toEqual({ status: 403, names: true });
  }
  await attack(await pageAt(await otherPort()), `${endpoint}${path}/invocations`);
  const { Environment } = await local.client.send(new GetFunctionConfigurationCommand({ FunctionName: 'who' }));
  expect(Environment?.Variables ?? {}).toEqual({});
  await local.invoke();
  await local.stop();
  expect(calls(local)).toBe(1);
});

it('a page that the CORS settings of the URL allow may call; the same page by a foreign name may not', async () => {
  await using local = await LocalLambda.start([functionFile('who.mjs')]);
  const page = await pageAt(await otherPort());
  const origin = new URL(page.url()).origin;
  await local.client.send(new DeleteFunctionUrlConfigCommand({ FunctionName: 'who' }));
  const Cors = { AllowOrigins: [origin] };
  const made = new CreateFunctionUrlConfigCommand({ FunctionName: 'who', AuthType: 'NONE', Cors });
  const { FunctionUrl = '' } = await local.client.send(made);
  await page.evaluate(`fetch(${JSON.stringify(FunctionUrl)}).catch(() => {}).then(() => 'sent')`);
  await attack(await pageAt(await otherPort()), FunctionUrl);
  await attack(page, FunctionUrl.replace('127.0.0.1', evil));
  await local.stop();
  expect(calls(local)).toBe(1);
});

it('--allow-host lets a name in', async () => {
  await using local = await LocalLambda.start([functionFile('who.mjs'), '--allow-host', evil]);
  const page = await pageAt(portOf(local.ready.functionUrl));
  expect((await readAt(page, '/')).status).toBe(200);
});

it('what a run starts is reached by no page either: the twin, its backend, the truth', async () => {
  const address = { host: '127.0.0.1', port: 0, backlog: 128 };
  const config: ServerConfig = {
    handler: { file: functionFile('who.mjs'), export: 'handler' },
    ...{ ...address, processes: 1, environment: {} },
  };
  const twin = await startForTest({ program: 'targets/server/main', config });
  const backend = await startForTest({
    program: 'targets/backend/main',
    config: { ...address, delay: { kind: 'constant', ms: 0 }, seed: 1 } satisfies BackendConfig,
  });
  const every = { throttle: 0, error: 0, reset: 0, hang: 0, garbage: 0 };
  const truth = await startForTest({
    program: 'targets/truth/main',
    config: { ...address, delayMs: 0, instances: 1, every },
  });
  for (const { url } of [twin, backend, truth]) {
    await attack(await pageAt(await otherPort()), `${url}/`);
    expect((await readAt(await pageAt(portOf(url)), '/')).status).toBe(403);
    expect((await fetch(url)).status).toBe(200);
  }
  const stats = (await (await fetch(backend.url + backendStatsPath)).json()) as BackendStats;
  expect(stats.requests).toBe(1);
});
