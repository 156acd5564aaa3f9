import { basename, delimiter, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CodePackage } from '../../../src/model/lambda.ts';
import { binaryPath } from './binary-path.ts';
import type { Launch } from './launch.ts';
import { versionOf } from './version-of.ts';

const runtimeDirectory = dirname(fileURLToPath(import.meta.url));

export interface PythonCode extends CodePackage {
  readonly file: string;
  readonly function: string;
  readonly python?: string;
}

/** Our own runtime for Python 3. */
export function pythonLaunch({ file, function: name, python: given = 'python3', ...pack }: PythonCode): Launch {
  const python = binaryPath(given);
  const { taskRoot = dirname(file), handlerName = `${basename(file, extname(file))}.${name}` } = pack;
  const version = versionOf(python, ['-c', 'import platform; print(platform.python_version())']);
  const minor = version.split('.').slice(0, 2).join('.');
  return {
    // -u: what it prints is in the log at once.
    command: [python, '-u', join(runtimeDirectory, 'bootstrap.py'), file, name],
    ...{ directory: taskRoot, taskRoot, handlerName, runtimeDirectory },
    binary: python,
    // In the order of Lambda's `sys.path`: the task root, the layers, the runtime.
    libraryPath: (opt) => ({
      PYTHONPATH: [taskRoot, `${opt}/python/lib/python${minor}/site-packages`, `${opt}/python`, runtimeDirectory].join(
        delimiter,
      ),
    }),
    variables: {
      // As where the task root is read-only: bytecode that is there is used, and none is left behind.
      PYTHONDONTWRITEBYTECODE: '1',
    },
    executionEnvironment: `AWS_Lambda_python${minor}`,
    runtimeVersion: `python:${version}`,
  };
}
