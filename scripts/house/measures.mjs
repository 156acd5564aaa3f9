import { importsOf, linesOf, walk } from './sources.mjs';

/** Source files per folder, subfolders apart, fullest first. */
export function filesPerFolder(sources) {
  const counts = new Map();
  for (const { folder } of sources) counts.set(folder, (counts.get(folder) ?? 0) + 1);
  return [...counts].map(([folder, files]) => ({ folder, files })).sort((a, b) => b.files - a.files);
}

export const longestFile = (sources) =>
  sources.map(({ path, text }) => ({ path, lines: linesOf(text) })).sort((a, b) => b.lines - a.lines)[0];

/** The longest function, counted as the linter counts: blank lines left out. */
export function longestFunction(sources) {
  let longest = { path: '', line: 0, lines: 0 };
  for (const { path, text, ast } of sources) {
    walk(ast?.body, (node) => {
      if (!/Function/.test(node.type) || typeof node.body?.start !== 'number') return;
      const lines = text
        .slice(node.start, node.end)
        .split('\n')
        .filter((line) => line.trim() !== '').length;
      if (lines > longest.lines) longest = { path, line: linesOf(text.slice(0, node.start)) || 1, lines };
    });
  }
  return longest;
}

/** Groups of files that import one another in a circle (Tarjan's strongly connected components), type-only imports included. */
export function circles(sources) {
  const graph = new Map(sources.map((source) => [source.path, importsOf(source)]));
  const state = { graph, next: 0, stack: [], indexes: new Map(), lows: new Map(), found: [] };
  for (const path of graph.keys()) if (!state.indexes.has(path)) connect(path, state);
  return state.found;
}

function connect(path, state) {
  const { graph, stack, indexes, lows } = state;
  indexes.set(path, state.next);
  lows.set(path, state.next);
  state.next += 1;
  stack.push(path);
  for (const imported of graph.get(path) ?? []) {
    if (!graph.has(imported)) continue;
    if (!indexes.has(imported)) {
      connect(imported, state);
      lows.set(path, Math.min(lows.get(path), lows.get(imported)));
    } else if (stack.includes(imported)) lows.set(path, Math.min(lows.get(path), indexes.get(imported)));
  }
  if (lows.get(path) !== indexes.get(path)) return;
  const circle = stack.splice(stack.indexOf(path));
  if (circle.length > 1) state.found.push(circle.sort());
}
