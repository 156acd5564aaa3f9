import { once } from 'node:events';
import { startRollcall } from '../rollcall.ts';

/** `rollcall local` with `--json`, and what its ready line says. Whoever started it stops it. */
export async function readyLocal<Ready>(...args: string[]) {
  const { child, ended, stderr } = startRollcall('local', ...args, '--json');
  let stdout = '';
  child.stdout.on('data', (text) => {
    stdout += text;
  });
  const closed = ended.then((ending) => {
    if (!stdout.includes('\n')) throw new Error(`it ended before it was ready: ${ending.stderr}`);
  });
  while (!stdout.includes('\n')) await Promise.race([once(child.stdout, 'data'), closed]);
  closed.catch(() => {});
  return { child, ended, stderr, ready: JSON.parse(stdout) as Ready };
}
