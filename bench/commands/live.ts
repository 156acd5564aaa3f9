import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type ClientRequest, get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import sparticuz from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';
import { startProgram } from '../../src/launch/local/program.ts';
import { packageRoot } from '../../src/launch/local/program-file.ts';
import { runResultSchema } from '../../src/model/run-result.ts';
import type { Benchmark, Figure } from '../benchmark.ts';
import { medianOf } from '../median.ts';
import { truthConfig } from '../truth-config.ts';

const load = { ratePerSecond: 1000, seconds: 3, rounds: 3 };

/** How the page of a run is read: what is returned is released when the run has ended. */
type Reader = (url: string) => Promise<() => unknown>;

interface Lag {
  readonly p50: number;
  readonly p99: number;
}

export const live: Benchmark = {
  about: `the live view: send lag at ${load.ratePerSecond}/s for ${load.seconds} s with and without it`,
  run: async () => {
    const config = { ...truthConfig(20), instances: 50 };
    await using server = await startProgram({ name: 'truth', program: 'targets/truth/main', config });
    const browser = await chromium.launch({
      executablePath: await sparticuz.executablePath(),
      args: browserArguments(),
    });
    try {
      return await compare(server.url, { 'no page is open': async () => () => {}, ...readersWith(browser) });
    } finally {
      await browser.close();
    }
  },
};

const browserArguments = () => sparticuz.args.filter((flag) => flag !== '--single-process');

const readersWith = (browser: Browser): Readonly<Record<string, Reader>> => ({
  'a page is closed after 1 s': async (url) => {
    const events = await eventsOf(url);
    events.answer.resume();
    const timer = setTimeout(() => events.request.destroy(), 1000);
    return () => clearTimeout(timer);
  },
  'Chromium shows it': async (url) => {
    const page = await browser.newPage();
    await page.goto(url);
    return () => page.close();
  },
});

interface Events {
  readonly request: ClientRequest;
  readonly answer: IncomingMessage;
}

async function eventsOf(url: string): Promise<Events> {
  const request = get(`${url}events`, { agent: false });
  request.on('error', () => {});
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  answer.on('error', () => {});
  return { request, answer };
}

/** In turn, and every second round backwards, because the speed of the machine drifts. */
async function compare(url: string, readers: Readonly<Record<string, Reader>>): Promise<Figure[]> {
  const without: Lag[] = [];
  const lags = new Map(Object.keys(readers).map((name) => [name, [] as Lag[]]));
  for (let round = 0; round < load.rounds; round += 1) {
    const turns = [
      async () => without.push(await lagOf(url)),
      ...Object.entries(readers).map(
        ([name, reader]) =>
          async () =>
            lags.get(name)?.push(await lagOf(url, reader)),
      ),
    ];
    for (const turn of round % 2 === 0 ? turns : turns.toReversed()) await turn();
  }
  return [
    { what: 'without --open', value: lagText(without) },
    ...[...lags].map(([name, own]) => ({
      what: `--open, ${name}`,
      value: `${lagText(own)}; p99 ${ratioText(own, without)}`,
    })),
  ];
}

const lagText = (lags: readonly Lag[]): string =>
  `p50 ${medianOf(lags.map(({ p50 }) => p50)).toFixed(3)} ms, p99 ${medianOf(lags.map(({ p99 }) => p99)).toFixed(3)} ms`;

/** Of each round, whose runs lie side by side: the median of these ratios. */
function ratioText(own: readonly Lag[], without: readonly Lag[]): string {
  const ratios = own.map(({ p99 }, round) => p99 / (without[round]?.p99 ?? Number.NaN));
  return `× ${medianOf(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`;
}

/** One run of the command. */
async function lagOf(url: string, reader?: Reader): Promise<Lag> {
  const words = ['rate', url, `${load.ratePerSecond}/s`, '-d', `${load.seconds}s`, '--json', '--no-probe', '--quiet'];
  const args = [join('dist', 'src', 'cli', 'main.js'), ...words, ...(reader ? ['--open'] : [])];
  const child = spawn(process.execPath, args, { cwd: packageRoot, env: { ...process.env, BROWSER: 'none' } });
  const ended = once(child, 'close');
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  const address = new Promise<string>((resolve) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      const printed = /live view: (\S+)\n/.exec(stderr)?.[1];
      if (printed !== undefined) resolve(printed);
    });
  });
  const release = reader && (await reader(await Promise.race([address, ended.then(() => failed(stderr))])));
  await ended;
  await release?.();
  const lag = runResultSchema.parse(JSON.parse(stdout)).targets[0]?.client.sendLagMs;
  if (lag?.p50 === undefined || lag.p99 === undefined) return failed(stderr);
  return { p50: lag.p50, p99: lag.p99 };
}

function failed(stderr: string): never {
  throw new Error(`the run has no send lag: ${stderr}`);
}
