import { readFileSync, writeFileSync } from 'node:fs';
import { scenarioJsonSchema } from '../../dist/src/scenario/reading/json-schema.js';
import { tableOf, withTables } from './table.mjs';

// Writes the tables of target kinds in docs/scenario-files.md from the schema of each kind. Run after a build.
const { oneOf: kinds } = scenarioJsonSchema().properties.targets.items;

const table = ({ properties: { kind, name, identity, expect, ...fields }, required }) => {
  const names = new Map();
  for (const [field, schema] of Object.entries(fields)) {
    const rest = `${defaultOf(schema, required.includes(field))} | ${schema.description}`;
    names.set(rest, [...(names.get(rest) ?? []), field]);
  }
  const rows = [...names].map(([rest, alike]) => [alike.map((field) => `\`${field}\``).join(', '), rest]);
  return tableOf([`\`${kind.const}\``, 'default', kind.description], rows);
};

function defaultOf({ description, properties, ...schema }, isRequired) {
  if (isRequired) return 'required';
  if (/\bDefault:/.test(description)) return 'see right';
  const parts = Object.entries(properties ?? {}).filter(([, part]) => part.default !== undefined);
  const inside = Object.fromEntries(parts.map(([key, part]) => [key, part.default]));
  const value = typeof schema.default === 'object' ? { ...schema.default, ...inside } : schema.default;
  if (typeof value !== 'object') return value === undefined ? 'none' : `\`${value}\``;
  const entries = Object.entries(value).map(([key, part]) => `${key}: ${part}`);
  return entries.length === 0 ? 'none' : `\`{ ${entries.join(', ')} }\``;
}

const file = new URL('../../docs/scenario-files.md', import.meta.url);
writeFileSync(file, withTables(readFileSync(file, 'utf8'), 'target kinds', kinds.map(table)));
