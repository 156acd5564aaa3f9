import { basename, dirname, extname } from 'node:path';
import type { ImportedModule, ImportRecord } from '../../model/platform/imports.ts';
import type { LambdaCode } from '../../model/platform/lambda.ts';
import { type ImportPlace, importFailed, importProcess } from './import-process.ts';

type PythonCode = Extract<LambdaCode, { readonly kind: 'python' }>;

/**
 * By `-X importtime` of Python itself.
 * Source: docs.python.org/3/using/cmdline.html#cmdoption-X
 */
export async function pythonImports(code: PythonCode, place: ImportPlace): Promise<ImportRecord> {
  const { file, python = 'python3' } = code;
  const { taskRoot = dirname(file), handlerName = `${basename(file, extname(file))}.${code.function}` } = code;
  const module = handlerName.slice(0, handlerName.lastIndexOf('.')).replaceAll('/', '.');
  const printed = await importProcess(
    {
      command: [python, '-X', 'importtime', '-c', importsAsTheService, module, taskRoot, ...layerArguments(place)],
      directory: taskRoot,
      handlerName,
      // As where the task root is read-only: bytecode that is there is used, and none is left behind.
      variables: { PYTHONDONTWRITEBYTECODE: '1' },
    },
    place,
  );
  const record = recordOf(printed);
  if (record === undefined) throw importFailed(handlerName, printed, 'it ended the process');
  return record;
}

const begins = 'rollcall: the import begins';
const ends = 'rollcall: the import has ended';

const layerArguments = ({ layers }: ImportPlace): string[] => (layers === undefined ? [] : [layers]);

/** With the search path of the runtime. `__import__`, as `-X importtime` does not see `importlib.import_module`. */
const importsAsTheService = `
import os, site, sys
module, root, *layers = sys.argv[1:]
version = "python%d.%d" % sys.version_info[:2]
folders = [root, *(layer + part for layer in layers for part in ("/python/lib/" + version + "/site-packages", "/python"))]
sys.path[:1] = folders
for folder in folders:
    site.addsitedir(folder)
print("${begins}", file=sys.stderr, flush=True)
__import__(module)
print("${ends}", file=sys.stderr, flush=True)
os._exit(0)
`;

interface Line {
  readonly depth: number;
  readonly name: string;
  readonly selfUs: number;
}

/**
 * What Python printed, in which a module comes after those that it imports, two spaces less indented:
 * `import time:   self [us] |  cumulative | imported package`. Undefined if the import did not end.
 */
export function recordOf(printed: string): ImportRecord | undefined {
  const [, during] = printed.split(`${begins}\n`);
  const [measured, after] = during?.split(`${ends}\n`) ?? [];
  if (measured === undefined || after === undefined) return undefined;
  const modules: ImportedModule[] = [];
  const importers: string[] = [];
  // Backwards, so that each importer comes before what it imports.
  for (const { depth, name, selfUs } of measured.split('\n').flatMap(lineOf).toReversed()) {
    importers[depth] = name;
    const parent = depth === 0 ? undefined : importers[depth - 1];
    modules.push({ name, selfMs: selfUs / 1000, ...(parent !== undefined && { parent }) });
  }
  return { modules: modules.toReversed(), outsideMs: 0 };
}

function lineOf(text: string): Line[] {
  const [, selfUs, indent, name] = /^import time:\s+(\d+) \|\s+\d+ \| ((?: {2})*)(\S+)\s*$/.exec(text) ?? [];
  if (selfUs === undefined || indent === undefined || name === undefined) return [];
  return [{ depth: indent.length / 2, name, selfUs: Number(selfUs) }];
}
