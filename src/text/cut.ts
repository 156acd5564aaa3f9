/** The beginning of a text that has no room. By characters, not by halves of them. */
export function cut(text: string, most: number): string {
  const characters = [...text.slice(0, 2 * most + 2)];
  return characters.length > most ? `${characters.slice(0, most).join('')}…` : text;
}

/** Its end. */
export function cutFront(text: string, most: number): string {
  const characters = [...text.slice(-2 * most - 2)];
  return characters.length > most ? `…${characters.slice(-most).join('')}` : text;
}
