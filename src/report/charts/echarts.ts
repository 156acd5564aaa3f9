import { BarChart, CustomChart, LineChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { LabelLayout } from 'echarts/features';
import { SVGRenderer } from 'echarts/renderers';

// What our drawings use, and nothing else: the build bundles this file with that part of the library (62 MB with all of it).
use([BarChart, CustomChart, LineChart, GridComponent, LabelLayout, SVGRenderer]);

export { init };
