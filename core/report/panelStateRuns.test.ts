// Whatever the run, kernel and step: what the panel is sent passes the panel's own check, and shows the same words when the run comes back.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { panelConversation } from '../protocol/panel';
import { check } from '../protocol/schema';
import { parseRecording } from '../recording/parse';
import { recordingProgram } from '../recording/program';
import { compileScenario } from '../scenario/compile';
import type { Program } from '../scenario/program';
import { Timeline } from '../timeline/timeline';
import { stepIndex } from '../word/brand';
import { SessionLook } from './panelStateSession';

const SAMPLES = new URL('../../samples/', import.meta.url);
const STOPS = 6;

const sources = [
  ...readdirSync(SAMPLES).filter((name) => name.endsWith('.vswap')),
  ...readdirSync(new URL('recordings/', SAMPLES))
    .filter((name) => name.endsWith('.rec'))
    .slice(0, 2)
    .map((name) => `recordings/${name}`),
];

function programOf(file: string): Program {
  const text = readFileSync(new URL(file, SAMPLES), 'utf8');
  if (file.endsWith('.vswap')) {
    const { value } = compileScenario(text, file);
    if (value !== undefined) return value;
  } else {
    const { value } = parseRecording(text, file);
    if (value !== undefined) return recordingProgram(value);
  }
  throw new Error(`${file} does not compile`);
}

describe.each(sources)('%s', (file) => {
  test('at every stop, forwards and back', () => {
    const run = new Timeline(programOf(file));
    while (run.recordNext());
    const look = new SessionLook({
      run,
      isMoving: false,
      lastStop: { step: 0, reason: 'step', why: 'Stepped.' },
      furthestCursor: 0,
    });
    const seen = new Map<number, string>();
    const stopAt = (step: number): string => {
      run.seek(stepIndex(step));
      look.stopped();
      const state = look.state();
      const sent: unknown = JSON.parse(JSON.stringify({ kind: 'state', state }));
      expect(check(panelConversation.toView, sent).problems).toEqual([]);
      return JSON.stringify([state?.devices, state?.structures.map(({ bytes }) => bytes)]);
    };
    const steps = Array.from({ length: STOPS + 1 }, (_, i) => Math.floor((run.recordedSteps * i) / STOPS));
    for (const step of steps) seen.set(step, stopAt(step));
    for (const step of [...steps].reverse()) expect(stopAt(step)).toBe(seen.get(step));
  });
});

test('between two writes of one step, where the run still stands afterwards', () => {
  const run = new Timeline(programOf('01-zswap-writeback.vswap'));
  while (run.recordNext());
  const look = new SessionLook({
    run,
    isMoving: false,
    lastStop: { step: 0, reason: 'step', why: 'Stepped.' },
    furthestCursor: 0,
  });
  const writes = Array.from({ length: run.recordedSteps + 1 }, (_, step) => run.moment(stepIndex(step)).write);
  const step = writes.findIndex((write, at) => (writes[at + 1] ?? 0) >= write + 2);
  const middle = (writes[step] ?? 0) + 1;
  run.seek(stepIndex(step));
  look.stopped();
  run.seekWrite(middle);
  look.stopped();
  expect(look.state()).toMatchObject({ changedWords: 1, position: { step } });
  expect(run.write).toBe(middle);
});
