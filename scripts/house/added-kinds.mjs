import { addedPhase } from './added-phase.mjs';
import { addedTarget } from './added-target.mjs';
import { inScratchCopy } from './scratch-copy.mjs';

const generatedFiles = ['docs/scenario-files.md', 'scenarios/scenario.schema.json', 'docs/result.schema.json'];

/** Adds one kind of each family to a copy of the project, and says which files that takes and what is wrong with it. */
export const addKinds = (root) => inScratchCopy(root, addTo);

async function addTo(copy) {
  const kinds = [addedPhase, addedTarget].map((kind) => ({ ...kind, files: new Set(), wrong: [] }));
  for (const kind of kinds) editFor(kind, copy, kind.begin);
  const named = await copy.compilerErrors();
  for (const { compilerNames, wrong } of kinds)
    if (!named.includes(compilerNames)) wrong.push(`the compiler does not name ${compilerNames}`);
  for (const kind of kinds) editFor(kind, copy, kind.finish);
  await withoutFacts(kinds, copy);
  const generated = await copy.generate();
  const words = kinds.map(({ family }) => `A ${family} that was added in a copy.`);
  for (const [n, { wrong }] of kinds.entries())
    for (const path of generatedFiles)
      if (!generated.includes(path) || (!path.startsWith('docs/result') && !copy.read(path).includes(words[n])))
        wrong.push(`${path} does not have it`);
  for (const kind of kinds) kind.wrong.push(...wrongWith(kind, await copy.run(kind.scenario, ...kind.options)));
  return kinds.map(({ family, most, files, wrong }) => ({ family, most, files: [...files], wrong }));
}

const leftOut = '  // A fact is left out here.\n';

/** The compiler must miss each fact that is left out. */
async function withoutFacts(kinds, copy) {
  for (const { fact } of kinds) copy.edit(fact.path, fact.line, leftOut);
  const named = await copy.compilerErrors();
  for (const { fact, wrong } of kinds) {
    if (!named.includes(fact.path)) wrong.push(`it compiles without${fact.line.trimEnd()}`);
    copy.edit(fact.path, leftOut, fact.line);
  }
}

function editFor({ files }, copy, edit) {
  for (const path of copy.editing(edit)) files.add(path);
}

function wrongWith({ figures }, ran) {
  if (ran.result === undefined) return [`a run with it ends with ${ran.code}: ${ran.stderr}`];
  return figures(ran)
    .filter(([, got, wanted]) => got !== wanted)
    .map(([name, got, wanted]) => `${name}: ${got}, not ${wanted}`);
}
