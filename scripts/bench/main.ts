// The benchmarks: each figure beside its bar. Absolute figures depend on the machine; compare runs of one process, and ratios.
import { debuggerFigures } from './debugger';
import type { Figure } from './figure';
import { modelFigures } from './model';
import { timelineFigures } from './timeline';

async function measure(): Promise<void> {
  const figures = [...modelFigures(), ...timelineFigures(), ...(await debuggerFigures())];
  if (process.argv.includes('--json')) console.log(JSON.stringify({ figures }, undefined, 2));
  else for (const figure of figures) console.log(line(figure));
}

function line({ name, value, unit, bar, higher }: Figure): string {
  const shown = (n: number): string => (n >= 1000 ? Math.round(n).toLocaleString('en') : n.toFixed(2));
  const start = `${name.padEnd(42)} ${`${shown(value)} ${unit}`.padStart(18)}`;
  if (bar === undefined) return start;
  const isMet = higher ? value >= bar : value <= bar;
  return `${start}   bar ${higher ? '>=' : '<='} ${shown(bar)} ${unit}  ${isMet ? 'met' : 'missed'}`;
}

void measure();
