/**
 * A program and its arguments as a shell would divide them: at spaces, with quotes and backslashes. Nothing else of a shell: `$`, `|` and `*`
 * are plain characters.
 * @returns undefined if there is no word, or a quote is not closed
 */
export function commandWords(text: string): string[] | undefined {
  const words: string[] = [];
  let [at, word]: [number, string | undefined] = [0, undefined];
  while (at < text.length) {
    const [part = '', space, single, double, escaped, plain] = piece(text, at);
    if (part === '') return undefined;
    at += part.length;
    if (space !== undefined) {
      if (word !== undefined) words.push(word);
      word = undefined;
      continue;
    }
    word = (word ?? '') + (single ?? double?.replaceAll(/\\(["\\])/g, '$1') ?? escaped ?? plain ?? '');
  }
  if (word !== undefined) words.push(word);
  return words.length === 0 ? undefined : words;
}

const pieces = /(\s+)|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\]+)/sy;

function piece(text: string, at: number): readonly (string | undefined)[] {
  pieces.lastIndex = at;
  return pieces.exec(text) ?? [];
}
