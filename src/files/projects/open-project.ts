import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { UserError } from '../../model/errors.ts';
import type { Project, ProjectFiles, ProjectSettings } from '../../scenario/projects/project.ts';
import { isProject, projectFileNames, readProject } from '../../scenario/projects/read-project.ts';
import { reasonOf } from '../read-text.ts';

/** A project file of another tool. */
export interface ProjectFile {
  /** Folder of the project, absolute. */
  readonly folder: string;
  readonly file: string;
  /** As the user named it. */
  readonly shown: string;
}

/**
 * The project file at a path: the file itself, or the first one that is in this folder. Undefined if there is none.
 * @throws {UserError} `project-unreadable`
 */
export function findProject(path: string): ProjectFile | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  const isAt = (file: string): boolean => isProject(textOf(file) ?? '');
  if (!stats.isDirectory()) {
    const file = { folder: resolve(dirname(path)), file: basename(path), shown: path };
    return /\.(?:ya?ml|json|template)$/i.test(path) && isAt(path) ? file : undefined;
  }
  const name = projectFileNames.find((each) => isAt(join(path, each)));
  return name === undefined ? undefined : { folder: resolve(path), file: name, shown: join(path, name) };
}

/**
 * The functions and routes of a project file.
 * @throws {UserError} `project-invalid`
 */
export function openProject({ folder, file, shown }: ProjectFile, settings: ProjectSettings): Project {
  const project = readProject({ file, shown, files: filesIn(folder), settings });
  if (project !== undefined) return project;
  throw new UserError(
    'project-invalid',
    `${shown}: expected a template, a Serverless service or the output of \`cdk synth\``,
  );
}

const filesIn = (folder: string): ProjectFiles => ({
  text: (path) => textOf(resolve(folder, path)),
  has: (path) => existsSync(resolve(folder, path)),
});

/** @throws {UserError} `project-unreadable` for a file that is there and cannot be read. */
function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(code)) return undefined;
    const { what, hint } = reasonOf(error as NodeJS.ErrnoException, {
      one: 'another project file',
      several: 'a file in it',
    });
    throw new UserError('project-unreadable', `${relative('', path)}: ${what}`, { hint, cause: error });
  }
}
