import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, join, relative } from 'node:path';
import type { ImportedModule, ImportRecord } from '../../model/platform/imports.ts';
import type { LambdaCode } from '../../model/platform/lambda.ts';
import { moduleFormat } from '../code/module-format.ts';
import { programFile } from '../local/program-file.ts';
import { type ImportPlace, importFailed, importProcess } from './import-process.ts';

type NodeCode = Extract<LambdaCode, { readonly handler: object }>;

/** By `targets/imports/trace`, in the Node that runs the function. */
export async function nodeImports(code: NodeCode, place: ImportPlace): Promise<ImportRecord> {
  const { file, export: name } = code.handler;
  const { taskRoot = dirname(file), handlerName = `${basename(file, extname(file))}.${name}`, node } = code;
  const result = join(place.scratch, 'imports.json');
  const printed = await importProcess(
    {
      command: [
        node ?? process.execPath,
        programFile('targets/imports/trace', '.cjs'),
        ...[file, result, await moduleFormat(file), ...(place.layers === undefined ? [] : [place.layers])],
      ],
      directory: taskRoot,
      handlerName,
      variables: {},
    },
    place,
  );
  const record = await readRecord(result);
  if (record === undefined) throw importFailed(handlerName, printed, 'it ended the process');
  if (record.error !== undefined) throw importFailed(handlerName, record.error, record.error);
  return withShortNames(record, taskRoot);
}

/** Undefined if the process ended before the import did. */
async function readRecord(file: string): Promise<ImportRecord | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  return text === undefined ? undefined : (JSON.parse(text) as ImportRecord);
}

/** `index.mjs`, `lodash/map.js`. Where two copies of a package would have one name, both keep their paths. */
function withShortNames({ modules, outsideMs }: ImportRecord, taskRoot: string): ImportRecord {
  const short = new Map(modules.map(({ name }) => [name, shortName(name, taskRoot)]));
  const uses = new Map<string, number>();
  for (const name of short.values()) uses.set(name, (uses.get(name) ?? 0) + 1);
  const nameOf = (path: string): string => {
    const name = short.get(path) ?? path;
    return uses.get(name) === 1 ? name : relativeTo(taskRoot, path);
  };
  return {
    modules: modules.map(
      ({ name, parent, selfMs }): ImportedModule => ({
        name: nameOf(name),
        selfMs,
        ...(parent !== undefined && { parent: nameOf(parent) }),
      }),
    ),
    outsideMs,
  };
}

function shortName(path: string, taskRoot: string): string {
  const at = path.lastIndexOf('/node_modules/');
  return at >= 0 ? path.slice(at + '/node_modules/'.length) : relativeTo(taskRoot, path);
}

function relativeTo(taskRoot: string, path: string): string {
  const way = relative(taskRoot, path);
  return path.startsWith('/') && !way.startsWith('..') ? way : path;
}
