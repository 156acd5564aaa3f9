import { posix } from 'node:path';
import { UserError } from '../../../model/errors.ts';
import { isObject } from '../../../model/json/json-object.ts';
import { optional } from '../../../model/optional.ts';
import { mapOf } from '../cloudformation/resources.ts';
import { projectOf } from '../cloudformation/template.ts';
import { readTemplateText } from '../cloudformation/template-text.ts';
import { Notes, type Project, type ProjectFiles, type ProjectSource } from '../project.ts';

/**
 * The output of `cdk synth`: all stacks of an assembly and of the assemblies in it.
 * Source: docs.aws.amazon.com/cdk/api/v2/docs/cloud-assembly-schema-readme.html
 * @throws {UserError} `project-invalid`
 */
export function readAssembly({ file, shown, files, settings }: ProjectSource): Project {
  const notes = new Notes();
  const stacks = stacksIn(posix.dirname(file), files, shown);
  if (stacks.length === 0)
    throw new UserError('project-invalid', `${shown}: there is no stack in this assembly`, { hint: 'run `cdk synth`' });
  const projects = stacks.map(({ folder, template, place }) => {
    const assets = assetsIn(folder, files);
    const context = { files, folder, notes, assetOf: (key: string) => assets.get(posix.parse(key).name) };
    const path = posix.join(folder, template);
    return projectOf(
      readTemplateText(files.text(path) ?? '', path),
      { ...settings, region: settings.region ?? place.region, accountId: settings.accountId ?? place.accountId },
      context,
    );
  });
  return {
    format: 'CDK assembly',
    functions: projects.flatMap(({ functions }) => functions),
    routes: projects.flatMap(({ routes }) => routes),
    notes: notes.lines,
  };
}

interface StackFile {
  readonly folder: string;
  readonly template: string;
  readonly place: { readonly region?: string; readonly accountId?: string };
}

function stacksIn(folder: string, files: ProjectFiles, shown: string): StackFile[] {
  const manifest = manifestIn(folder, files, shown);
  return Object.values(mapOf(manifest['artifacts'])).flatMap((artifact): StackFile[] => {
    const { type, environment, properties } = mapOf(artifact);
    const { templateFile, directoryName } = mapOf(properties);
    if (type === 'cdk:cloud-assembly') return stacksIn(posix.join(folder, String(directoryName)), files, shown);
    if (type !== 'aws:cloudformation:stack') return [];
    return [{ folder, template: String(templateFile), place: placeOf(String(environment)) }];
  });
}

function manifestIn(folder: string, files: ProjectFiles, shown: string): Readonly<Record<string, unknown>> {
  const text = files.text(posix.join(folder, 'manifest.json'));
  if (text === undefined)
    throw new UserError('project-invalid', `${shown}: there is no manifest.json in ${folder}`, {
      hint: 'run `cdk synth`',
    });
  return readTemplateText(text, posix.join(folder, 'manifest.json'));
}

/** `aws://123456789012/eu-west-1`; a stack for any account has `unknown-account` and `unknown-region`. */
function placeOf(environment: string): StackFile['place'] {
  const [, accountId, region] = /^aws:\/\/([^/]+)\/(.+)$/.exec(environment) ?? [];
  return {
    ...optional('region', region === 'unknown-region' ? undefined : region),
    ...optional('accountId', accountId === 'unknown-account' ? undefined : accountId),
  };
}

/** Source paths by hash: functions name them by their keys in the bucket where metadata is turned off. */
function assetsIn(folder: string, files: ProjectFiles): ReadonlyMap<string, string> {
  const artifacts = Object.values(mapOf(manifestIn(folder, files, folder)['artifacts'])).map(mapOf);
  const manifests = artifacts
    .filter(({ type }) => type === 'cdk:asset-manifest')
    .map(({ properties }) => String(mapOf(properties)['file']));
  const found = manifests.flatMap((file) => {
    const text = files.text(posix.join(folder, file));
    return text === undefined ? [] : Object.entries(mapOf(readTemplateText(text, file)['files']));
  });
  return new Map(
    found.flatMap(([hash, asset]): [string, string][] => {
      const source = isObject(asset) ? mapOf(asset['source'])['path'] : undefined;
      return typeof source === 'string' ? [[hash, source]] : [];
    }),
  );
}
