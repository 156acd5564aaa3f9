import { writeFileSync } from 'node:fs';
import { schemaFiles } from '../dist/src/scenario/json-schema.js';

// The JSON Schemas are generated from the code and kept in the repository, where editors find them. Run after a build.
for (const { path, text } of schemaFiles()) writeFileSync(new URL(`../${path}`, import.meta.url), text);
