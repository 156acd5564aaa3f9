/**
 * Text from outside, made safe for a terminal and visible: control characters (escape sequences among them) and the
 * Unicode controls that reorder text become `\x1b`-like or `\u202e`-like words. Line breaks stay.
 */
export const printable = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, escaped);

/** The same on one line: line breaks become `\\n`. Text that was measured must not move the cursor or break a table. */
export const printableLine = (text: string): string => printable(text).replaceAll('\n', '\\n');

function escaped(character: string): string {
  const code = character.charCodeAt(0);
  return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** JSON in which the same characters are escaped, as JSON itself leaves all but those below U+0020 as they are. */
export const printableJson = (value: unknown, space?: number): string =>
  JSON.stringify(value, null, space).replace(
    /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
