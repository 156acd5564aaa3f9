/** The script of the live page. Its server has escaped all that was measured. */
const source = new EventSource('events');

/** What has come since the last drawing: a page that is hidden draws nothing, and keeps one text for each place. */
const waiting = new Map<string, string>();

source.addEventListener('parts', ({ data }: MessageEvent<string>) => {
  const { parts, skipped } = JSON.parse(data) as { parts: Record<string, string>; skipped: number };
  if (waiting.size === 0) requestAnimationFrame(draw);
  for (const [id, text] of Object.entries(parts)) waiting.set(id, text);
  if (skipped > 0) waiting.set('live-skipped', `${skipped} drawings were skipped: this browser was slow to take them.`);
});

/** The report has the same address, and is read from its top. */
source.addEventListener('report', () => {
  source.close();
  history.scrollRestoration = 'manual';
  location.reload();
});

source.addEventListener('over', ({ data }: MessageEvent<string>) => end(data));

// No second attempt: another program may get the port, and the address holds the token.
source.addEventListener('error', () => end('The command has ended, or this page cannot reach it.'));

function draw(): void {
  for (const [id, text] of waiting) {
    const place = document.getElementById(id);
    if (place !== null) place.innerHTML = text;
  }
  waiting.clear();
}

function end(words: string): void {
  source.close();
  draw();
  const line = document.createElement('p');
  line.append(Object.assign(document.createElement('strong'), { textContent: words }));
  document.getElementById('live-state')?.replaceChildren(line);
}
