import { spawn } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../../src/launch/local/program-file.ts';
import { type Ending, rollcall, runScenarioHere, scenarioFile, temporaryDirectory } from '../rollcall.ts';

const scenario = `
name: odd
question: From where?
workload: { kind: function, file: f.mjs }
targets: [{ name: server, kind: node-server }]
load: [{ name: calls, kind: sequential, requests: 2 }]
`;

const bin = join(packageRoot, 'dist/src/cli/main.js');

/** A command of the shell in a folder that has the function of the scenario; \`$ROLLCALL\` is the command line tool. */
async function shell(line: string): Promise<Ending> {
  const folder = await temporaryDirectory();
  await writeFile(join(folder, 'f.mjs'), 'export const handler = () => ({});');
  await writeFile(join(folder, 's.yaml'), scenario);
  const child = spawn('bash', ['-c', `ROLLCALL="${process.execPath} ${bin}"; ${line}`], { cwd: folder, stdio: 'pipe' });
  let [stdout, stderr] = ['', ''];
  child.stdin.end();
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout, stderr };
}

test.each([
  ['stdin', '$ROLLCALL check - < s.yaml'],
  ['stdin from a pipe', 'cat s.yaml | $ROLLCALL check -'],
  ['/dev/stdin', '$ROLLCALL check /dev/stdin < s.yaml'],
  ['a process substitution', '$ROLLCALL check <(cat s.yaml)'],
  ['a FIFO', 'mkfifo p; cat s.yaml > p & $ROLLCALL check p; wait'],
])('a scenario is checked from %s', async (_, line) => {
  const { code, stdout, stderr } = await shell(line);
  expect([code, stdout.split('\n')[0]]).toEqual([0, 'name: odd']);
  expect(stderr).toContain('server: 2 requests');
});

test('a scenario is run from stdin, its files relative to where we are', async () => {
  const { code, stderr } = await shell(
    '$ROLLCALL run - --invalid-exit-code 0 --out out < s.yaml && test -f out/result.json',
  );
  expect([code, stderr.includes('server calls')]).toEqual([0, true]);
});

test.each([
  ['an empty stdin', '$ROLLCALL check - < /dev/null', 'stdin:1:1: the file is empty'],
  [
    'a page that cannot be written, before anything is sent',
    '$ROLLCALL burst http://127.0.0.1:9 -n 1 -q --html /nowhere/x.html',
    '--html /nowhere/x.html: cannot be written: ENOENT',
  ],
  ['stdin twice', '$ROLLCALL check - - < s.yaml', 'stdin (`-`) can be read only once'],
  ['a device that never ends', '$ROLLCALL check /dev/zero', '/dev/zero: longer than 67108864 bytes'],
  ['a report of stdin', '$ROLLCALL report - < s.yaml', 'stdin (`-`) cannot be used here; expected folders of runs'],
  [
    'a function from stdin',
    '$ROLLCALL local - < s.yaml',
    'stdin (`-`) cannot be used here; expected a folder or a file',
  ],
])('%s is refused', async (_, line, message) => {
  const { code, stderr } = await shell(line);
  expect([code, stderr.slice(0, message.length)]).toEqual([2, message]);
});

const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
const deepMap = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;

test('no input that is nested deeply gives a stack trace', async () => {
  const { directory } = await runScenarioHere(
    await scenarioFile(scenario.replace(/workload:.*/, 'workload: { kind: builtin, call: { ioMs: 0 } }')),
    ...['--no-data', '--invalid-exit-code', '0'],
  );
  const folder = await temporaryDirectory();
  const written = async (name: string, text: string) => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  const run = join(folder, 'run');
  await cp(directory, run, { recursive: true });
  const result = JSON.parse(await readFile(join(run, 'result.json'), 'utf8'));
  result.scenario.resolved = { name: 'here' };
  await writeFile(join(run, 'result.json'), JSON.stringify(result).replace('"here"', deep));
  await mkdir(join(folder, 'reports'));
  const commands = [
    ['check', await written('list.yaml', deep)],
    ['check', await written('map.yaml', `name: ${deepMap}`)],
    ['local', await written('functions.yaml', `functions: ${deep}`)],
    ['logs', await written('record.log', `{"type":"platform.report","record":${deepMap}}\n`)],
    [
      'logs',
      await written('message.log', JSON.stringify({ message: `{"type":"platform.report","record":${deepMap}}` })),
    ],
    ['logs', await written('list.log', `${deep}\n`)],
    ['report', run],
    ['compare', run, run],
    ['report', run, '--format', 'markdown'],
  ];
  const endings = commands.map(async (command) => {
    // In a process of its own: V8 ends the process where it compiles a pattern with no stack left.
    const { code, stderr } = await rollcall(...command);
    return [command[0], code === 0 || code === 2, /\n {4}at /.test(stderr)];
  });
  expect(await Promise.all(endings)).toEqual(commands.map(([name]) => [name, true, false]));
});

test('raw escapes in CSV are visible on a terminal, and are as they came in a file', async () => {
  const folder = await temporaryDirectory();
  const line = { target: 'a', phase: 'b', repeat: 0, intendedAtMs: 0, completedAtMs: 1, outcome: 'reset' };
  const sample = { ...line, error: '\u001b[31mred\u009b2J', connection: 'new', bytes: 0 };
  await writeFile(join(folder, 'samples.ndjson'), `${JSON.stringify(sample)}\n`);
  const command = `${process.execPath} ${bin} report ${folder} --format csv`;
  // script(1) gives it a terminal.
  const shown = await shell(`script -qec '${command}' /dev/null`);
  expect(shown.stdout).toContain('\\x1b[31mred\\x9b2J');
  expect(shown.stdout).not.toContain('\u001b[31m');
  const piped = await shell(command);
  expect(piped.stdout).toContain('\u001b[31mred\u009b2J');
});
