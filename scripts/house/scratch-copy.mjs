import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What `use` makes of a copy of the project in a temporary folder. The copy is gone afterwards. */
export async function inScratchCopy(root, use) {
  const copy = new ScratchCopy(root);
  try {
    return await use(copy);
  } finally {
    copy.remove();
  }
}

/** A copy in which a kind can be added. */
class ScratchCopy {
  #folder = mkdtempSync(join(tmpdir(), 'rollcall-house-'));
  #edited = [];

  constructor(root) {
    for (const path of listed(root)) cpSync(join(root, path), join(this.#folder, path));
    symlinkSync(join(root, 'node_modules'), join(this.#folder, 'node_modules'));
    this.#git('init', '-q');
    this.#git('add', '-A');
  }

  /** The files that `edit` edits by hand. */
  editing(edit) {
    const before = this.#edited.length;
    edit(this);
    return this.#edited.slice(before);
  }

  read(path) {
    return readFileSync(join(this.#folder, path), 'utf8');
  }

  /** @throws {Error} `before` is not in the file: this script no longer fits the project. */
  edit(path, before, after) {
    const file = join(this.#folder, path);
    const text = before === undefined ? '' : this.read(path);
    if (before !== undefined && !text.includes(before)) throw new Error(`${path} no longer has ${before}`);
    writeFileSync(file, before === undefined ? after : text.replace(before, after));
    this.#edited.push(path);
  }

  add(path, text) {
    this.edit(path, undefined, text);
  }

  /** The files that the compiler does not accept as they are. */
  async compilerErrors() {
    const { stdout } = await this.#run('node_modules/.bin/tsc', ['--noEmit', '--pretty', 'false']);
    return [...new Set([...stdout.matchAll(/^(\S+?)\(\d+,\d+\): error/gm)].map(([, path]) => path))];
  }

  /** Builds the project, and writes what is generated from its kinds. */
  async generate() {
    const { code, stdout, stderr } = await this.#run('npm', ['run', '--silent', 'schemas']);
    if (code !== 0) throw new Error(`npm run schemas failed in the copy:\n${stdout}${stderr}`);
    const changed = this.#git('diff', '--name-only').split('\n').filter(Boolean);
    return changed.filter((path) => !this.#edited.includes(path));
  }

  /** Runs a scenario with the built command. `scenario` may name the URL of a server that counts its requests. */
  async run(scenario, ...options) {
    let received = 0;
    const server = createServer((_, response) => {
      received += 1;
      response.end('{}');
    });
    await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
    const file = join(this.#folder, 'added.yaml');
    const out = join(this.#folder, `out-${options.length}`);
    writeFileSync(file, scenario(`http://127.0.0.1:${server.address().port}`));
    const command = ['dist/src/cli/main.js', 'run', file, '--quiet', '--json', '--out', out, ...options];
    const { code, stdout, stderr } = await this.#run(process.execPath, command);
    server.close();
    const result = code === 0 ? JSON.parse(stdout) : undefined;
    const page = code === 0 ? readFileSync(join(out, 'report.html'), 'utf8') : '';
    return { code, stderr, result, page, received };
  }

  remove() {
    rmSync(this.#folder, { recursive: true });
  }

  #git(...words) {
    return execFileSync('git', words, { cwd: this.#folder, encoding: 'utf8' });
  }

  #run(program, words) {
    const options = { cwd: this.#folder, maxBuffer: 64 * 1024 * 1024 };
    return new Promise((resolve) => {
      execFile(program, words, options, (error, stdout, stderr) => resolve({ code: error?.code ?? 0, stdout, stderr }));
    });
  }
}

const listed = (root) =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter((path) => path !== '' && !path.startsWith('reports/'));
