/**
 * Node runs a single file when it makes a snapshot, and gives it no `exports`, which compiled files expect. So this one is no TypeScript,
 * and runs the compiled `snapshot.cjs` beside it.
 */
const { readFileSync } = require('node:fs');

// Node warns of each of its modules that it has not tried in snapshots: of these two in vain.
const [print] = process.listeners('warning');
process.removeAllListeners('warning');
process.on('warning', (warning) => {
  if (!/built-in module "node:(vm|module)"/.test(warning.message)) print(warning);
});
// Errors of an init have stacks, as everywhere.
Error.stackTraceLimit = 10;
const { compileFunction } = require('node:vm');

const file = `${__dirname}/snapshot.cjs`;
const names = ['exports', 'require', '__filename', '__dirname'];
compileFunction(readFileSync(file, 'utf8'), names, { filename: file })({}, require, file, __dirname);
