import { basename } from 'node:path';
import { stringify } from 'yaml';
import { defaultRoute } from '../../model/http/route.ts';
import { optional } from '../../model/optional.ts';
import { codeKinds } from '../../model/platform/code-kinds.ts';
import type { Project, ProjectFunction } from '../projects/project.ts';

/** What `rollcall init` found in a folder. */
export type StartingPoint =
  | { readonly kind: 'project'; readonly file: string; readonly project: Project }
  | { readonly kind: 'function'; readonly directory: string; readonly isJavaScript: boolean }
  | { readonly kind: 'command'; readonly command: readonly string[]; readonly cwd?: string; readonly why: string };

/**
 * A commented scenario for these, in YAML: a burst at a function and at the same in a server, or at a server alone.
 * @param file of the scenario, in its comments
 */
export function firstScenario(folder: string, found: readonly StartingPoint[], file: string): string {
  const subjects = found.map(subjectOf);
  const request = subjects.find(({ path }) => path !== undefined);
  const lines = [
    `# Written by \`rollcall init\`. Check it with \`rollcall check ${file}\`, and run it with \`rollcall run ${file}\`.`,
    `name: ${nameOf(folder)}`,
    'question: How many execution environments does a burst of ten need?',
    '# The request of every target: method, path, headers, body.',
    `request: ${flow({ method: request?.method ?? 'GET', path: request?.path ?? '/' })}`,
    'targets:',
    ...subjects.flatMap(({ comments, targets }) => [
      ...comments.map((line) => `  # ${line}`),
      ...targets.map((target) => `  - ${flow(target)}`),
    ]),
    'load:',
    '  # Ten requests at once. Others: constantRate, poisson, closed; see docs/scenario-files.md.',
    '  - { name: burst-10, kind: burst, size: 10 }',
    "# Conditions on the result, such as 'lambda.latency.p99 < 300 ms'; the exit code is 1 if one fails.",
    'thresholds: []',
  ];
  return `${lines.join('\n')}\n`;
}

interface Subject {
  readonly comments: readonly string[];
  readonly targets: readonly object[];
  readonly method?: string;
  readonly path?: string;
}

function subjectOf(found: StartingPoint): Subject {
  if (found.kind === 'command')
    return {
      comments: [found.why],
      targets: [{ name: 'server', kind: 'server', command: found.command, ...optional('cwd', found.cwd) }],
    };
  if (found.kind === 'function')
    return withTwin({ directory: found.directory }, found.isJavaScript, ['The function of this folder.']);
  return ofProject(found);
}

/** JavaScript also runs in a long-running Node server, which is what the function is compared with. */
const withTwin = (code: object, isJavaScript: boolean, comments: readonly string[]): Subject => ({
  comments: [...comments, ...(isJavaScript ? ['node-server runs the same function in one long-running process.'] : [])],
  targets: [
    { name: 'lambda', kind: 'local-lambda', function: code },
    ...(isJavaScript ? [{ name: 'node', kind: 'node-server', function: code }] : []),
  ],
});

function ofProject({ file, project }: Extract<StartingPoint, { kind: 'project' }>): Subject {
  const usable = project.functions.filter(({ inline }) => inline === undefined);
  const routesOf = ({ settings }: ProjectFunction) =>
    project.routes.filter((route) => route.function === settings.name);
  const plain = (each: ProjectFunction) =>
    routesOf(each).find(({ method, path }) => method !== 'POST' && !path.includes('{'));
  const chosen =
    usable.find((each) => plain(each) !== undefined) ?? usable.find((each) => routesOf(each).length > 0) ?? usable[0];
  if (chosen === undefined) return { comments: [`${file} has no function that a scenario can run.`], targets: [] };
  const route = plain(chosen) ?? routesOf(chosen)[0];
  const others = project.functions.filter((each) => each !== chosen).map(({ id }) => id);
  const comments = [
    `Memory, timeout, variables and routes come from ${file}; a field here wins, such as memoryMb: 512.`,
    ...routesOf(chosen).map(({ method, path }) => `route: ${path === defaultRoute ? path : `${method} ${path}`}`),
    ...(others.length === 0 ? [] : [`Other functions of the project: ${others.join(', ')}.`]),
  ];
  const subject = withTwin({ project: file, name: chosen.id }, hasTwin(chosen), comments);
  return route === undefined ? subject : { ...subject, ...requestOn(route) };
}

/** A server has no layers. */
const hasTwin = ({ settings }: ProjectFunction): boolean =>
  settings.runtime !== undefined && codeKinds[settings.runtime].runsInServer && settings.layers === undefined;

/** A request on a route, with an example in place of each placeholder. */
const requestOn = ({ method, path }: { readonly method: string; readonly path: string }) => ({
  method: method === 'ANY' ? 'GET' : method,
  path: path === defaultRoute ? '/' : path.replace(/\{[^}]*\}/g, '1'),
});

/** On one line. */
const flow = (value: object): string => stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim();

const nameOf = (folder: string): string =>
  basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60) || 'first';
