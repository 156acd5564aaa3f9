import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../launch/local/program-file.ts';

const manifest = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string };

export const version = manifest.version;
