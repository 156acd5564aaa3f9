import { posix } from 'node:path';
import { urlSettings } from '../function-settings.ts';
import { Notes, type Project, type ProjectFunction, type ProjectSettings, type ProjectSource } from '../project.ts';
import { RouteList } from '../routes.ts';
import { type CodeContext, functionOf, isFunction } from './functions.ts';
import { functionIn } from './integration.ts';
import { addRoutes } from './routes.ts';
import { withSamConfig } from './sam-config.ts';
import { type Stack, stackOf } from './stack.ts';
import { readTemplateText } from './template-text.ts';

/**
 * A template of AWS SAM or CloudFormation.
 * @throws {UserError} `project-invalid`
 */
export function readTemplate({ file, shown, files, settings }: ProjectSource): Project {
  const template = readTemplateText(files.text(file) ?? '', shown);
  const notes = new Notes();
  const context = { files, folder: posix.dirname(file), notes, assetOf: () => undefined };
  const isSam = /AWS::Serverless-/.test(JSON.stringify(template['Transform'] ?? ''));
  const { functions, routes } = projectOf(template, withSamConfig(settings, context), context);
  return { format: isSam ? 'AWS SAM template' : 'CloudFormation template', functions, routes, notes: notes.lines };
}

export function projectOf(
  template: Readonly<Record<string, unknown>>,
  settings: Omit<ProjectSettings, 'environment'>,
  context: CodeContext,
): Pick<Project, 'functions' | 'routes'> {
  const stack = stackOf(template, settings);
  const functions = stack.resources
    .filter(isFunction)
    .flatMap((resource) => functionOf(resource, stack, context) ?? [])
    .map((each) => withUrl(each, stack));
  const names = functions.flatMap(({ id, settings: { name } }): [string, string][] => [
    [id, name],
    [name, name],
  ]);
  const routes = new RouteList(new Map(names), context.notes);
  addRoutes(stack, routes, context);
  noteUnread(stack, context);
  return { functions, routes: routes.routes };
}

/** The URL of a function is a resource of its own in CloudFormation. */
function withUrl(project: ProjectFunction, { resources, values }: Stack): ProjectFunction {
  const { settings } = project;
  const url = resources.find(({ type, properties }) => {
    const target = type === 'AWS::Lambda::Url' ? values.text(properties['TargetFunctionArn']) : undefined;
    return typeof target === 'string' && (functionIn(target) ?? target) === settings.name;
  });
  if (url === undefined) return project;
  const { AuthType: auth, InvokeMode: invokeMode } = url.properties;
  return { ...project, settings: { ...settings, url: urlSettings({ auth, invokeMode }) } };
}

/** Resources that hold more functions or routes, which are not read. */
function noteUnread({ resources }: Stack, { notes }: CodeContext): void {
  for (const { id, type } of resources) {
    if (/^AWS::(Serverless::Application|CloudFormation::Stack)$/.test(type))
      notes.add(`${id}: functions of nested applications and stacks are not read; name their template instead`);
    if (type === 'AWS::ElasticLoadBalancingV2::TargetGroup' || id.startsWith('Fn::ForEach::'))
      notes.add(`${id}: ${id.startsWith('Fn::') ? 'loops are' : 'target groups of load balancers are'} not read`);
  }
}
