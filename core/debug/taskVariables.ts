// The tasks as variables: their areas, and the state and page table entry of every page.
import type { AreaView, ModelView, PageView, TaskView } from '../mm/view';
import type { KernelName } from '../word/kernelName';
import { slotName } from './slotName';
import { children, namedChildren, numberText, variable, type Children, type Variable } from './variable';
import { wordVariable } from './wordVariable';

export function taskVariables(view: ModelView, kernel: KernelName): Children {
  const tasks = view.tasks();
  return namedChildren(tasks.length, () => tasks.map((task) => taskVariable(view, kernel, task)));
}

function taskVariable(view: ModelView, kernel: KernelName, task: TaskView): Variable {
  const cgroup = task.cgroup ?? 'none';
  return variable(task.name, `pid ${task.pid}, CPU ${task.cpu}, cgroup ${cgroup}`, {
    type: 'struct task_struct',
    children: namedChildren(3 + task.areas.length, (hex) => [
      variable('pid', numberText(task.pid, hex), { type: 'pid_t' }),
      variable('cpu', numberText(task.cpu, hex), { type: 'int' }),
      variable('cgroup', cgroup),
      ...task.areas.map((area) => areaVariable(view, kernel, task, area)),
    ]),
  });
}

function areaVariable(view: ModelView, kernel: KernelName, task: TaskView, area: AreaView): Variable {
  const range = area.pages === 0 ? 'empty' : `${area.pages} pages from 0x${area.start.toString(16)}`;
  return variable(area.name, range, {
    type: 'struct vm_area_struct',
    children: children(
      0,
      () => [],
      area.pages,
      (start, count) => Array.from({ length: count }, (_, i) => pageOf(view, kernel, task.name, area.name, start + i)),
    ),
  });
}

function pageOf(view: ModelView, kernel: KernelName, task: string, area: string, index: number): Variable {
  const page = view.page(task, area, index);
  return page === undefined ? variable(`[${index}]`, 'no such page') : pageVariable(`[${index}]`, view, kernel, page);
}

/** One page: its state in the scenario's words, and below it what the page table says. */
export function pageVariable(name: string, view: ModelView, kernel: KernelName, page: PageView): Variable {
  const slot = page.entry === undefined ? undefined : slotName(view, page.entry);
  const members: readonly Variable[] = [
    variable('address', `0x${page.address.toString(16)}`, { type: 'unsigned long' }),
    ...(page.pte === undefined
      ? [variable('pte', 'no page table')]
      : [wordVariable('pte', view, page.pte, 'pte', kernel)]),
    ...(slot === undefined ? [] : [variable('entry', slot, { type: 'swp_entry_t', expression: slot })]),
    ...(page.folio === undefined
      ? []
      : [
          variable('folio', `0x${view.address(page.folio).toString(16)}`, {
            type: 'struct folio *',
            address: view.address(page.folio),
          }),
        ]),
  ];
  const place = `${page.task}.${page.area}[${page.page}]`;
  const state = page.device === undefined ? page.state : `${page.state} on ${page.device}`;
  return variable(name, slot === undefined ? state : `${state}, ${slot}`, {
    expression: place,
    place: page.pte === undefined ? undefined : place,
    address: page.pte === undefined ? undefined : view.address(page.pte.index),
    children: namedChildren(members.length, () => members),
  });
}
