import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { runResultSchema } from '../../../src/model/run-result.ts';
import { makeNetwork, type Place, startNodeIn } from '../../fixtures/nats/namespaces.ts';
import { startNats } from '../../fixtures/nats/start-server.ts';
import { bin, eventually, readSampleLines, scenarioFile, targetOf, temporaryDirectory } from '../rollcall.ts';

/** Prints the address of its Runtime API, and answers when the file `go` is there. */
const handler = `import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
export async function handler(event) {
  console.log('at', event.headers.host, process.env.AWS_LAMBDA_RUNTIME_API ?? 'none', 'end');
  while (!existsSync(new URL('go', import.meta.url))) await sleep(20);
  return { statusCode: 200, body: 'ok' };
}`;

/** What a connection from there meets. */
async function reached(from: Place, address: string, port: string | undefined): Promise<string> {
  const script = `const s = require('net').connect(${port}, '${address}');
s.on('connect', () => { console.log('connected'); process.exit(); }).on('error', (e) => console.log(e.code));`;
  const { stdout } = startNodeIn(from, '-e', script);
  if (stdout === null) throw new Error('no stdout');
  return (await text(stdout)).trim();
}

test('workers on other machines reach targets at --bind, environments are counted exactly, and the Runtime API stays on loopback', async () => {
  using network = makeNetwork(['broker', 'coordinator', 'w1', 'w2']);
  if (!network.isReal) console.warn('no root: on loopback, without network namespaces');
  const [at, coordinator, w1, w2] = ['broker', 'coordinator', 'w1', 'w2'].map(network.of) as [
    Place,
    Place,
    Place,
    Place,
  ];
  await using broker = await startNats({ host: at.address, within: at.within });
  for (const [name, place] of Object.entries({ w1, w2 }))
    startNodeIn(place, bin, 'worker', '--engine', broker.url, '--name', name, '--once');
  const file = await scenarioFile(
    JSON.stringify({
      ...{ name: 'bind', question: 'q', load: [{ kind: 'burst', name: 'burst', size: 10 }] },
      workload: { kind: 'function', file: 'handler.mjs' },
      targets: [
        { kind: 'local-lambda', name: 'lambda', timeoutMs: 60_000 },
        { kind: 'node-server', name: 'server' },
      ],
      timeoutMs: 60_000,
    }),
  );
  await writeFile(join(file, '../handler.mjs'), handler);
  const out = join(await temporaryDirectory(), 'run');
  const engine = ['--workers', '2', '--engine', broker.url, '--bind', coordinator.address];
  const run = startNodeIn(coordinator, bin, 'run', file, ...engine, '--out', out, '--no-data', '-q');
  const ended = once(run, 'exit');
  let stderr = '';
  run.stderr?.setEncoding('utf8').on('data', (words: string) => {
    stderr += words;
  });
  run.stdout?.resume();
  const read = async () => {
    const log = await readFile(join(out, 'lambda.log'), 'utf8').catch(() => '');
    return [...log.matchAll(/at (\S+):(\d+) 127\.0\.0\.1:(\d+) end/g)].map(([, host, url, api]) => ({
      host,
      url,
      api,
    }));
  };
  expect(await eventually(async () => (await read()).length === 10 || run.exitCode !== null), stderr).toBe(true);
  const lines = await read();
  expect(new Set(lines.map(({ host }) => host))).toEqual(new Set([coordinator.address]));
  const [{ url, api } = {}] = lines;
  const fromAfar = [await reached(w1, coordinator.address, url), await reached(w1, coordinator.address, api)];
  await writeFile(join(file, '../go'), '');
  await ended;
  const warned = `warning: --bind ${coordinator.address}: while the run lasts, everyone who can reach this address can call lambda, server\n`;
  expect(stderr).toBe(network.isReal ? warned : '');
  expect(fromAfar).toEqual(['connected', network.isReal ? 'ECONNREFUSED' : 'connected']);
  const result = runResultSchema.parse(JSON.parse(await readFile(join(out, 'result.json'), 'utf8')));
  const samples = await readSampleLines(out);
  expect(samples.filter(({ outcome }) => outcome === 'answered')).toHaveLength(20);
  const counted = ['lambda', 'server'].map((name) => {
    const { environments, client } = targetOf(result, name);
    const received = client.workers?.map(({ samplesReceived }) => samplesReceived);
    return [environments.distinct, environments.coldStarts, received];
  });
  expect(counted).toEqual([
    [10, 10, [5, 5]],
    [1, 0, [5, 5]],
  ]);
});
