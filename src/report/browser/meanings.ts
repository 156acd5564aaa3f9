/** What the table of all metrics at the end of the page says of each: formula, unit, source. */
const meanings = new Map(
  [...document.querySelectorAll<HTMLElement>('#numbers tr [data-of]')].map((metric) => {
    const [unit, formula, source] = [...(metric.closest('tr')?.querySelectorAll('td') ?? [])].map(
      ({ textContent }) => textContent,
    );
    const parts = [formula, unit && `in ${unit}`, source && `source: ${source}`];
    return [metric.dataset['of'], parts.filter(Boolean).join('; ')];
  }),
);

/** On a line of its own; nothing for a metric that is not in the table. The longest end of the path that is in there counts. */
export function meaningOf(metric = ''): string {
  const steps = metric
    .replace(/\.percentiles\.p[\d.]+$/, '.percentiles')
    .replace(/\.\d+(?=\.|$)/g, '[]')
    .split('.');
  const ends = steps.map((_, index) => meanings.get(steps.slice(index).join('.')));
  const meaning = ends.find((end) => end !== undefined);
  return meaning ? `\n${meaning}` : '';
}
