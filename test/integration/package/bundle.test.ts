import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, get, type IncomingMessage } from 'node:http';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { packageRoot, programFile } from '../../../src/launch/local/program-file.ts';
import { identityHeaders, pingPath } from '../../../src/model/identity.ts';
import type { ReadyLine } from '../../../src/model/platform/programs.ts';
import { WebFunction } from '../lambda/models.ts';
import { LambdaProgram } from '../lambda/program.ts';
import { startForTest } from '../target-program.ts';

const folder = mkdtempSync(join(tmpdir(), 'rollcall-bundle-'));
afterAll(() => rmSync(folder, { recursive: true }));

const bundle = (...args: readonly string[]) =>
  spawnSync(process.execPath, [join(packageRoot, 'scripts/bundle.mjs'), '--out', folder, ...args], {
    encoding: 'utf8',
  });

const made = bundle(join(packageRoot, 'scenarios/burst-10.yaml'), '--iterations-per-ms', '1000');
const functionFile = join(folder, 'function/index.mjs');
const serverFile = join(folder, 'server/server.mjs');

/** Waits 200 ms per call, in which calls overlap. */
const ROLLCALL_WORKLOAD = JSON.stringify({
  init: { cpuMs: 2, memoryMb: 1 },
  call: { cpuMs: 3, allocateMb: 2, payloadBytes: 100, wait: { kind: 'constant', ms: 200 } },
  seed: 1,
  iterationsPerMs: 100_000,
});

interface Told {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

const ask = async (url: string): Promise<Told> => {
  const response = await fetch(url);
  return { status: response.status, headers: response.headers, text: await response.text() };
};

const burst = (url: string, size: number) => Promise.all(Array.from({ length: size }, () => ask(url)));

const told = (answers: readonly Told[], name: keyof typeof identityHeaders): string[] =>
  answers.map(({ headers }) => headers.get(identityHeaders[name]) ?? 'none').sort((a, b) => Number(a) - Number(b));

/** What every call of this workload answers alike, wherever it runs, and the names of what it tells of itself. */
function answerOf({ status, headers, text }: Told) {
  const { work, heldBytes, padding, ...facts } = JSON.parse(text) as Record<string, unknown>;
  const identity = [...headers.keys()].filter((name) => name.startsWith('rollcall-'));
  return { status, type: headers.get('content-type'), work, heldBytes, padding, facts: Object.keys(facts), identity };
}

describe('the bundles', () => {
  it('are two files that need nothing but Node, a few hundred lines each and not minified', () => {
    expect(made.stderr).toBe('');
    for (const [file, mostLines] of [
      [functionFile, 500],
      [serverFile, 1000],
    ] as const) {
      const code = readFileSync(file, 'utf8');
      const imported = [...code.matchAll(/^import .* from "(.*)";$/gm)].map(([, name]) => name ?? '');
      expect(imported.filter((name) => !isBuiltin(name))).toEqual([]);
      expect(code).toContain('function burn(iterations) {');
      const lines = code.trimEnd().split('\n').length;
      expect(lines).toBeLessThan(mostLines);
      expect(made.stdout).toContain(`${file}: ${lines} lines, ${Buffer.byteLength(code)} bytes\n`);
    }
  });

  it('are told what a scenario does: burst-10 burns 30 ms at init, 20 ms per call, and waits for 2 s', () => {
    const workload = readFileSync(join(folder, 'workload.json'), 'utf8');
    expect(JSON.parse(workload)).toEqual({
      init: { cpuMs: 30, memoryMb: 40 },
      call: { cpuMs: 20, allocateMb: 1, payloadBytes: 0, wait: { kind: 'constant', ms: 2000 } },
      seed: 1,
      iterationsPerMs: 1000,
    });
    expect(made.stdout).toContain(`\nROLLCALL_WORKLOAD=${workload}\n1 ms of CPU: 1000 iterations, as given\n`);
  });
});

describe('bundle.mjs', () => {
  const scenarioOf = (workload: string): string => {
    const file = join(folder, 'scenario.yaml');
    const rest = 'targets: [{ name: t, kind: node-server }]\nload: [{ name: l, kind: burst, size: 1 }]\n';
    writeFileSync(file, `name: s\nquestion: q\nworkload: ${workload}\n${rest}`);
    return file;
  };

  it('says that a workload which waits on a backend waits on a timer where it is deployed', () => {
    const { stdout } = bundle(scenarioOf('{ kind: builtin, call: { ioMs: 5 }, waitOn: backend }'));
    expect(stdout).toContain('it waits on a timer: where it is deployed there is no backend of ours\n');
    expect(stdout).not.toContain('backendUrl');
  });

  it.each([
    ['a scenario that is not there', ['nix.yaml'], 'nix.yaml'],
    ['a rate that is none', [join(packageRoot, 'scenarios/burst-10.yaml'), '--iterations-per-ms', '0'], 'above 0'],
  ])('refuses %s with one line', (_, args, message) => {
    const { status, stderr } = bundle(...args);
    expect([status, stderr.trim().split('\n').length]).toEqual([1, 1]);
    expect(stderr).toContain(message);
  });

  it('refuses a workload that is not its own, and leaves no other one behind', () => {
    const { status, stderr } = bundle(scenarioOf('{ kind: function, file: mine.mjs }'));
    expect(status).toBe(1);
    expect(stderr).toContain('a function of your own, which you deploy as you do always');
    expect(() => readFileSync(join(folder, 'workload.json'))).toThrow('ENOENT');
  });
});

/** One call that is cold, and two at once, of which one is. */
async function askFunction(file: string) {
  await using lambda = await LambdaProgram.start('', {
    code: { kind: 'node', handler: { file, export: 'handler' } },
    environment: { ROLLCALL_WORKLOAD },
  });
  return [await ask(lambda.url), ...(await burst(lambda.url, 2))];
}

describe('the function in the embedded Lambda', () => {
  it('answers as the workload does that is no bundle, from two environments, the first of which has two calls', async () => {
    const answers = await askFunction(functionFile);
    expect(told(answers, 'invocationId')).toEqual(['1', '1', '2']);
    expect(told(answers, 'coldStart').sort()).toEqual(['false', 'true', 'true']);
    expect(new Set(told(answers, 'instanceId')).size).toBe(2);
    const unbundled = await askFunction(programFile('targets/app/workload'));
    expect(answers.map(answerOf)).toEqual(unbundled.map(answerOf));
    expect(answers.map(answerOf)[0]).toMatchObject({ status: 200, heldBytes: 3 * 2 ** 20, padding: 'x'.repeat(100) });
    expect(answers.map(answerOf)[0]?.identity.sort()).toEqual(Object.values(identityHeaders).sort());
  });
});

/** As in a container: nobody holds its stdin. */
async function startServer(environment: Record<string, string>) {
  const child = spawn(process.execPath, [serverFile], {
    env: { PATH: process.env['PATH'], ROLLCALL_WORKLOAD, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, url: (JSON.parse(line) as ReadyLine).url };
}

describe('the server', () => {
  it('answers as the twin does: ten at once are calls 1 to 10 of one instance, and a ping is none', async () => {
    const { url } = await startServer({ PORT: '0' });
    expect((await ask(url + pingPath)).status).toBe(204);
    const answers = await burst(url, 10);
    expect(told(answers, 'invocationId')).toEqual('1 2 3 4 5 6 7 8 9 10'.split(' '));
    expect(new Set(told(answers, 'instanceId')).size).toBe(1);
    const handler = { file: programFile('targets/app/workload'), export: 'handler' };
    const config = {
      handler,
      processes: 1,
      host: '127.0.0.1',
      port: 0,
      backlog: 512,
      environment: { ROLLCALL_WORKLOAD },
    };
    const twin = await startForTest({ program: 'targets/server/main', config });
    expect(answerOf(await ask(url))).toEqual(answerOf(await ask(twin.url)));
  });

  it('answers what is under way at SIGTERM, then ends, though its client keeps the connection', async () => {
    const { child, url } = await startServer({ PORT: '0' });
    const ended = once(child, 'exit');
    const agent = new Agent({ keepAlive: true });
    const answered = once(get(url, { agent }), 'response') as Promise<[IncomingMessage]>;
    // The other request got there before this one.
    await ask(url + pingPath);
    child.kill('SIGTERM');
    const [response] = await answered;
    response.resume();
    expect(response.statusCode).toBe(200);
    expect(await ended).toEqual([0, null]);
    agent.destroy();
  });

  it('as a web function: six at once take two environments of four places, each of which is cold once', async () => {
    // What is in the zip.
    const index = join(folder, 'server/index.js');
    copyFileSync(join(packageRoot, 'targets/deploy/web/index.js'), index);
    await using web = await WebFunction.start(
      { maxConcurrencyPerEnvironment: 4, maxEnvironments: 10 },
      { command: [process.execPath, index], variables: { ROLLCALL_WORKLOAD } },
    );
    const answers = await burst(web.url, 6);
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
    expect(new Set(told(answers, 'instanceId')).size).toBe(2);
    expect(told(answers, 'coldStart').filter((cold) => cold === 'true')).toHaveLength(2);
  });
});
