import type { Project, ProjectSettings } from '../../../../src/scenario/projects/project.ts';
import { readProject } from '../../../../src/scenario/projects/read-project.ts';

/** `%{` stands for `${`, which the linter takes for a slip of the pen in a text. */
export const withVariables = (text: string): string => text.replaceAll('%{', `${'$'}{`);

/** A project of these files, of which the first is the project file. */
export function projectOf(files: Readonly<Record<string, string>>, settings: Partial<ProjectSettings> = {}): Project {
  const [file = ''] = Object.keys(files);
  const has = (path: string) => Object.keys(files).some((each) => each === path || each.startsWith(`${path}/`));
  const textOf = (text: string | undefined) => (text === undefined ? undefined : withVariables(text));
  const project = readProject({
    ...{ file, shown: file },
    files: { text: (path) => textOf(files[path.replace(/^\.\//, '')]), has: (path) => has(path.replace(/^\.\//, '')) },
    settings: { parameters: {}, environment: {}, ...settings },
  });
  if (project === undefined) throw new Error(`${file} is no project file`);
  return project;
}

/** `GET /items orders http-v2` */
export const routesIn = ({ routes }: Project): string[] =>
  routes.map((route) => `${route.method} ${route.path} ${route.function} ${route.event}`);
