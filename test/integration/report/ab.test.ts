import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Ending, rollcallHere, temporaryDirectory } from '../rollcall.ts';

let root = '';

/** A server that waits before it answers. */
const server = (waitMs: number) => `import { createServer } from 'node:http';
createServer((_, response) => setTimeout(() => response.end('ok'), ${waitMs})).listen(process.env.PORT, '127.0.0.1');
`;

const scenario = `name: pr
question: Is the head slower?
targets: [{ name: api, kind: server, command: [node, server.mjs], cwd: .. }]
load: [{ name: calls, kind: sequential, requests: 3 }]
`;

beforeAll(async () => {
  root = await temporaryDirectory();
  for (const [side, waitMs] of Object.entries({ base: 1, same: 1, slow: 150 })) {
    await mkdir(join(root, side, 'load'), { recursive: true });
    await writeFile(join(root, side, 'server.mjs'), server(waitMs));
    await writeFile(join(root, side, 'load/pr.yaml'), scenario);
  }
});

const ab = (head: string, ...args: string[]): Promise<Ending> =>
  rollcallHere('ab', 'load/pr.yaml', '--base', join(root, 'base'), '--head', join(root, head), ...args);

/** 1 / C(6, 3) is 5 %: three pairs decide. */
const three = ['--min-pairs', '3', '--max-pairs', '3'];

describe('rollcall ab', () => {
  it('finds a head worse that waits 150 ms longer, with code 1, and keeps all runs, a page, a comment and a suite', async () => {
    const out = join(root, 'out');
    const files = ['--junit', join(root, 'ab.xml'), '--markdown', join(root, 'ab.md'), '--out', out];
    const { code, stdout, stderr } = await ab('slow', ...three, '--primary', 'latency.p50', ...files);
    expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringMatching(/^Worse: api service time p50 \+/) });
    expect(stderr).toContain('3 pairs of at most 3: 2 limits: 1 failed, 1 passed');
    expect((await readdir(out)).sort()).toEqual(['base', 'comparison.html', 'comparison.json', 'head']);
    expect(await readdir(join(out, 'head'))).toEqual(expect.arrayContaining(['01', '02', '03']));
    expect(JSON.parse(await readFile(join(out, 'comparison.json'), 'utf8'))).toMatchObject({
      ...{ outcome: 'worse', ending: 'decided', pairs: 3, level: 0.05 },
    });
    expect(await readFile(join(out, 'comparison.html'), 'utf8')).toContain('Worse: api service time p50');
    expect(await readFile(join(root, 'ab.md'), 'utf8')).toContain('## ❌ pr: worse: api service time p50');
    expect(await readFile(join(root, 'ab.xml'), 'utf8')).toMatch(
      /<testsuite name="ab pr" tests="4" failures="2" errors="0"/,
    );
    const again = await rollcallHere('compare', join(out, 'base'), join(out, 'head'), '--json');
    expect(JSON.parse(again.stdout).baseline).toHaveLength(3);
  });

  it('two equal sides have no difference, with code 0; a count decides here, which a busy machine does not change', async () => {
    const { code, stdout } = await ab('same', ...three, '--primary', 'requests.throttled', '--json', '--quiet');
    const { outcome, pairs, candidate } = JSON.parse(stdout);
    expect({ code, outcome, pairs }).toEqual({ code: 0, outcome: 'no-difference', pairs: 3 });
    expect(candidate).toHaveLength(3);
  });

  it('a head that fails every second request is worse, with code 1, though its runs are INVALID', async () => {
    await mkdir(join(root, 'failing/load'), { recursive: true });
    const failing = server(1).replace('response.end', '(response.writeHead(n++ % 2 ? 500 : 200), response).end');
    const code500 = `let n = 0;\n${failing}`;
    await writeFile(join(root, 'failing/server.mjs'), code500);
    const { code, stdout } = await ab(
      'failing',
      ...three,
      '--primary',
      'requests.throttled',
      '--set',
      'load.0.requests=4',
      '--quiet',
      '--out',
      join(root, 'failing-out'),
    );
    expect(code).toBe(1);
    // 2 of 4 in each of 3 runs.
    expect(stdout).toContain('api failed requests always +2 (head answered 6 of 12)');
  });

  it('too small a budget is undecided, with code 4 or that of --undecided-exit-code', async () => {
    const budget = ['--budget', '1ms', '--quiet', '--out'];
    const one = await ab('slow', ...budget, join(root, 'none'));
    expect(one.code).toBe(4);
    expect(one.stdout).toContain('Undecided, because the budget of 0.001 s allowed only 0 pairs of runs');
    expect((await ab('slow', '--undecided-exit-code', '0', ...budget, join(root, 'none-either'))).code).toBe(0);
  });

  it.each([
    [['--margin', '0%'], '--margin: expected a percentage such as 5%, got "0%"'],
    [['--budget', '0s'], '--budget: expected a duration such as 90s or 10m, got "0s"'],
    [['--margin', '100%'], '--margin: expected a percentage such as 5%, got "100%"'],
    [['--budget', '10'], '--budget: expected a duration such as 90s or 10m, got "10"'],
    [['--min-pairs', '1'], '--min-pairs: expected a whole number from 2 to 100, got 1'],
    [['--max-pairs', '4'], '--max-pairs: expected a whole number from 5 to 100, got 4'],
    [['--min-pairs', '2', '--max-pairs', '2'], '--max-pairs 2: expected more: so few pairs decide nothing'],
    [['--primary', 'latency.q50'], '--primary "latency.q50": unknown metric'],
    [['--junit', '/nonexistent/ab.xml'], '--junit /nonexistent/ab.xml'],
  ])('refuses %j with code 2', async (args, message) => {
    const { code, stderr } = await ab('same', '--quiet', ...args, '--out', join(root, 'refused'));
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
  });

  it('ends with code 2 and the reason if a target of a side fails', async () => {
    await mkdir(join(root, 'broken/load'), { recursive: true });
    await writeFile(join(root, 'broken/server.mjs'), 'process.exit(3);\n');
    const { code, stderr } = await ab('broken', '--quiet', '--out', join(root, 'failed'));
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('head/01: api: ') });
  });
});
