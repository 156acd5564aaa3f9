import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { packageRoot } from '../../../src/launch/local/program-file.ts';

/** As many requests at once as are in flight in the run, and about as many in all, 130, in the 9 s that it takes at least. */
const atOnce = 5;
const pauseMs = 325;

/**
 * What a request of the shop costs this machine while `work` goes on, on average: measured without rollcall, from the start of the
 * process on, as in the run.
 */
export async function shopBeside<T>(work: Promise<T>): Promise<{ readonly result: T; readonly cpuMs: number }> {
  const database = createServer((_, response) => response.end('{}')).listen(0, '127.0.0.1');
  await once(database, 'listening');
  const shop = fork(join(packageRoot, 'test/fixtures/servers/shop/in-a-process.mjs'), {
    env: { DB_URL: `http://127.0.0.1:${(database.address() as AddressInfo).port}` },
  });
  try {
    const port = await saidBy<number>(shop);
    let isOver = false;
    const over = work.finally(() => {
      isOver = true;
    });
    const before = await cpuMsOf(shop);
    let requests = 0;
    const ask = async () => (await fetch(`http://127.0.0.1:${port}/`)).text();
    for (; !isOver; requests += atOnce) {
      await Promise.all(Array.from({ length: atOnce }, ask));
      await sleep(pauseMs);
    }
    return { result: await over, cpuMs: ((await cpuMsOf(shop)) - before) / requests };
  } finally {
    shop.disconnect();
    database.close();
    database.closeAllConnections();
  }
}

async function cpuMsOf(shop: ChildProcess): Promise<number> {
  const answered = saidBy<NodeJS.CpuUsage>(shop);
  shop.send('cpu');
  const { user, system } = await answered;
  return (user + system) / 1000;
}

async function saidBy<T>(shop: ChildProcess): Promise<T> {
  const [message] = await Promise.race([
    once(shop, 'message'),
    once(shop, 'exit').then(([code]) => Promise.reject(new Error(`the shop ended with code ${code}`))),
  ]);
  return message as T;
}
