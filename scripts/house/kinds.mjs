import { walk } from './sources.mjs';

/**
 * Places outside the home of a family of kinds that decide on one of its kinds: `x.kind === 'poisson'`, `kindOf(x) === 'poisson'`, a case of
 * a switch on a kind, `x.kind.startsWith('lambda-')`, a list of several kinds, and a table with a line for each of several kinds.
 */
export function kindDecisions(sources, families) {
  return sources.flatMap(({ path, text, ast }) => {
    const found = [];
    for (const { family, kinds, homes } of families) {
      if (ast === undefined || homes.some((home) => path.startsWith(home))) continue;
      walk(ast.body, (node) => {
        if (decides(node, new Set(kinds)))
          found.push({ path, line: text.slice(0, node.start).split('\n').length, family });
      });
    }
    return found;
  });
}

function decides(node, kinds) {
  if (node.type === 'BinaryExpression' && /^[!=]==?$/.test(node.operator))
    return [
      [node.left, node.right],
      [node.right, node.left],
    ].some(([subject, value]) => isKind(subject) && kinds.has(value.value));
  if (node.type === 'SwitchStatement')
    return isKind(node.discriminant) && node.cases.some(({ test }) => kinds.has(test?.value));
  if (node.type === 'CallExpression')
    return (
      isKind(node.callee.object) && ['includes', 'startsWith', 'endsWith', 'match'].includes(node.callee.property?.name)
    );
  if (node.type === 'ArrayExpression') return node.elements.filter((element) => kinds.has(element?.value)).length > 1;
  if (node.type !== 'ObjectExpression') return false;
  return node.properties.filter(({ key }) => kinds.has(key?.name ?? key?.value)).length > 2;
}

/** `kind`, `phase.kind`, `target?.kind`, `target['kind']`, `fieldOf(target, 'kind')`, `engineOf(data)`. */
const isKind = (node) => {
  const of = node?.type === 'ChainExpression' ? node.expression : node;
  if (of?.type === 'CallExpression')
    return (
      /^(kind|model|engine|modelKind)Of$/.test(of.callee.name) || of.arguments.some(({ value }) => value === 'kind')
    );
  return of?.name === 'kind' || (of?.property?.name ?? of?.property?.value) === 'kind';
};
