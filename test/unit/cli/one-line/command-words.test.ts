import { expect, it } from 'vitest';
import { commandWords } from '../../../../src/cli/one-line/command-words.ts';

it.each([
  ['node dist/server.js', ['node', 'dist/server.js']],
  ['  node   server.js  ', ['node', 'server.js']],
  [`sh -c 'exec node "a b.js"'`, ['sh', '-c', 'exec node "a b.js"']],
  [String.raw`node "a \"b\".js" c\ d`, ['node', 'a "b".js', 'c d']],
  [`env A='1'"2"3 ''`, ['env', 'A=123', '']],
  [`python3 -m http.server $PORT | cat`, ['python3', '-m', 'http.server', '$PORT', '|', 'cat']],
])('%s', (text, words) => {
  expect(commandWords(text)).toEqual(words);
});

it.each(['', '   ', `node 'server.js`, 'node "server.js', 'node \\'])('%j is no command', (text) => {
  expect(commandWords(text)).toBeUndefined();
});
