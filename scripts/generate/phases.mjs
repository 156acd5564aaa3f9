import { readFileSync, writeFileSync } from 'node:fs';
import { tableOf, withTables } from './table.mjs';

// Makes the tables of phases in docs/scenario-files.md from the schema of scenarios, which is made from the modules in src/load/kinds.

const common = ['name', 'targets', 'kind'];

/** A table for each kind of phase: its fields, their defaults and what they are. */
function phaseTable({ properties, required }) {
  const fields = Object.entries(properties).filter(([name]) => !common.includes(name));
  const rows = fields.map(([name, field]) => {
    const isRequired = required.includes(name) && field.default === undefined;
    return [`\`${name}\``, isRequired ? 'required' : defaultOf(field), field.description];
  });
  return tableOf([`\`${properties.kind.const}\``, 'default', properties.kind.description], rows);
}

const defaultOf = ({ default: value }) =>
  value === undefined || value === Number.MAX_SAFE_INTEGER ? 'none' : `\`${value}\``;

/** The document with its tables of phases generated again. */
export const withPhaseTables = (text, scenarioSchema) =>
  withTables(text, 'phases', scenarioSchema.properties.load.items.oneOf.map(phaseTable));

if (process.argv[1] === import.meta.filename) {
  const root = new URL('../../', import.meta.url);
  const file = new URL('docs/scenario-files.md', root);
  // Only here: the tests use the source.
  const { scenarioJsonSchema } = await import('../../dist/src/scenario/reading/json-schema.js');
  const schema = scenarioJsonSchema();
  writeFileSync(file, withPhaseTables(readFileSync(file, 'utf8'), schema));
}
