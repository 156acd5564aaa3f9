import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of package.json. */
export const root = join(import.meta.dirname, '../../..');

/** All files below folders of the project, by their paths from its root. */
export const filesIn = (...folders: string[]): string[] =>
  folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name).slice(root.length + 1))
      .filter((path) => !path.includes('node_modules')),
  );
