import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import type { RunResult } from '../../../src/model/run-result.ts';
import { zipOf } from '../../unit/launch/layers/zip-text.ts';
import { runScenarioHere, targetOf, temporaryDirectory } from '../rollcall.ts';

/** Each answers 200 only to the event that its target is to have. */
const node = `export const handler = async (event) => ({ statusCode: event.requestContext.http ? 200 : 500, body: 'node' });\n`;

const zipped = `export const main = async (event) => ({
  statusCode: event.requestContext.elb && event.multiValueHeaders['x-city'][0] === 'Lima' ? 200 : 500,
  multiValueHeaders: { 'x-from': ['zip'] },
});\n`;

const python = `def go(event, context):
    return {"statusCode": 200 if event["pathParameters"] == {"city": "lima"} else 500, "body": event["resource"]}
`;

/** Speaks the Runtime API itself, and fails for any other event than the body of the request. */
const native = `#!/bin/sh
exec "$(command -v node)" --input-type=module - <<'PROGRAM'
const api = \`http://\${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation\`;
for (;;) {
  const next = await fetch(\`\${api}/next\`);
  const { n } = await next.json();
  const id = next.headers.get('lambda-runtime-aws-request-id');
  await fetch(\`\${api}/\${id}/\${n === 41 ? 'response' : 'error'}\`, { method: 'POST', body: JSON.stringify({ n }) });
}
PROGRAM
`;

const archive = zipOf([{ name: 'src/api.mjs', content: zipped }]);

let result: RunResult;

beforeAll(async () => {
  const folder = await temporaryDirectory();
  const put = async (name: string, content: string | Buffer) => {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  };
  await put('node/index.mjs', node);
  await put('api.zip', archive);
  await put('python/app.py', python);
  await put('python/data.txt', 'Lima');
  await put('native/bootstrap', native);
  await chmod(join(folder, 'native/bootstrap'), 0o755);
  const alb = '{ kind: alb, multiValueHeaders: true }';
  const zip = 'function: { file: api.zip, handler: src/api.main }';
  await put(
    'scenario.yaml',
    `
name: side-by-side
question: What does each of four functions take?
request: { method: POST, path: /weather/lima, body: '{"n":41}', headers: { x-city: Lima } }
targets:
  - { name: node, kind: local-lambda, function: node, memoryMb: 256 }
  - { name: zip, kind: local-lambda, ${zip}, event: ${alb} }
  - { name: python, kind: local-lambda, function: { directory: python, handler: app.go }, event: { kind: http-v1, route: '/weather/{city}' } }
  - { name: native, kind: local-lambda, function: native, event: raw }
  - { name: twin, kind: node-server, ${zip}, event: ${alb} }
load: [{ name: burst, kind: burst, size: 3 }]
`,
  );
  ({ result } = await runScenarioHere(join(folder, 'scenario.yaml')));
});

const functions = ['node', 'zip', 'python', 'native'];

it('four functions in three runtimes: each gets its own event, and has its own roll, memory and bill', () => {
  for (const name of functions) {
    const { requests, environments, memory, billing } = targetOf(result, name);
    expect([name, requests.answered, environments.distinct, environments.coldStarts]).toEqual([name, 3, 3, 3]);
    expect(memory?.peak.processes).toBeGreaterThanOrEqual(3);
    expect(billing).toMatchObject({ invocations: 3 });
    expect(billing?.gbSeconds).toBeGreaterThan(0);
  }
});

it('each has the size of its own package', () => {
  const sizes = Object.fromEntries(result.targets.map(({ name, package: size }) => [name, size]));
  const zip = { files: 1, unzippedBytes: zipped.length, zippedBytes: archive.length };
  expect(sizes).toEqual({
    node: { files: 1, unzippedBytes: node.length, zippedBytes: expect.any(Number) },
    zip,
    python: { files: 2, unzippedBytes: python.length + 4, zippedBytes: expect.any(Number) },
    native: { files: 1, unzippedBytes: native.length, zippedBytes: expect.any(Number) },
    twin: zip,
  });
});

it('a twin with a function of its own serves it beside the others', () => {
  const { requests, environments } = targetOf(result, 'twin');
  expect([requests.answered, environments.distinct]).toEqual([3, 1]);
});
