import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { RunResult } from '../../../src/model/run-result.ts';
import { scenarioFile } from '../rollcall.ts';

export const codesOf = ({ verdict }: RunResult): string[] => verdict.reasons.map(({ code }) => code);

/** Answers after this many ms. */
export async function serverOf(
  delayMs: number,
  onRequest = () => {},
  headers: Record<string, string> = { 'rollcall-instance-id': 'one' },
  statusOf = () => 200,
): Promise<string> {
  const server = createServer((_, response) => {
    onRequest();
    setTimeout(() => response.writeHead(statusOf(), headers).end('{}'), delayMs);
  });
  server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 });
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

export const scenarioAt = (url: string, phase: string, more = '') =>
  scenarioFile(`
name: verdict
question: May this run be believed?
workload: { kind: builtin, call: { ioMs: 1 } }
targets: [{ name: api, kind: http, url: '${url}' }]
load: [{ name: calls, ${phase} }]
${more}
`);
