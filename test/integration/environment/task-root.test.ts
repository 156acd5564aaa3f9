import { cp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { allGone, eventually, temporaryDirectory } from '../rollcall.ts';
import { fixture, LocalLambda, LocalProgram } from './local-lambda.ts';
import { hasNamespaces, withoutNamespaces } from './unprivileged.ts';

/** A function in a folder that a test may write into. */
async function writingFunction(): Promise<string> {
  const folder = await temporaryDirectory();
  await cp(fixture('writes.mjs'), join(folder, 'index.mjs'));
  return folder;
}

it.runIf(hasNamespaces)('a function cannot write into its own folder, but into its temporary one', async () => {
  const folder = await writingFunction();
  await using local = await LocalLambda.start([folder, '--name', 'writes']);
  const { answer } = await local.invoke();
  expect(answer).toMatchObject({ taskRoot: 'EROFS', relative: 'EROFS', temporary: 'written', cwd: folder });
  // It is who it would be without, and its process the one that the platform knows: a kill reaches it.
  expect(answer.user).toBe(process.getuid?.());
  expect(await readdir(folder)).toEqual(['index.mjs']);
  await local.stop();
  expect(await eventually(() => allGone([answer.pid]))).toBe(true);
});

it('--task-root writable lets it', async () => {
  const folder = await writingFunction();
  await using local = await LocalLambda.start([folder, '--name', 'writes', '--task-root', 'writable']);
  expect((await local.invoke()).answer).toMatchObject({ taskRoot: 'written', relative: 'written' });
});

it('where no namespace can be made it can, too, and its log says why, once', async () => {
  const [folder, logs] = [await writingFunction(), await temporaryDirectory()];
  await using local = await LocalProgram.start(
    [folder, '--name', 'writes', '--log-dir', logs],
    await withoutNamespaces(),
  );
  expect((await local.invoke()).answer).toMatchObject({ taskRoot: 'written', temporary: 'written' });
  await local.stop();
  const log = await readFile(join(logs, 'writes.log'), 'utf8');
  const why = `the task root ${folder} is writable, which it is not in Lambda: no mount namespace can be made: unshare: unshare failed: Operation not permitted\n`;
  expect(log.split(why)).toHaveLength(2);
});

it('a folder that holds the temporary files of environments stays writable', async () => {
  const file = join(tmpdir(), `rollcall-test-${process.pid}.mjs`);
  await cp(fixture('writes.mjs'), file);
  try {
    await using local = await LocalLambda.start([file, '--name', 'writes']);
    // That of the command, which is in the machine's.
    const why = new RegExp(`the folder for temporary files, ${tmpdir()}/\\S+, is inside of it`);
    expect(await eventually(() => why.test(local.stderr))).toBe(true);
  } finally {
    await rm(file);
  }
});
