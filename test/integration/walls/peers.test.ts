import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { EnvironmentHost } from '../environment-host.ts';

const command = [process.execPath, join(import.meta.dirname, '../../fixtures/lambda/delegating-runtime.mjs')];

/** Says how one request is answered. */
const outsider = `
  const [address, path, body] = process.argv.slice(1);
  fetch('http://' + address + '/2018-06-01/runtime/' + path, body === undefined ? {} : { method: 'POST', body })
    .then(async (answer) => console.log(answer.status, await answer.text()), (error) => console.log('failed', error.cause?.code));`;

async function fromOutside(...args: string[]): Promise<string> {
  const child = spawn(process.execPath, ['-e', outsider, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [[said]] = await Promise.all([once(child.stdout, 'data'), once(child, 'exit')]);
  return String(said).trim();
}

const host = new EnvironmentHost();
afterAll(() => host[Symbol.asyncDispose]());

const refused =
  '403 {"errorMessage":"This connection does not come from a process of the environment","errorType":"Forbidden"}';

it('one environment cannot answer the call of another, nor take it: 403, and the call is its own runtime’s', async () => {
  const [environment, other] = [host.start({ command }), host.start({ command })];
  await host.call(other, 'plain');
  await host.call(environment, 'plain');
  const address = host.addressOf(environment);
  // The other environment knows port and request id.
  const requestId = 'known';
  const waits = host.call(environment, 'waits', { requestId });
  const attempts = await Promise.all([
    fromOutside(address, `invocation/${requestId}/response`, '"forged"'),
    fromOutside(address, `invocation/${requestId}/error`, '{}'),
    fromOutside(address, 'invocation/next'),
    fromOutside(address, 'init/error', '{}'),
  ]);
  expect(attempts).toEqual(Array(4).fill(refused));
  const result = await waits;
  expect(result.kind === 'answered' && result.payload.toString()).toBe('"waits"');
});

it('one that sends and closes at once is not read either', async () => {
  const environment = host.start({ command });
  await host.call(environment, 'plain');
  const [hostName = '', port] = host.addressOf(environment).split(':');
  const waits = host.call(environment, 'waits', { requestId: 'known' });
  const path = '/2018-06-01/runtime/invocation/known/response';
  const socket = connect(Number(port), hostName);
  socket.end(`POST ${path} HTTP/1.1\r\nHost: ${hostName}\r\nContent-Length: 8\r\n\r\n"forged"`);
  const result = await waits;
  expect(result.kind === 'answered' && result.payload.toString()).toBe('"waits"');
});

it('processes that a runtime starts reach its Runtime API, also one whose starter has ended', async () => {
  const environment = host.start({ command });
  const result = await host.call(environment, 'delegates');
  expect(result.kind === 'answered' && result.payload.toString()).toBe('"by a grandchild"');
});
