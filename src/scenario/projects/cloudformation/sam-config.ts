import { parse } from 'smol-toml';
import { UserError } from '../../../model/errors.ts';
import { optional } from '../../../model/optional.ts';
import type { ProjectFiles, ProjectSettings } from '../project.ts';
import type { CodeContext } from './functions.ts';
import { mapOf } from './resources.ts';
import { readTemplateText } from './template-text.ts';

/**
 * The settings with what `samconfig.toml` has for the stage: parameters and the region. Those of the user win.
 * Source: docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-config.html
 * @throws {UserError} `project-invalid`
 */
export function withSamConfig(settings: ProjectSettings, { files, folder, notes }: CodeContext): ProjectSettings {
  const found = configIn(files, folder);
  if (found === undefined) return settings;
  const { stage = 'default' } = settings;
  if (settings.stage !== undefined && found.config[stage] === undefined)
    notes.add(`${found.file}: there is no environment ${stage} in it; the template's own values are used`);
  const commands = mapOf(found.config[stage]);
  const parameters = Object.assign(
    {},
    ...['global', 'deploy', 'local_start_api'].map((command) => mapOf(mapOf(commands[command])['parameters'])),
  );
  const { region, parameter_overrides: overrides } = parameters;
  return {
    ...settings,
    ...optional('region', settings.region ?? (typeof region === 'string' ? region : undefined)),
    parameters: { ...overridesOf(overrides), ...settings.parameters },
  };
}

function configIn(files: ProjectFiles, folder: string) {
  for (const name of ['samconfig.toml', 'samconfig.yaml', 'samconfig.yml']) {
    const file = folder === '.' ? name : `${folder}/${name}`;
    const text = files.text(file);
    if (text !== undefined)
      return { file, config: name.endsWith('.toml') ? tomlOf(text, file) : readTemplateText(text, file) };
  }
  return undefined;
}

function tomlOf(text: string, file: string): Readonly<Record<string, unknown>> {
  try {
    return parse(text);
  } catch (cause) {
    const [line = ''] = (cause as Error).message.split('\n');
    throw new UserError('project-invalid', `${file}: ${line}`, { hint: 'correct the file', cause });
  }
}

/** `Stage="dev" Size=2`, a list of such pairs, or `ParameterKey=Stage,ParameterValue=dev`. */
function overridesOf(written: unknown): Record<string, string> {
  const pairs = [written].flat().flatMap((each) => (typeof each === 'string' ? (each.match(pair) ?? []) : []));
  return Object.fromEntries(
    pairs.map((text): [string, string] => {
      const short = text.replace(/^ParameterKey=([^,]+),ParameterValue=/, '$1=');
      const at = short.indexOf('=');
      return [short.slice(0, at), short.slice(at + 1).replace(/^(["'])(.*)\1$/s, '$2')];
    }),
  );
}

const pair = /(?:ParameterKey=[^,\s]+,ParameterValue=|\w+=)(?:"[^"]*"|'[^']*'|\S*)/g;
