import { readFileSync, writeFileSync } from 'node:fs';
import { schemaFiles } from '../../dist/src/scenario/reading/json-schema.js';

// The JSON Schemas are generated from the code and kept in the repository, where editors find them. Run after a build, and after the
// version of the package has changed, which is in their ids.
const release = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
for (const { path, text } of schemaFiles(release)) writeFileSync(new URL(`../../${path}`, import.meta.url), text);
