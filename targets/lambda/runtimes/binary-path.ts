import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Where this process finds a program: an environment has a search path of its own. One that is not there keeps its name, and whoever
 * starts it gets the error.
 */
export function binaryPath(name: string, searchPath = process.env['PATH'] ?? ''): string {
  if (name.includes('/')) return name;
  return (
    searchPath
      .split(delimiter)
      .map((folder) => join(folder, name))
      .find(isProgram) ?? name
  );
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
