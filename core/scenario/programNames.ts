// The names of a program's tasks, areas, devices and cgroups, each with its place: how the model's numbers and the text's words meet.
import type { ProgramNames } from '../mm/view.js';
import type { Program, Statement } from './program.js';

/** Programs do not change, and their names are asked for after every statement. */
const known = new WeakMap<Program, ProgramNames>();

/** Each name once, in the order of its first mention, inner blocks included. */
export function programNames(program: Program): ProgramNames {
  const names = known.get(program) ?? namesOf(program);
  known.set(program, names);
  return names;
}

function namesOf(program: Program): ProgramNames {
  const tasks = new Set<string>();
  const areas = new Set<string>();
  const devices = new Set(program.machine.devices.map((device) => device.name));
  const visit = (statement: Statement): void => {
    switch (statement.kind) {
      case 'task':
        tasks.add(statement.name);
        break;
      case 'fork':
        tasks.add(statement.child);
        break;
      case 'map':
        areas.add(statement.area);
        break;
      case 'swapon':
        devices.add(statement.device.name);
        break;
      case 'repeat':
      case 'for':
        statement.body.forEach(visit);
        break;
      case 'race':
        for (const block of statement.blocks) block.body.forEach(visit);
        break;
      default:
    }
  };
  program.statements.forEach(visit);
  // After all others: the numbers of those are in words.
  program.typed?.forEach(visit);
  return {
    tasks: [...tasks],
    areas: [...areas],
    devices: [...devices],
    cgroups: program.machine.cgroups.map((cgroup) => cgroup.name),
  };
}
