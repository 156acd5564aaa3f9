import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { measuresSchema } from '../../../src/model/measures.ts';
import { comparisonSchema, targetResultSchema } from '../../../src/model/run-result.ts';
import { demandsSchema } from '../../../src/model/schema/demands.ts';
import { projectedSchema } from '../../../src/model/schema/projected.ts';

const text = readFileSync(new URL('../../../docs/metrics.md', import.meta.url), 'utf8');
const [aboutTarget = '', aboutComparison = ''] = text.split('\n## Comparison\n');

interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly oneOf?: readonly Node[];
}

/** Paths of all figures of a schema, such as `environments.list[].busyMs`. */
const leavesOf = (schema: z.ZodType): string[] => leavesBelow(z.toJSONSchema(schema) as Node, '');

function leavesBelow({ properties, items, oneOf }: Node, path: string): string[] {
  if (oneOf) return [...new Set(oneOf.flatMap((node) => leavesBelow(node, path)))];
  if (items) return leavesBelow(items, `${path}[]`);
  if (!properties) return [path];
  return Object.entries(properties).flatMap(([key, node]) => leavesBelow(node, path ? `${path}.${key}` : key));
}

/** First cells of the tables: the paths that are documented. */
const documented = (part: string): string[] =>
  [...part.matchAll(/^\| `([^`]+)` +\|/gm)].flatMap(([, path = '']) => expanded(path));

/** `a.{b,c}` is `a.b` and `a.c`. */
function expanded(path: string): string[] {
  const [whole, names] = path.match(/\{([^}]*)\}/) ?? [];
  if (whole === undefined || names === undefined) return [path];
  return names.split(',').flatMap((name) => expanded(path.replace(whole, name)));
}

describe('docs/metrics.md', () => {
  it('reads braces as documented: a.{b,c}.{d,e} is four paths', () => {
    expect(expanded('a.{b,c}.{d,e}')).toEqual(['a.b.d', 'a.b.e', 'a.c.d', 'a.c.e']);
  });

  it('documents every figure of a target and of its phases once, and none that does not exist', () => {
    const shared = measuresSchema.extend({ demands: demandsSchema, projected: projectedSchema });
    const measures = new Set(leavesOf(shared).map((leaf) => `phases[].${leaf}`));
    const leaves = leavesOf(targetResultSchema).filter((leaf) => !measures.has(leaf));
    expect(leaves.length).toBeGreaterThan(100);
    expect(documented(aboutTarget).sort()).toEqual(leaves.sort());
  });

  it('documents every figure of the comparison once, and none that does not exist', () => {
    expect(documented(aboutComparison).sort()).toEqual(leavesOf(comparisonSchema).sort());
  });

  it('gives unit, formula and source in every row', () => {
    const rows = text.split('\n').filter((line) => line.startsWith('|'));
    expect(rows.length).toBeGreaterThan(80);
    for (const row of rows) expect(row.split('|'), row).toHaveLength('|path|unit|formula|source|'.split('|').length);
  });
});
