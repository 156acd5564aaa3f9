import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import type { TelemetryEvent } from '../../../src/model/platform/telemetry.ts';
import type { RunResult } from '../../../src/model/run-result.ts';
import { runScenarioHere, targetOf, temporaryDirectory } from '../rollcall.ts';

/** What a function found at its init: where it is, and how long it took to load its data, once and again. */
interface Found {
  readonly place: string;
  readonly loadMs: number;
  readonly againMs?: number;
  readonly dependency?: string;
  readonly model: string | null;
  readonly asserts?: boolean;
}

const node = `const fs = require('fs');
const read = () => {
  const from = performance.now();
  fs.readFileSync(__dirname + '/data.bin');
  return performance.now() - from;
};
const [loadMs, againMs, dependency] = [read(), read(), require('dependency')];
const model = process.env.ROLLCALL_IMAGE_LAYOUT ?? null;
process.stdout.write(JSON.stringify({ place: __dirname, dependency, loadMs, againMs, model }) + '\\n');
exports.handler = async () => 1;
`;
const python = `import json, os, time
place = os.path.dirname(__file__)
began = time.perf_counter()
open(place + "/data.bin", "rb").close()
load_ms = (time.perf_counter() - began) * 1000
model = os.environ.get("ROLLCALL_IMAGE_LAYOUT")
print(json.dumps({"place": place, "loadMs": load_ms, "model": model, "asserts": __debug__}))
def handler(event, context):
    return 1
`;

const image = 'packaging: image-model-uncached';
const hello = join(import.meta.dirname, '../../../scenarios/functions/hello');
const executable = `{ directory: ${hello}/native, runtime: provided, prepare: [[cc, -O2, -static, -o, bootstrap, bootstrap.c]] }`;
const library = `{ directory: ${hello}/python-c, prepare: [[cc, -O2, -shared, -fPIC, -o, greeting.so, greeting.c]] }`;
const targets = [
  '{ name: directory, kind: local-lambda, function: node }',
  '{ name: zip, kind: local-lambda, function: { directory: node, packaging: zip } }',
  '{ name: layers, kind: local-lambda, function: { directory: node, packaging: layers } }',
  `{ name: image, kind: local-lambda, function: { directory: node, ${image} } }`,
  `{ name: python, kind: local-lambda, function: { directory: python, handler: app.handler, ${image}, options: [-O] } }`,
  `{ name: native, kind: local-lambda, function: ${executable} }`,
  `{ name: python-c, kind: local-lambda, function: ${library} }`,
];

let directory: string;
let folder: string;
let result: RunResult;

beforeAll(async () => {
  folder = await temporaryDirectory();
  const data = Buffer.alloc(3.5 * 512 * 1024, 'x');
  const files = {
    ...{ 'node/index.js': node, 'node/data.bin': data },
    'node/node_modules/dependency/index.js': 'module.exports = __dirname',
    ...{ 'python/app.py': python, 'python/data.bin': data },
  };
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  const text = `
name: packages
question: What does each package add to a cold start?
targets:
${targets.map((target) => `  - ${target}`).join('\n')}
load: [{ name: both, kind: burst, size: 2 }]
`;
  await writeFile(join(folder, 'scenario.yaml'), text);
  ({ result, directory } = await runScenarioHere(join(folder, 'scenario.yaml')));
});

async function foundBy(target: string): Promise<Found[]> {
  const log = await readFile(join(directory, `${target}.log`), 'utf8');
  return log.split('\n').flatMap((line) => (line.startsWith('{"place"') ? [JSON.parse(line) as Found] : []));
}

async function unpackMsOf(target: string): Promise<(number | undefined)[]> {
  const lines = (await readFile(join(directory, `${target}.telemetry.ndjson`), 'utf8')).trim().split('\n');
  const events = lines.map((line) => JSON.parse(line) as TelemetryEvent);
  return events.flatMap((event) => (event.type === 'platform.report' ? [event.record.rollcall.unpackMs] : []));
}

it('every environment of a zip unpacks files of its own, which go with it, and the time for it is in no init', async () => {
  const found = await foundBy('zip');
  expect(new Set(found.map(({ place }) => place)).size).toBe(2);
  for (const { place, dependency } of found) {
    expect(dependency).toBe(`${place}/node_modules/dependency`);
    expect(existsSync(place)).toBe(false);
  }
  const times = await unpackMsOf('zip');
  expect(times).toHaveLength(2);
  for (const ms of times) expect(ms).toBeGreaterThan(0);
  expect(await unpackMsOf('directory')).toEqual([undefined, undefined]);
});

it('a folder is shared by its environments', async () => {
  expect((await foundBy('directory')).map(({ place }) => place)).toEqual([join(folder, 'node'), join(folder, 'node')]);
});

it('the dependencies of layers are outside of the task root', async () => {
  const found = await foundBy('layers');
  expect(found).toHaveLength(2);
  for (const { place, dependency } of found) {
    expect(dependency).toMatch(/\/opt\/nodejs\/node_modules\/dependency$/);
    expect(dependency?.startsWith(place)).toBe(false);
  }
});

it('a file of an image waits for its chunks when it is first opened: four of them, 36 ms each, and its function sees no trace', async () => {
  // The chunk that the data share with what is loaded before has come with it: three remain at least.
  for (const target of ['image', 'python']) {
    const found = await foundBy(target);
    expect(found).toHaveLength(2);
    for (const { loadMs, model } of found) {
      expect(loadMs).toBeGreaterThanOrEqual(3 * 36);
      expect(model).toBeNull();
    }
  }
  const [first] = await foundBy('image');
  expect(first?.againMs).toBeLessThan(first?.loadMs ?? 0);
});

it('options of Python reach it: with -O there are no assertions', async () => {
  expect((await foundBy('python')).map(({ asserts }) => asserts)).toEqual([false, false]);
});

it('the archives are the size of a package, and all targets answer', () => {
  const [plain, zip, layers] = ['directory', 'zip', 'layers'].map((name) => targetOf(result, name));
  expect(zip?.package).toEqual(plain?.package);
  // The layers have an end of 22 bytes of their own, and `nodejs/` twice in the name of their one file.
  expect(layers?.package?.zippedBytes).toBe((plain?.package?.zippedBytes ?? 0) + 22 + 2 * 'nodejs/'.length);
  expect(result.targets.map(({ requests }) => requests.answered)).toEqual([2, 2, 2, 2, 2, 2, 2]);
});

it('hello worlds that the run compiles are cold in each environment, and leave their folders as they are', () => {
  for (const name of ['native', 'python-c']) expect(targetOf(result, name).environments.coldStarts).toBe(2);
  expect(existsSync(join(hello, 'native/bootstrap'))).toBe(false);
  expect(targetOf(result, 'native').package?.files).toBe(2);
});
