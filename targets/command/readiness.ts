import { get } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { CommandConfig } from '../../src/model/platform/command.ts';

const askAgainMs = 20;
const answerWithinMs = 5000;

/**
 * `localhost` is either of them. A server on all addresses begins to listen on both at once, perhaps between two looks: then the third one
 * finds it at the first.
 */
const loopbacks = ['127.0.0.1', '::1', '127.0.0.1'];

/**
 * Resolves with the URL of the server once it takes requests.
 * @throws {Error} it did not within its time: what it did instead.
 */
export async function whenReady(config: CommandConfig, signal: AbortSignal): Promise<string> {
  const { port, ready } = config;
  const endMs = performance.now() + ready.timeoutMs;
  let seen: Seen = 'refused';
  while (performance.now() < endMs) {
    signal.throwIfAborted();
    let found: string | undefined;
    for (const host of loopbacks) {
      const answer = await (ready.path === undefined ? connection(host, port) : status(host, port, ready.path));
      if (answer === 'connected' || isReady(answer, config)) found = host;
      else if (answer !== 'refused') seen = answer;
      if (found === '127.0.0.1') break;
    }
    if (found !== undefined) return `http://${found.includes(':') ? `[${found}]` : found}:${port}`;
    await delay(askAgainMs);
  }
  throw new Error(notReady(config, seen));
}

type Seen = 'refused' | 'connected' | 'no answer' | number;

const isReady = (answer: Seen, { ready }: CommandConfig): boolean =>
  typeof answer === 'number' && ready.statuses.some(([first, last]) => answer >= first && answer <= last);

function connection(host: string, port: number): Promise<Seen> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.once('connect', () => resolve('connected')).once('error', () => resolve('refused'));
    socket.once('connect', () => socket.destroy());
  });
}

function status(host: string, port: number, path: string): Promise<Seen> {
  return new Promise((resolve) => {
    const request = get({ host, port, path, agent: false, timeout: answerWithinMs }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 'no answer');
    });
    request.once('timeout', () => request.destroy());
    request.once('error', ({ code }: NodeJS.ErrnoException) =>
      resolve(code === 'ECONNREFUSED' || code === 'EADDRNOTAVAIL' ? 'refused' : 'no answer'),
    );
  });
}

function notReady({ command, container, port, ready }: CommandConfig, seen: Seen): string {
  const within = `${container ? `the container ${container.image}` : command.join(' ')} was not ready after ${ready.timeoutMs / 1000} s`;
  if (seen === 'refused')
    return `${within}: nothing listens on port ${container?.port ?? port}, which the server gets as the variable PORT`;
  const ranges = ready.statuses.map(([first, last]) => (first === last ? String(first) : `${first} to ${last}`));
  const got = seen === 'no answer' ? 'had no answer' : `was answered with status ${seen}`;
  return `${within}: GET ${ready.path} on port ${port} ${got}; expected ${ranges.join(' or ')}`;
}
