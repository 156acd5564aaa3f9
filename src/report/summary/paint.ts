type Colour = (text: string) => string;

export interface Paint {
  readonly bold: Colour;
  readonly green: Colour;
  readonly yellow: Colour;
  readonly red: Colour;
}

/** The 16-colour codes, which every terminal theme maps to something legible; none at all without colour. */
export function painter(color: boolean): Paint {
  const code =
    (on: number, off: number): Colour =>
    (text) =>
      color ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  return { bold: code(1, 22), green: code(32, 39), yellow: code(33, 39), red: code(31, 39) };
}
