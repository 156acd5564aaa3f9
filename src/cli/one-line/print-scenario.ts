import { Document, isMap, isSeq } from 'yaml';
import { replaceFields, scenarioSecretFields } from '../../scenario/secrets/secret-fields.ts';
import { secretsOfField } from '../../scenario/secrets/secret-values.ts';

/**
 * The scenario file that a command line stands for. Secrets of headers, variables and URLs are not printed: a `${NAME}` stands for each. The
 * body is printed as it was given.
 */
export function scenarioText(scenario: unknown): string {
  const { shown, names } = withoutSecrets(scenario);
  const document = new Document(shown, { aliasDuplicateObjects: false });
  // One line for each target and phase.
  for (const list of ['targets', 'load']) {
    const node = document.get(list);
    if (isSeq(node)) for (const item of node.items) if (isMap(item)) item.flow = true;
  }
  const request = document.get('request');
  if (isMap(request)) request.flow = true;
  const notes = names.map((name) => `# Set ${name} in the environment: its value is not printed.\n`).join('');
  return `${notes}${document.toString({ lineWidth: 0, flowCollectionPadding: true })}`;
}

function withoutSecrets(scenario: unknown): { readonly shown: unknown; readonly names: readonly string[] } {
  const names: string[] = [];
  const nameFor = (key: string) => {
    const name = key.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_');
    const unused = names.includes(name) ? `${name}_${names.length + 1}` : name;
    names.push(unused);
    return `\${${unused}}`;
  };
  const shown = replaceFields(scenario, scenarioSecretFields, (value, path, holds) => {
    // A `${NAME}` of the user's own is no secret yet.
    if (typeof value !== 'string' || holds === 'body' || value.includes('${')) return value;
    const key = String(path.at(-1));
    return secretsOfField(holds, key, value).secrets.some(({ text }) => text !== '') ? nameFor(key) : value;
  });
  return { shown, names };
}
