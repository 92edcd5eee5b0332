// Random scenarios with races: neighbouring statements of a story become the blocks of one, with turns of any length.
import fc from 'fast-check';

export interface RaceDraw {
  /** How many statements stand between two races. */
  readonly apart: number;
  readonly turns: readonly (readonly [cpu: number, steps: number])[];
}

export const raceDraws: fc.Arbitrary<RaceDraw> = fc.record({
  apart: fc.nat(3),
  turns: fc.array(fc.tuple(fc.nat(1), fc.integer({ min: 1, max: 60 })), { maxLength: 10 }),
});

/** Statements that may stand in any order. */
const ANY_ORDER = /^(t\d+: (write|read|pageout|free|willneed|migrate|split)|reclaim|writeback)\b/;

/** `text`: of a story, whose machine has two CPUs. */
export function withRaces(text: string, { apart, turns }: RaceDraw): string {
  const lines = text.split('\n');
  const out: string[] = [];
  let since = apart;
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? '';
    const next = lines[i + 1] ?? '';
    if (since < apart || !ANY_ORDER.test(line) || !ANY_ORDER.test(next)) {
      out.push(line);
      since++;
      continue;
    }
    const schedule =
      turns.length === 0 ? '' : `; schedule ${turns.map(([cpu, steps]) => `${cpu}:${steps}`).join(', ')}`;
    out.push(`race { cpu 0 { ${line} }; cpu 1 { ${next} }${schedule} }`);
    i++;
    since = 0;
  }
  return out.join('\n');
}
