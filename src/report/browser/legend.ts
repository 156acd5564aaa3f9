/** An entry of a legend hides what it names in its figure, and shows it again: parts of time, and lines of one target. */
for (const entry of document.querySelectorAll<HTMLLIElement>('figure .legend > li')) {
  const figure = entry.closest('figure');
  const drawn = figure && drawnBy(entry, figure);
  if (drawn === undefined || drawn === null || drawn.length === 0) continue;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'toggle';
  button.setAttribute('aria-pressed', 'true');
  button.title = 'Hide or show in the drawing';
  button.append(...entry.childNodes);
  button.addEventListener('click', () => {
    const isShown = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', String(isShown));
    for (const element of drawn) element.style.visibility = isShown ? '' : 'hidden';
  });
  entry.append(button);
}

/** One swatch that names a part, or one line that no other entry of the legend shares its color with. */
function drawnBy(entry: Element, figure: Element): SVGElement[] | undefined {
  const [sign, second] = entry.querySelectorAll('.swatch, .line');
  if (sign === undefined || second !== undefined) return undefined;
  const own = [...sign.classList].find((name) => name !== 'swatch' && name !== 'line');
  if (own === undefined || !/^[a-z]+\d?$/.test(own)) return undefined;
  if (sign.classList.contains('swatch'))
    return [...figure.querySelectorAll<SVGElement>(`svg :is(rect, line).${own}, svg [fill="var(--part-${own})"]`)];
  if ((entry.parentElement?.querySelectorAll(`.line.${own}`).length ?? 0) > 1) return undefined;
  return [...figure.querySelectorAll<SVGElement>(`svg :is([stroke="var(--${own})"], [fill="var(--${own})"])`)];
}
