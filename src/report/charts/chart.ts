import type { BarSeriesOption, CustomSeriesOption, LineSeriesOption } from 'echarts/charts';
import type { GridComponentOption } from 'echarts/components';
import type { ComposeOption } from 'echarts/core';
import { optional } from '../../model/optional.ts';
import { escapeHtml, type Markup, trusted } from '../page/markup.ts';

export type ChartOption = ComposeOption<BarSeriesOption | CustomSeriesOption | LineSeriesOption | GridComponentOption>;

interface Frame {
  readonly width: number;
  readonly height: number;
  /** What the drawing shows, for who cannot see it. */
  readonly label: string;
  /** All over the drawing the nearest mark is pointed at: of curves, whose marks are small. */
  readonly nearest?: true;
  /** Shown on hovering, by series and by item. */
  readonly titles?: readonly (readonly string[])[];
}

/**
 * A drawing as SVG markup that scales with the page and takes its colors from the style sheet (`var(--...)`). One that is too wide for
 * a phone is there twice, and the style sheet shows one of them.
 */
export type Draw = (option: ChartOption, frame: Frame) => Markup;

/** Loaded only when a page is rendered: even the part of the charting library that we use takes its time. */
export async function loadCharts(): Promise<Draw> {
  const { init } = await import('./echarts.ts');
  const draw = (option: ChartOption, frame: Frame, look: string): string => {
    const { width, height } = frame;
    const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
    try {
      chart.setOption({ animation: false, textStyle: { fontFamily: 'inherit' }, ...option });
      return cleaned(chart.renderToSVGString(), frame, look);
    } finally {
      // A chart that is not disposed of keeps the process alive.
      chart.dispose();
    }
  };
  return (option, frame) => {
    if (frame.width <= phoneWidth) return trusted(draw(option, frame, 'chart'));
    const narrow = { ...frame, width: phoneWidth, height: Math.max(frame.height, phoneHeight) };
    return trusted(draw(option, frame, 'chart full') + draw(narrowed(option), narrow, 'chart narrow'));
  };
}

/** On a screen 390 px wide a drawing has about 330: texts of 12 px stay as large as they are. */
const [phoneWidth, phoneHeight] = [350, 300];

/** Fewer labels below, and none over another. */
function narrowed({ xAxis, ...option }: ChartOption): ChartOption {
  if (xAxis === undefined || Array.isArray(xAxis)) return { ...option, ...optional('xAxis', xAxis) };
  const few = { splitNumber: 3, axisLabel: { ...xAxis.axisLabel, hideOverlap: true } };
  return { ...option, xAxis: { ...xAxis, ...few } as typeof xAxis };
}

/**
 * The library's own marks on each item become its title. Texts have their color from the style sheet. Its rules for hovering go, and so do clips: nothing is drawn
 * beyond the axes, and their ids differ from one rendering to the next. Inside of tags only: texts have no `<`.
 */
function cleaned(svg: string, { width, height, label, nearest, titles }: Frame, look: string): string {
  const root = `<svg class="${look}${nearest ? ' near' : ''}" role="img" aria-label="${escapeHtml(label)}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" xmlns="http://www.w3.org/2000/svg">`;
  return svg
    .replace(/<(style|defs)[^>]*>[\s\S]*?<\/\1>/g, '')
    .replace(/<path ([^>]*)><\/path>/g, (whole, attributes: string) => {
      const [, series, item] = /ecmeta_series_index="(\d+)" ecmeta_data_index="(\d+)"/.exec(attributes) ?? [];
      const title = titles?.[Number(series)]?.[Number(item)];
      return title === undefined ? whole : `<path ${attributes}><title>${escapeHtml(title)}</title></path>`;
    })
    .replace(/<(?:path|text|g|rect) [^>]*>/g, (tag) =>
      tag.replace(/ (?:ecmeta_\w+|class|pointer-events|clip-path)="[^"]*"/g, ''),
    )
    .replace(/(<text [^>]*) fill="var\(--(\w+)\)"/g, (_, text: string, color: string) =>
      color === 'ink' ? `${text} class="ink"` : text,
    )
    .replace(/<rect [^>]*fill="none"[^>]*><\/rect>\n?/, '')
    .replace(/<svg [^>]*>/, () => root);
}
