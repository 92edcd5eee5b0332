// The word memory and the timeline: writes, seeks, steps back.
import { WordMemory } from '../../core/memory/wordMemory';
import { compileScenario } from '../../core/scenario/compile';
import { Timeline } from '../../core/timeline/timeline';
import { stepIndex, wordIndex } from '../../core/word/brand';
import { bestRate, p95, scattered, seconds, type Figure } from './figure';

function wordWrites(recording: boolean): number {
  const memory = new WordMemory(recording);
  const next = scattered(1);
  const writes = 500_000;
  return bestRate(8, writes, () => {
    for (let i = 0; i < writes; i++) {
      const random = next();
      memory.write(wordIndex(1 + (random >>> 12)), i, random);
    }
  });
}

/** Ten million writes with a snapshot every 250,000, as a timeline makes them. */
function tenMillionWrites(): WordMemory {
  const memory = new WordMemory();
  const next = scattered(1);
  for (let i = 0; i < 10_000_000; i++) {
    const random = next();
    memory.write(wordIndex(1 + (random >>> 15)), i, random);
    if (i % 250_000 === 0) memory.snapshot();
    if (i % 65_536 === 0) memory.journal.orderNext();
  }
  return memory;
}

function seekP95(memory: WordMemory): number {
  const next = scattered(1);
  const times: number[] = [];
  for (let i = 0; i < 60; i++) {
    const to = next() % 10_000_000;
    times.push(seconds(() => memory.seek(to)) * 1000);
  }
  return p95(times);
}

/** Previous and next write of words all over a timeline of ten million writes, words that were hardly written among them. */
function writeSearchP95(memory: WordMemory): number {
  const { journal } = memory;
  const next = scattered(5);
  const times: number[] = [];
  for (let i = 0; i < 400; i++) {
    const word = i % 4 === 0 ? 2 ** 20 + i : 1 + (next() >>> 15);
    const from = next() % 10_000_000;
    times.push(
      seconds(() => journal.previousWrite(word, from)) * 1000,
      seconds(() => journal.nextWrite(word, from)) * 1000,
    );
  }
  return p95(times);
}

/** One step back after another through a scenario's kernel steps. */
function stepBackP95(): number {
  const text =
    'machine { kernel ste-v1  memory 64M  zswap off  swap disk0 16M }\ntask app\napp: map heap 512 pages\napp: write heap[0..511] random seed 1\napp: pageout heap[0..511]\n';
  const { value } = compileScenario(text, 'bench.vswap');
  if (value === undefined) throw new Error('the benchmark scenario does not compile');
  const timeline = new Timeline(value);
  while (timeline.recordNext());
  const times: number[] = [];
  for (let step = timeline.recordedSteps - 1; step > timeline.recordedSteps - 1500; step--) {
    times.push(
      seconds(() => {
        timeline.seek(stepIndex(step));
        timeline.moment(stepIndex(step));
      }) * 1000,
    );
  }
  return p95(times);
}

export function timelineFigures(): readonly Figure[] {
  const memory = tenMillionWrites();
  return [
    { name: 'word writes, unjournaled', value: wordWrites(false), unit: '/s', bar: 10_000_000, higher: true },
    { name: 'word writes, journaled', value: wordWrites(true), unit: '/s', bar: 10_000_000, higher: true },
    {
      name: 'previous and next write of a word, p95',
      value: writeSearchP95(memory),
      unit: 'ms',
      bar: 5,
      higher: false,
    },
    {
      name: 'bytes a journaled write, order included',
      value: memory.footprint.journal / memory.journal.length,
      unit: 'B',
      bar: 24,
      higher: false,
    },
    { name: 'seek in 10 M writes, p95', value: seekP95(memory), unit: 'ms', bar: 30, higher: false },
    { name: 'step back, p95', value: stepBackP95(), unit: 'ms', bar: 2, higher: false },
  ];
}
