import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { packageRoot } from '../../../src/launch/local/program-file.ts';
import { runScenarioHere, scenarioFile, targetOf } from '../rollcall.ts';

const pem = (name: string) => join(packageRoot, 'test/fixtures/tls', `test-only-${name}.pem`);
const server = createServer(
  { key: readFileSync(pem('key')), cert: readFileSync(pem('cert')) },
  (_, response) => void response.setHeader('rollcall-instance-id', 'secret-service').end('ok'),
);

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => void server.close());

const requestsWith = async (tls: string) => {
  const { port } = server.address() as { port: number };
  const file = await scenarioFile(`
name: https
question: Whose certificate is it?
workload: { kind: builtin, call: { ioMs: 1 } }
targets: [{ name: api, kind: http, url: 'https://127.0.0.1:${port}/'${tls} }]
load: [{ name: burst, kind: burst, size: 3, repeats: 2, gapMs: 10 }]
`);
  const { result, samples } = await runScenarioHere(file);
  return { requests: targetOf(result, 'api').requests, error: samples[0]?.error };
};

it('refuses a self-signed certificate, and says so in every sample', async () => {
  const { requests, error } = await requestsWith('');
  expect(requests).toMatchObject({ sent: 6, answered: 0, failures: { unreachable: 6 } });
  expect(error).toMatch(/self.signed certificate/i);
});

it('takes it where it is told to take any, or that it is the authority', async () => {
  expect((await requestsWith(', tls: { verify: false }')).requests).toMatchObject({ sent: 6, answered: 6 });
  expect((await requestsWith(`, tls: { ca: ${pem('cert')} }`)).requests).toMatchObject({ sent: 6, answered: 6 });
});
