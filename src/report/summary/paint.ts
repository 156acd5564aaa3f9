type Color = (text: string) => string;

export interface Paint {
  readonly bold: Color;
  readonly green: Color;
  readonly yellow: Color;
  readonly red: Color;
}

/** The 16-color codes, which every terminal theme maps to something legible; none at all without color. */
export function painter(color: boolean): Paint {
  const code =
    (on: number, off: number): Color =>
    (text) =>
      color ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  return { bold: code(1, 22), green: code(32, 39), yellow: code(33, 39), red: code(31, 39) };
}
