// One scenario on the product and on the reference model: the first statement after which they differ. With compare.fixture.ts the only file here that sees both.
import { availableOf, hintsOf, listsOf } from '../mm/clusterLists.fixture';
import { compiled } from '../timeline/scenario.fixture';
import { Timeline } from '../timeline/timeline';
import { Comparison } from './compare.fixture';
import { boot, runStatement } from './statements.fixture';
import type { Device, Machine } from './state.fixture';
import { LostError } from './swapIn.fixture';

/** As `clusterLists.fixture.ts` writes the lists of a device. */
function listsText({ lists }: Device): string {
  const order = ['nonfull', 'frag', 'full', 'discard', 'free'] as const;
  return order
    .filter((name) => lists[name].length > 0)
    .map((name) => `${name} ${lists[name].map(({ index }) => index).join(' ')}`)
    .join('; ');
}

const hintsText = ({ hints }: Machine): readonly string[] =>
  hints.map((hint) => (hint === undefined ? 'none' : `${hint.device.name}:${hint.offset}`));

/** Runs both; the first statement after which they differ, with all differences. */
export function firstDifference(text: string): string | undefined {
  const program = compiled(text);
  const run = new Timeline(program);
  const m = boot(program.machine);
  const comparison = new Comparison(run, m);
  for (const [line, statement] of program.statements.entries()) {
    run.recordNext();
    try {
      runStatement(m, statement);
    } catch (error) {
      if (error instanceof LostError) return undefined;
      throw error;
    }
    const found = [...comparison.differences()];
    const say = (what: string, actual: unknown, expected: unknown): void => {
      if (String(actual) !== String(expected)) found.push(`${what}: product ${actual}, reference ${expected}`);
    };
    for (const device of m.active)
      say(`lists of ${device.name}`, listsOf(run, device.name, Infinity), listsText(device));
    say('hints', hintsOf(run), hintsText(m));
    say(
      'devices with room',
      availableOf(run),
      m.available.map(({ name }) => name),
    );
    if (found.length > 0)
      return `after statement ${line + 1}, "${statement.text}":\n${found.slice(0, 8).join('\n')}\nin\n${text}`;
  }
  return undefined;
}
