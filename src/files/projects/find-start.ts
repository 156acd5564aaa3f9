import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CodeArchives } from '../../launch/code/code-archives.ts';
import { functionCode } from '../../launch/code/function-code.ts';
import { UserError } from '../../model/errors.ts';
import { isObject } from '../../model/json/json-object.ts';
import { codeKinds } from '../../model/platform/code-kinds.ts';
import type { StartingPoint } from '../../scenario/first/first-scenario.ts';
import { findProject, openProject } from './open-project.ts';

/**
 * What in a folder can be under load: a project of another tool, else a function; else the server that package.json or a Dockerfile starts.
 * @param base path of the folder from the scenario file
 * @throws {UserError} `project-invalid`, or `nothing-found`
 */
export async function findStart(folder: string, base: string): Promise<StartingPoint[]> {
  const project = findProject(folder);
  if (project !== undefined) {
    const opened = openProject(project, { parameters: {}, environment: process.env });
    const file = join(base, project.file.replace(/manifest\.json$/, '')).replace(/(.)\/$/, '$1');
    if (opened.functions.length > 0) return [{ kind: 'project', file, project: opened }];
  }
  const server = serverOfPackage(folder) ?? serverOfImage(folder);
  if (server !== undefined) return [{ ...server, ...(base !== '.' && { cwd: base }) }];
  const found = await functionIn(folder, base);
  if (found !== undefined) return [found];
  throw new UserError('nothing-found', `${folder}: there is no function, project or server in this folder`, {
    hint: 'expected template.yaml, serverless.yml, cdk.out, index.mjs, lambda_function.py, bootstrap, or a package.json with a start script; see docs/scenario-files.md',
  });
}

type Server = Extract<StartingPoint, { kind: 'command' }>;

async function functionIn(folder: string, base: string): Promise<StartingPoint | undefined> {
  await using archives = new CodeArchives();
  try {
    const { kind } = await functionCode({ directory: folder }, archives);
    return { kind: 'function', directory: base, isJavaScript: codeKinds[kind].runsInServer };
  } catch (error) {
    if (error instanceof UserError && error.code === 'no-handler') return undefined;
    throw error;
  }
}

/** `npm start` runs a shell that outlives a signal, so that only a plain program is taken. */
function serverOfPackage(folder: string): Server | undefined {
  const file = join(folder, 'package.json');
  const text = textIn(file);
  const manifest = text === undefined ? undefined : parsed(text, file);
  const scripts = isObject(manifest) ? manifest['scripts'] : undefined;
  const start = isObject(scripts) ? scripts['start'] : undefined;
  if (typeof start !== 'string' || !/^node [\w./=-]+( [\w./=-]+)*$/.test(start)) return undefined;
  return {
    kind: 'command',
    command: start.split(' '),
    why: 'The start script of package.json. The server gets its port as PORT.',
  };
}

/** The command of an image, in its JSON form, if it is a program of the image and no handler of Lambda. */
function serverOfImage(folder: string): Server | undefined {
  const text = textIn(join(folder, 'Dockerfile'));
  const command = /^CMD\s+(\[.*\])\s*$/m.exec(text ?? '')?.[1];
  if (text === undefined || command === undefined || /public\.ecr\.aws\/lambda/.test(text)) return undefined;
  const words = parsed(command, join(folder, 'Dockerfile'));
  if (!Array.isArray(words) || words.length === 0) return undefined;
  return {
    kind: 'command',
    command: words.map(String),
    why: 'CMD of the Dockerfile, run on this machine. The server gets its port as PORT.',
  };
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UserError('project-invalid', `${file}: ${(cause as Error).message}`, { hint: 'correct the file', cause });
  }
}

function textIn(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
