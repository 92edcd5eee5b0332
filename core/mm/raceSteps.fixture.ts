// What the CPUs of a race do, step by step, by one schedule: whether a window of the facts was met is read off it.
import { boot } from '../kernel/machine';
import { execute } from '../scenario/interpreter';
import { newOutcome } from '../scenario/outcome';
import { programNames } from '../scenario/programNames';
import { raceOf } from '../timeline/startOperation';
import { unroll } from '../timeline/unroll';
import type { KernelName } from '../word/kernelName';
import { KernelView } from './inspect';
import type { RaceCase } from './raceCases.fixture';
import { programOf } from './raceSafety.fixture';
import { run } from './step';

/** Of each CPU, a line a step: `function: text`. Where it waits for another one, a line `(waits) text`. */
export function stepsOfRace(race: RaceCase, kernel: KernelName, seed: number): readonly string[] {
  const program = programOf(race, kernel, seed);
  const k = boot(program.machine);
  const names = programNames(program);
  const context = { k, view: new KernelView(k, names), names, program };
  const told: string[][] = race.cpus.map(() => []);
  for (const { statement, variables } of unroll({ statements: program.statements })) {
    if (statement.kind !== 'race') {
      run(execute(context, statement, variables, newOutcome()));
      continue;
    }
    const racing = raceOf(context, { statement, variables }, newOutcome());
    if (racing === undefined) break;
    for (let next = racing.model.next(); next.done !== true; next = racing.model.next()) {
      told[racing.cpu]?.push(`${k.frame?.name ?? ''}: ${next.value.text}\n`);
      for (const { cpu, waitsAt } of racing.others) if (waitsAt !== undefined) told[cpu]?.push(`(waits) ${waitsAt}\n`);
    }
    break;
  }
  return told.map((lines) => lines.join(''));
}
