import { posix } from 'node:path';
import { isObject } from '../../../model/json/json-object.ts';
import { optional } from '../../../model/optional.ts';
import { architectureOf, functionSettings, shown } from '../function-settings.ts';
import type { FunctionSettings, InlineCode, Notes, ProjectFiles, ProjectFunction } from '../project.ts';
import { functionName, mapOf, type Resource } from './resources.ts';
import type { Stack } from './stack.ts';
import { Unknown } from './unknown.ts';

export interface CodeContext {
  readonly files: ProjectFiles;
  /** Folder of the template, relative to the project's folder. */
  readonly folder: string;
  readonly notes: Notes;
  /** Path of an asset that CDK names by its key in a bucket. Undefined: none. */
  assetOf(key: string): string | undefined;
}

const functionTypes = ['AWS::Serverless::Function', 'AWS::Lambda::Function'];
const layerTypes = ['AWS::Serverless::LayerVersion', 'AWS::Lambda::LayerVersion'];

export const isFunction = ({ type }: Resource): boolean => functionTypes.includes(type);

/** A function resource with the defaults of the template. Undefined, with a note, if it cannot run here. */
export function functionOf(resource: Resource, stack: Stack, context: CodeContext): ProjectFunction | undefined {
  const { id } = resource;
  const { notes } = context;
  const properties = mapOf(stack.values.resolve(withGlobals(resource, stack)));
  if (properties['PackageType'] === 'Image' || properties['ImageUri'] !== undefined) {
    notes.add(`${id}: functions in container images cannot run here; it is left out`);
    return undefined;
  }
  const variables = mapOf(properties['Environment'])['Variables'];
  const url = properties['FunctionUrlConfig'];
  const settings = functionSettings(
    {
      ...{ id, name: functionName({ ...resource, properties }, stack.values), variables },
      ...{ runtime: properties['Runtime'], handler: properties['Handler'] },
      ...{ memory: properties['MemorySize'], timeoutS: properties['Timeout'] },
      layers: layersOf(properties['Layers'], resource, stack, context),
      reservedConcurrency: properties['ReservedConcurrentExecutions'],
      provisionedConcurrency: mapOf(properties['ProvisionedConcurrencyConfig'])['ProvisionedConcurrentExecutions'],
      url: isObject(url) ? { auth: url['AuthType'], invokeMode: url['InvokeMode'] } : undefined,
    },
    notes,
  );
  if (settings === undefined) return undefined;
  if (properties['FileSystemConfigs'] !== undefined) notes.add(`${id}: its file systems are not mounted`);
  return withCode(resource, properties, { ...settings, ...stack.place }, context);
}

/**
 * Maps are merged, lists are added, and other values of the resource win.
 * Source: docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
 */
function withGlobals({ type, properties }: Resource, { globals }: Stack): unknown {
  return type === 'AWS::Serverless::Function' ? merged(globals['Function'], properties) : properties;
}

function merged(common: unknown, own: unknown): unknown {
  if (Array.isArray(common) && Array.isArray(own)) return [...common, ...own];
  if (!isObject(common) || !isObject(own) || isIntrinsic(common) || isIntrinsic(own)) return own ?? common;
  const keys = [...new Set([...Object.keys(common), ...Object.keys(own)])];
  return Object.fromEntries(keys.map((key) => [key, merged(common[key], own[key])]));
}

const isIntrinsic = (value: object): boolean =>
  Object.keys(value).some((key) => key === 'Ref' || key.startsWith('Fn::'));

function withCode(
  resource: Resource,
  properties: Readonly<Record<string, unknown>>,
  settings: FunctionSettings,
  context: CodeContext,
): ProjectFunction | undefined {
  const { id } = resource;
  const code = properties['Code'];
  const architecture = architectureOf(properties['Architectures']);
  const inline = properties['InlineCode'] ?? mapOf(code)['ZipFile'];
  if (typeof inline === 'string') {
    const isPython = settings.runtime === 'python';
    return { id, architecture, settings: { ...settings, directory: '.' }, inline: inlineCode(inline, isPython) };
  }
  const place = codePlace(resource, 'Code', properties['CodeUri'] ?? code, context);
  if (place === undefined) {
    context.notes.add(
      `${id}: its code is not on this machine (${shown(code ?? properties['CodeUri'])}); it is left out`,
    );
    return undefined;
  }
  const { built, directory } = place;
  const handler = built ? settings.handler : entryHandler(resource, settings.handler, directory, context.files);
  return { id, architecture, settings: { ...settings, ...optional('handler', handler), directory } };
}

/** Lambda names the file of inline code `index`. */
const inlineCode = (text: string, isPython: boolean): InlineCode => ({
  file: isPython ? 'index.py' : 'index.js',
  text,
});

interface CodeLocation {
  readonly directory: string;
  /** `sam build` made it. */
  readonly built: boolean;
}

/**
 * Where code or a layer is: what `sam build` made of it, an asset of CDK, or the folder that the template names.
 * Sources: docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-cli-command-reference-sam-build.html,
 * "aws:asset:path" in docs.aws.amazon.com/cdk/v2/guide/assets.html
 */
function codePlace(
  { id, type, metadata }: Resource,
  property: string,
  code: unknown,
  context: CodeContext,
): CodeLocation | undefined {
  const { files, folder, notes, assetOf } = context;
  const built = posix.join(folder, '.aws-sam/build', id);
  if (type.startsWith('AWS::Serverless::') && files.has(built)) {
    notes.add(`${id}: runs what \`sam build\` made in ${built}; run it again after a change`);
    return { directory: built, built: true };
  }
  const asset = metadata['aws:asset:property'] === property ? metadata['aws:asset:path'] : undefined;
  const key = mapOf(code)['S3Key'];
  const found =
    asset ??
    (typeof key === 'string' ? assetOf(key) : undefined) ??
    code ??
    (type.startsWith('AWS::Serverless::') ? '.' : undefined);
  if (typeof found !== 'string' || found.startsWith('s3://')) return undefined;
  return { directory: posix.isAbsolute(found) ? found : posix.join(folder, found), built: false };
}

/** With esbuild, SAM builds each entry point into a file of its name at the root, which the handler names. */
function entryHandler(
  { metadata }: Resource,
  handler: string | undefined,
  directory: string,
  files: ProjectFiles,
): string | undefined {
  const entries = mapOf(metadata['BuildProperties'])['EntryPoints'];
  const [module, ...names] = handler?.split('.') ?? [];
  if (module === undefined || !Array.isArray(entries)) return handler;
  const endings = ['.js', '.mjs', '.cjs', '.mts', '.ts', '.cts'];
  if (endings.some((ending) => files.has(posix.join(directory, module + ending)))) return handler;
  const entry = entries.map(String).find((each) => posix.parse(each).name === posix.basename(module));
  return entry === undefined
    ? handler
    : [entry.slice(0, entry.length - posix.extname(entry).length), ...names].join('.');
}

/** Folders or archives of its layers. Those that the template does not have are named. */
function layersOf(layers: unknown, { id }: Resource, stack: Stack, context: CodeContext): string[] {
  const byArn = new Map(
    stack.resources
      .filter(({ type }) => layerTypes.includes(type))
      .map((layer): [unknown, Resource] => [stack.values.reference(layer.id), layer]),
  );
  return (Array.isArray(layers) ? layers : []).flatMap((arn: unknown) => {
    const layer = byArn.get(arn);
    const place = layer && layerPlace(layer, stack, context);
    if (place !== undefined) return [place];
    const what = arn instanceof Unknown ? arn.what : (layer?.id ?? String(arn));
    context.notes.add(`${id}: the layer ${what} is not on this machine and is left out`);
    return [];
  });
}

function layerPlace(layer: Resource, { values }: Stack, context: CodeContext): string | undefined {
  const { ContentUri, Content } = layer.properties;
  const place = codePlace(layer, 'Content', values.resolve(ContentUri ?? Content), context);
  if (place === undefined || place.built || layer.metadata['BuildMethod'] === undefined) return place?.directory;
  const isLayer = ['nodejs', 'python', 'bin', 'lib', 'extensions'].some((name) =>
    context.files.has(posix.join(place.directory, name)),
  );
  if (!isLayer) context.notes.add(`${layer.id}: this layer must be built first: run \`sam build\``);
  return place.directory;
}
