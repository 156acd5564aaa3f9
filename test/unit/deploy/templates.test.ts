import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isInModel, typesBesideModel } from './resource-model.ts';
import { templateProblems } from './template-check.ts';

const folder = join(import.meta.dirname, '../../../targets/deploy');
const templates = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

describe('the templates of targets/deploy', () => {
  it('are six', () => {
    expect(templates).toEqual([
      'code-bucket.yaml',
      'event-function.yaml',
      'fargate-server.yaml',
      'fargate-workers.yaml',
      'managed-instances.yaml',
      'web-function.yaml',
    ]);
  });

  it.each(templates)('%s is sound', (name) => {
    expect(templateProblems(readFileSync(join(folder, name), 'utf8'))).toEqual([]);
  });

  it('have no type from the template reference that the installed model knows by now', () => {
    expect(typesBesideModel.filter(isInModel)).toEqual([]);
  });
});
