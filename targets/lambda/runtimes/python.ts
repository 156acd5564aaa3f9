import { basename, delimiter, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Launch } from './launch.ts';
import { versionOf } from './version-of.ts';

const runtimeDirectory = dirname(fileURLToPath(import.meta.url));

export interface PythonCode {
  readonly file: string;
  readonly function: string;
  readonly python?: string;
}

/** Our own runtime for Python 3. */
export function pythonLaunch({ file, function: name, python = 'python3' }: PythonCode): Launch {
  const taskRoot = dirname(file);
  const version = versionOf(python, ['-c', 'import platform; print(platform.python_version())']);
  return {
    // -u: what it prints is in the log at once.
    command: [python, '-u', join(runtimeDirectory, 'bootstrap.py'), file, name],
    ...{ directory: taskRoot, taskRoot, runtimeDirectory },
    handlerName: `${basename(file, extname(file))}.${name}`,
    // Lambda's own runtimes, too, name the task root here.
    variables: { PYTHONPATH: [taskRoot, runtimeDirectory].join(delimiter) },
    executionEnvironment: `AWS_Lambda_python${version.split('.').slice(0, 2).join('.')}`,
    runtimeVersion: `python:${version}`,
  };
}
