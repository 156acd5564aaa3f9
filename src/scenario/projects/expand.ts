import { posix } from 'node:path';
import { UserError } from '../../model/errors.ts';
import { routeOf } from '../../model/http/api-route.ts';
import { isObject } from '../../model/json/json-object.ts';
import { optional } from '../../model/optional.ts';
import { kindNamed } from '../../target-kinds/target-kinds.ts';
import { fieldOf } from '../reading/expected.ts';
import { alternatives, type Problem, quoted } from '../reading/problem.ts';
import { entriesOf, problem } from '../written.ts';
import type { Project, ProjectFunction } from './project.ts';

interface OpenedProject {
  readonly project: Project;
  /** Folder of the project file, absolute. */
  readonly folder: string;
}

/** Undefined if there is no project file at the path. Throws a `UserError` for one that cannot be read. */
export type OpenProject = (path: string, settings: WrittenSettings) => OpenedProject | undefined;

interface WrittenSettings {
  readonly stage?: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * The data of a scenario with the functions of project files in place of their names: `function: { project: template.yaml, name: Orders }`,
 * or `function: template.yaml` if it has one function, or if the request is on a route of it. Fields of the target win over those of the project.
 */
export function expandProjects(data: unknown, open: OpenProject): { data: unknown; problems: Problem[] } {
  const problems: Problem[] = [];
  if (!isObject(data)) return { data, problems };
  const targets = entriesOf(data, 'targets').map((target, index) => {
    const wanted = wantedOf(fieldOf(target, 'function'));
    if (wanted === undefined || !isObject(target)) return target;
    const complain = (message: string) => problems.push(problem(['targets', index, 'function'], message));
    const found = functionIn(wanted, data['request'], open, complain);
    // Its own problem is enough: nothing else is said about the field.
    return found === undefined ? { ...target, function: wanted.path } : withFunction(target, found);
  });
  return { data: Array.isArray(data['targets']) ? { ...data, targets } : data, problems };
}

interface Wanted extends WrittenSettings {
  readonly path: string;
  readonly name?: string;
}

/** Only a file that may be a project; a folder is the function itself. */
function wantedOf(written: unknown): Wanted | undefined {
  if (typeof written === 'string')
    return /\.(ya?ml|json|template)$/i.test(written) ? { path: written, parameters: {} } : undefined;
  const [project, name, stage] = ['project', 'name', 'stage'].map((key) => fieldOf(written, key));
  if (typeof project !== 'string') return undefined;
  const parameters = fieldOf(written, 'parameters');
  return {
    path: project,
    ...optional('name', typeof name === 'string' ? name : undefined),
    ...optional('stage', typeof stage === 'string' ? stage : undefined),
    parameters: isObject(parameters)
      ? Object.fromEntries(Object.entries(parameters).map(([key, value]) => [key, String(value)]))
      : {},
  };
}

interface ProjectMatch {
  readonly opened: OpenedProject;
  readonly function: ProjectFunction;
}

function functionIn(
  wanted: Wanted,
  request: unknown,
  open: OpenProject,
  complain: (message: string) => void,
): ProjectMatch | undefined {
  try {
    const opened = open(wanted.path, wanted);
    if (opened === undefined) {
      complain(`expected a SAM, CloudFormation, Serverless or CDK project, but ${quoted(wanted.path)} is none`);
      return undefined;
    }
    const { project } = opened;
    const { functions } = project;
    const known = wanted.name ?? (functions.length > 1 ? routedName(project, request) : undefined);
    const named = functions.filter(({ id, settings }) => [id, settings.name, undefined].includes(known));
    const [first] = named;
    if (first === undefined || named.length > 1)
      complain(
        `expected \`name\`: ${alternatives(functions.map(({ id }) => id)) || 'there is no function in this project'}`,
      );
    else if (first.inline !== undefined)
      complain(`${first.id} has its code in the project file; put it into a folder to use it here`);
    else return { opened, function: first };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    complain(error.message);
  }
  return undefined;
}

/** The function of the route that the request of the scenario is on. */
function routedName({ routes }: Project, request: unknown): string | undefined {
  const [method, rawUrl] = [fieldOf(request, 'method') ?? 'GET', fieldOf(request, 'path')];
  return typeof method === 'string' && typeof rawUrl === 'string'
    ? routeOf(routes, { method, rawUrl })?.function
    : undefined;
}

function withFunction(target: Readonly<Record<string, unknown>>, { opened, function: found }: ProjectMatch): object {
  const { folder, project } = opened;
  const { name, directory = '.', handler, runtime, environment, layers, url: _, ...limits } = found.settings;
  const absolute = (path: string) => (posix.isAbsolute(path) ? path : posix.join(folder, path));
  const routes = project.routes.filter((route) => route.function === name).map(({ function: __, ...route }) => route);
  const { memoryMb, timeoutMs, reservedConcurrency, provisionedConcurrency, region, accountId } = limits;
  const ofLambda = {
    ...{ memoryMb, timeoutMs, concurrencyLimit: reservedConcurrency, provisionedConcurrency, region, accountId },
    ...{ layers: layers?.map(absolute), architecture: found.architecture },
  };
  return {
    ...(routes.length > 0 && { event: { kind: 'api', routes } }),
    ...(kindNamed(target['kind'])?.takesLimits && defined(ofLambda)),
    ...target,
    function: defined({
      directory: absolute(directory),
      handler,
      runtime,
      node: fieldOf(target['function'], 'node'),
      python: fieldOf(target['function'], 'python'),
    }),
    environment: { ...environment, ...(isObject(target['environment']) && target['environment']) },
  };
}

const defined = (fields: Readonly<Record<string, unknown>>): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
