import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../../src/launch/local/program-file.ts';
import { temporaryDirectory } from '../rollcall.ts';
import { linksOf, slugsOf } from './markdown-links.ts';

const textOf = (path: string) => readFileSync(join(packageRoot, path), 'utf8');
const manifest = JSON.parse(textOf('package.json')) as { readonly homepage: string };
const [rollcall, rollcallTag] = packages('.', './packages/rollcall-tag');
const packed = (rollcall?.files ?? []).map(({ path }) => path);
const documents = packed.filter((path) => path.endsWith('.md'));

interface Packed {
  readonly files: readonly { readonly path: string }[];
  readonly unpackedSize: number;
}

/** What would be published of the build that is there. */
function packages(...folders: readonly string[]): Packed[] {
  const answer = execFileSync('npm', ['pack', ...folders, '--dry-run', '--json', '--ignore-scripts'], {
    cwd: packageRoot,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return JSON.parse(answer) as Packed[];
}

describe('the package', () => {
  it('has the README, all pages of docs/, and the schemas', () => {
    expect(documents).toEqual(expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'docs/scenario-files.md']));
    expect(packed).toEqual(
      expect.arrayContaining([
        ...['docs/result.schema.json', 'scenarios/scenario.schema.json', 'scenarios/functions.schema.json'],
        ...['docs/report.png', 'docs/examples/github-workflow.yml'],
      ]),
    );
  });

  it('has no tests, no sources, no runs, and nothing that was compiled for Python', () => {
    expect(packed.filter((path) => /^(test|src|reports|bench)\/|__pycache__|\.map$/.test(path))).toEqual([]);
    expect(packed.filter((path) => /^targets\/(?!deploy\/)|(?<!\.d)\.[cm]?ts$/.test(path))).toEqual([]);
  });

  describe('compiled by programs that import it', () => {
    const programs = {
      entries: ['rollcall', 'rollcall/lambda', 'rollcall/node'].map((name) => `import '${name}';`).join('\n'),
      right: `import { rollcall } from 'rollcall/node';\nrollcall((_request, response) => void response.end());`,
      wrong: `import { rollcall } from 'rollcall/node';\nrollcall(1, 2, 3);`,
      library: `import { run, type RunResult } from 'rollcall';
      const { result } = await run('x.yaml', { onEvent: ({ kind }) => kind === 'sample' });
      const whole: RunResult = result;
      const sent: number | undefined = whole.targets[0]?.requests.sent;
      const workload = { kind: 'builtin', call: { ioMs: 1 } } as const;
      const load = [{ name: 'b', kind: 'burst', size: 3 } as const];
      const scenario = { name: 'x', question: 'How many?', workload, targets: [], load };
      await run(scenario, { signal: AbortSignal.timeout(sent ?? 0) });
      // @ts-expect-error: a list is no text
      const text: string = whole.targets;
      // @ts-expect-error: there is no such phase
      await run({ ...scenario, load: [{ name: 'b', kind: 'bursts' }] });`,
    };
    let output: string[];
    beforeAll(async () => {
      const folder = await temporaryDirectory();
      await mkdir(join(folder, 'node_modules'));
      await symlink(packageRoot, join(folder, 'node_modules/rollcall'));
      output = await compiled(folder, programs, '--listFiles');
    });
    const errors = () => output.filter((line) => / error TS\d+: /.test(line));

    it('has the declarations that its exports lead to, and no others', () => {
      const ours = output.filter((file) => file.startsWith(join(packageRoot, 'dist')));
      const declarations = packed.filter((path) => /\.d\.[cm]?ts$/.test(path));
      expect(declarations.toSorted()).toEqual(ours.map((file) => file.slice(packageRoot.length + 1)).toSorted());
      // node.d.ts imports call.d.ts, which imports identity.d.ts; the result of a run is of run-result.d.ts.
      expect(declarations).toEqual(
        expect.arrayContaining(['dist/src/model/identity.d.ts', 'dist/src/model/run-result.d.ts']),
      );
    });

    it('has all declarations that its importers need, who see its types and not `any`; so does a program that runs a scenario', () => {
      // Of all programs, this one alone.
      expect(errors()).toEqual([expect.stringMatching(/^wrong\.ts.*Expected 0-1 arguments, but got 3/)]);
    });
  });
});

describe('rollcall-tag', () => {
  const folder = join(packageRoot, 'packages/rollcall-tag');

  it('is less than 1 MB and depends on nothing', () => {
    const { dependencies, peerDependencies } = JSON.parse(textOf('packages/rollcall-tag/package.json'));
    expect({ dependencies, peerDependencies }).toEqual({});
    expect(rollcallTag?.files.map(({ path }) => path)).toContain('dist/targets/tag/lambda.js');
    expect(rollcallTag?.unpackedSize).toBeLessThan(1e6);
  });

  it('runs and type checks where nothing else is installed', async () => {
    const project = await temporaryDirectory();
    cpSync(folder, join(project, 'node_modules/rollcall-tag'), { recursive: true });
    const program = `
      import { rollcall as tagged } from 'rollcall-tag/lambda';
      import { rollcall } from 'rollcall-tag/node';
      process.stdout.write(typeof tagged + ' ' + typeof rollcall);`;
    expect(execFileSync('node', ['--input-type=module', '-e', program], { cwd: project, encoding: 'utf8' })).toBe(
      'function function',
    );
    const programs = { right: program, wrong: `${program}\nrollcall(1, 2, 3);` };
    expect(await compiled(project, programs)).toEqual([
      expect.stringMatching(/^wrong\.ts.*Expected 0-1 arguments, but got 3/),
    ]);
  });
});

/** What the compiler says of programs in a folder, all declarations checked: its lines. */
async function compiled(
  folder: string,
  programs: Readonly<Record<string, string>>,
  ...extra: readonly string[]
): Promise<string[]> {
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  const files = Object.entries(programs).map(([name, text]) => [`${name}.ts`, text] as const);
  for (const [file, text] of files) await writeFile(join(folder, file), text);
  const types = ['--typeRoots', join(packageRoot, 'node_modules/@types'), '--types', 'node'];
  // Several checkers would check what they share once each.
  const options = [
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    'false',
    '--singleThreaded',
    '--module',
    'nodenext',
    ...types,
  ];
  const compiler = join(packageRoot, 'node_modules/.bin/tsc');
  const { stdout } = spawnSync(compiler, [...options, ...extra, ...files.map(([file]) => file)], {
    cwd: folder,
    encoding: 'utf8',
  });
  return stdout.split('\n').filter(Boolean);
}

it('the README links to every page of docs/', () => {
  const links = linksOf(textOf('README.md'));
  const pages = documents.filter((path) => path.startsWith('docs/'));
  expect(pages).toContain('docs/metrics.md');
  expect(pages.filter((page) => !links.includes(page))).toEqual([]);
});

describe.each(documents)('%s', (document) => {
  const links = linksOf(textOf(document));
  const relative = links.filter((link) => !/^[a-z]+:/.test(link));

  it('links to what is in the package, and to headings that are there', () => {
    const broken = relative.filter((link) => {
      const [path = '', heading] = link.split('#');
      const file = path === '' ? document : posix.normalize(posix.join(posix.dirname(document), path));
      return !packed.includes(file) || (heading !== undefined && !slugsOf(textOf(file)).includes(heading));
    });
    expect(broken).toEqual([]);
  });

  it('links to files of the repository by the address that package.json names', () => {
    const repository = manifest.homepage.replace(/#.*$/, '');
    const own = links.filter((link) => /^https:\/\/github\.com\/[^/]+\/rollcall\//.test(link));
    const broken = own.filter((link) => {
      const path = link.startsWith(`${repository}/blob/main/`) ? link.slice(`${repository}/blob/main/`.length) : '';
      return path === '' || !existsSync(join(packageRoot, path));
    });
    expect(broken).toEqual([]);
  });
});
