import { basename, delimiter, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CodePackage } from '../../../src/model/platform/lambda.ts';
import { binaryPath } from './binary-path.ts';
import type { Launch } from './launch.ts';
import { versionOf } from './version-of.ts';

const runtimeDirectory = join(dirname(fileURLToPath(import.meta.url)), 'python');

export interface PythonCode extends CodePackage {
  readonly file: string;
  readonly function: string;
  readonly python?: string;
}

/** Our own runtime for Python 3. It imports the handler by its name, from the task root. */
export function pythonLaunch({ file, function: name, python: given = 'python3', ...pack }: PythonCode): Launch {
  const python = binaryPath(given);
  const { taskRoot = dirname(file), handlerName = `${basename(file, extname(file))}.${name}`, options = [] } = pack;
  const version = versionOf(python, ['-c', asksVersion]);
  const minor = version.split('.').slice(0, 2).join('.');
  return {
    // -u: what it prints is in the log at once, a line that has no end yet as well.
    command: [python, ...options, '-u', join(runtimeDirectory, 'bootstrap.py')],
    file,
    ...{ directory: taskRoot, taskRoot, handlerName, runtimeDirectory },
    binary: python,
    // The layers. The runtime itself puts the task root before them, when it has imported what it needs.
    searchVariables: (opt) => ({
      PYTHONPATH: [`${opt}/python/lib/python${minor}/site-packages`, `${opt}/python`, runtimeDirectory].join(delimiter),
    }),
    // As where the task root is read-only: bytecode that is there is used, and none is left behind.
    variables: { PYTHONDONTWRITEBYTECODE: '1' },
    ...(process.platform === 'linux' && { snapshot: { kind: 'fork' } as const }),
    executionEnvironment: `AWS_Lambda_python${minor}`,
    runtimeVersion: `python:${version}`,
  };
}

/** The bytecode of the runtime is written here, once: environments do not write any, and to compile it would delay each cold start. */
const asksVersion = `import compileall, platform
compileall.compile_dir(${JSON.stringify(runtimeDirectory)}, quiet=2)
print(platform.python_version())`;
