import { parseEnv } from 'node:util';
import { isObject } from '../../../model/json/json-object.ts';
import { optional } from '../../../model/optional.ts';
import { mapOf } from '../cloudformation/resources.ts';
import { type Stack, stackOf } from '../cloudformation/stack.ts';
import { readTemplateText } from '../cloudformation/template-text.ts';
import { Unknown } from '../cloudformation/unknown.ts';
import { architectureOf, functionSettings } from '../function-settings.ts';
import { Notes, type Project, type ProjectFiles, type ProjectFunction, type ProjectSource } from '../project.ts';
import { RouteList } from '../routes.ts';
import { addEvents } from './events.ts';
import { type LayerPlaces, layersOf } from './layers.ts';
import { functionId, layerId } from './logical-ids.ts';
import { Variables } from './variables.ts';

/**
 * A `serverless.yml` of the Serverless Framework.
 * Source: serverless.com/framework/docs/providers/aws/guide/serverless.yml
 * @throws {UserError} `project-invalid`
 */
export function readService(source: ProjectSource): Project {
  const notes = new Notes();
  const { service, name, provider, stage, variables } = opened(source);
  const functions = functionsOf(variables.resolve(service['functions']));
  const layers = mapOf(variables.resolve(service['layers']));
  const stack = stackOf(templateOf(variables.resolve(service['resources']), functions, layers, `${name}-${stage}`), {
    ...source.settings,
    ...optional('region', typeof provider['region'] === 'string' ? provider['region'] : undefined),
  });
  const context = { notes, stack, provider, prefix: `${name}-${stage}`, layers, files: source.files };
  const packaged = mapOf(variables.resolve(service['package']));
  const running = functions.flatMap(([id, each]) => functionOf(id, each, packaged, context) ?? []);
  const names = running.map(({ id, settings }): [string, string] => [id, settings.name]);
  const routes = new RouteList(new Map(names), notes);
  for (const [id, each] of functions) addEvents(id, each['events'], { provider, routes, notes });
  notePlugins(service['plugins'], notes);
  return { format: 'Serverless service', functions: running, routes: routes.routes, notes: notes.lines };
}

/** They package, deploy or serve a service, which rollcall does itself or does not need. */
const needless =
  /^serverless-(offline|esbuild|webpack|bundle|plugin-typescript|dotenv-plugin|prune-plugin|domain-manager|iam-roles|plugin-warmup|dynamodb|s3-local)/;

function notePlugins(plugins: unknown, notes: Notes): void {
  const names = Array.isArray(plugins) ? plugins : mapOf(plugins)['modules'];
  for (const name of Array.isArray(names) ? names.map(String) : [])
    if (!needless.test(name))
      notes.add(`the plugin ${name} is not run: do its work before the start, such as installing packages`);
}

function opened({ file, shown, files, settings }: ProjectSource) {
  const service = readTemplateText(files.text(file) ?? '', shown);
  const written = mapOf(service['provider']);
  const environment = { ...dotEnv(service, files, settings.stage ?? 'dev'), ...settings.environment };
  const all = { ...settings, environment };
  const first = new Variables({
    service,
    settings: all,
    files,
    stage: settings.stage ?? 'dev',
    region: settings.region ?? 'us-east-1',
  });
  const stage = settings.stage ?? textOf(first.resolve(written['stage'])) ?? 'dev';
  const region = settings.region ?? textOf(first.resolve(written['region'])) ?? 'us-east-1';
  // `--stage` and `--region` win over the file, also where the file refers to itself.
  const own: Written = { ...service, provider: { ...written, stage, region } };
  const variables = new Variables({ service: own, settings: all, files, stage, region });
  const named = variables.resolve(service['service']);
  const name = textOf(named) ?? textOf(mapOf(named)['name']) ?? 'service';
  return { service: own, name, provider: mapOf(variables.resolve(own['provider'])), stage, variables };
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** `useDotenv`: variables of `.env` files, which fill those that the file refers to. Variables of the caller win. */
const dotEnv = (service: Written, files: ProjectFiles, stage: string): Readonly<Record<string, string | undefined>> =>
  service['useDotenv'] === true
    ? Object.assign({}, ...['.env', `.env.${stage}`].map((file) => parseEnv(files.text(file) ?? '')))
    : {};

type Written = Readonly<Record<string, unknown>>;

/** A map, or a list of maps. */
const functionsOf = (written: unknown): [string, Written][] =>
  [written]
    .flat()
    .flatMap((each) => Object.entries(mapOf(each)).map(([id, one]): [string, Written] => [id, mapOf(one)]));

/** The service as the template that the framework makes of it, so that `Ref` and `Fn::GetAtt` find functions and layers. */
function templateOf(resources: unknown, functions: readonly [string, Written][], layers: Written, prefix: string) {
  const written = [resources].flat().map(mapOf);
  const own = (section: string) => Object.assign({}, ...written.map((each) => mapOf(each[section])));
  const ofFunctions = functions.map(([id, each]) => [
    functionId(id),
    { Type: 'AWS::Lambda::Function', Properties: { FunctionName: each['name'] ?? `${prefix}-${id}` } },
  ]);
  const ofLayers = Object.keys(layers).map((id) => [layerId(id), { Type: 'AWS::Lambda::LayerVersion' }]);
  return {
    ...{ Conditions: own('Conditions'), Mappings: own('Mappings'), Parameters: own('Parameters') },
    Resources: { ...own('Resources'), ...Object.fromEntries([...ofFunctions, ...ofLayers]) },
  };
}

interface FunctionContext {
  readonly notes: Notes;
  readonly stack: Stack;
  readonly provider: Written;
  /** Service and stage. */
  readonly prefix: string;
  readonly layers: LayerPlaces;
  readonly files: ProjectSource['files'];
}

/** Defaults of the framework: 1,024 MB and 6 s. */
const defaults = { memorySize: 1024, timeout: 6 };

function functionOf(
  id: string,
  written: Written,
  packaged: Written,
  context: FunctionContext,
): ProjectFunction | undefined {
  const { notes, stack, provider, prefix } = context;
  if (written['image'] !== undefined) {
    notes.add(`${id}: functions in container images cannot run here; it is left out`);
    return undefined;
  }
  const of = (field: string) => stack.values.resolve(written[field] ?? provider[field]);
  const variables = stack.values.resolve({ ...mapOf(provider['environment']), ...mapOf(written['environment']) });
  const url = written['url'];
  const settings = functionSettings(
    {
      ...{ id, name: textOf(written['name']) ?? `${prefix}-${id}`, variables },
      ...{ runtime: of('runtime'), handler: written['handler'] },
      ...{ memory: of('memorySize') ?? defaults.memorySize, timeoutS: of('timeout') ?? defaults.timeout },
      layers: layersOf(id, written['layers'] ?? provider['layers'], context),
      reservedConcurrency: written['reservedConcurrency'],
      provisionedConcurrency: written['provisionedConcurrency'],
      url: isObject(url)
        ? { auth: url['authorizer'] === 'aws_iam' ? 'AWS_IAM' : undefined, invokeMode: url['invokeMode'] }
        : undefined,
    },
    notes,
  );
  if (settings === undefined) return undefined;
  const artifact = mapOf(written['package'])['artifact'] ?? packaged['artifact'];
  if (artifact instanceof Unknown) notes.add(`${id}: its package is not known: ${artifact.what}; its folder is used`);
  const architecture = architectureOf(of('architecture'));
  return { id, architecture, settings: { ...settings, ...stack.place, directory: textOf(artifact) ?? '.' } };
}
