import { readFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';

/** As Node decides it: by the extension, else by `type` of the nearest package.json. */
export async function moduleFormat(file: string): Promise<'cjs' | 'esm'> {
  const extension = extname(file);
  if (/^\.[cm]/.test(extension)) return extension.startsWith('.m') ? 'esm' : 'cjs';
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const manifest = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined);
    if (manifest !== undefined) return /"type"\s*:\s*"module"/.test(manifest) ? 'esm' : 'cjs';
    if (folder === dirname(folder)) return 'cjs';
  }
}
