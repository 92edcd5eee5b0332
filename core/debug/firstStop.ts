// What is due at the very first statement, where no search comes by.
import { operationAfter } from './position';
import { Judge } from './judge';
import type { Search } from './search';
import { stopAtStatement } from './statementStop';
import type { Stop } from './stop';
import { Watches } from './watches';

/** undefined: nothing stops the run before its first statement. */
export async function firstStop({ run, points, history, control }: Search): Promise<Stop | undefined> {
  const first = await operationAfter(run, undefined, control);
  if (first === undefined) return undefined;
  const judge = new Judge(run, history, control, points);
  return stopAtStatement(
    { run, points, control, judge, watches: new Watches(run, points, control) },
    first,
    undefined,
    [],
    1,
  );
}
