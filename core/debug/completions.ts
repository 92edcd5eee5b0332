// What can come next in the debug console: commands, statements, names that are alive at the cursor, functions, fields, kernel functions after `break`, branches.
import type { ModelView } from '../mm/view';
import { FIELDS, FUNCTIONS, type ValueType } from '../scenario/expressionWords';
import { STATEMENTS } from '../scenario/statementWords';
import type { Frame } from '../timeline/moment';
import { BRANCH_COMMANDS, branchCompletions, DELETE_WHAT, type BranchNamed } from './branchCompletions';
import type { Completion, Completions } from './completion';
import type { PseudoSources } from './pseudoSource';
import { QUERIES } from './queries';

/** More than a list shows; the client narrows them as more is typed. */
const MOST = 500;

/** `text` up to the caret. */
export function completionsAt(
  view: ModelView,
  sources: PseudoSources,
  frame: Frame | undefined,
  branches: readonly BranchNamed[],
  text: string,
): Completions {
  const named = branchCompletions(branches, text);
  if (named !== undefined) return named;
  const [head = '', isNamed] = /^\s*branch\s+(?:"[^"]*"|[^:"]*)(:\s*)?/.exec(text) ?? [];
  // The name of a branch that is to begin is a new one.
  if (head !== '' && isNamed === undefined) return { start: text.length, found: [] };
  const { start, found } = lineCompletions(view, sources, frame, text.slice(head.length), head === '');
  return { start: head.length + start, found };
}

function lineCompletions(
  view: ModelView,
  sources: PseudoSources,
  frame: Frame | undefined,
  text: string,
  isWhole: boolean,
): Completions {
  const [typed = ''] = /\w*$/.exec(text) ?? [];
  const before = text.slice(0, text.length - typed.length);
  const lower = typed.toLowerCase();
  const found = candidates(view, sources, frame, before, isWhole).filter(({ label }) =>
    label.toLowerCase().startsWith(lower),
  );
  return { start: before.length, found: found.slice(0, MOST) };
}

function candidates(
  view: ModelView,
  sources: PseudoSources,
  frame: Frame | undefined,
  before: string,
  isWhole: boolean,
): readonly Completion[] {
  if (/\)\.$/.test(before)) return fields(/virtual_table\([^()]*\)\.$/.test(before) ? 'virtualWord' : 'swapWord');
  if (/\]\.$/.test(before)) return fields('page');
  const [, path] = /([A-Za-z_][\w.]*)\.$/.exec(before) ?? [];
  if (path !== undefined) return members(view, path);
  if (/\w:$/.test(before)) return [];
  const names = everything(view, frame);
  const isBreak = /^\s*break\s+$/.test(before);
  if (isBreak)
    return [...Object.keys(sources).map((name) => completion(name, 'function', sources[name]?.file)), ...names];
  if (isWhole && /^\s*delete\s+$/.test(before)) return DELETE_WHAT;
  if (!/^\s*$/.test(before)) return names;
  return [...names, ...(isWhole ? [...COMMANDS, ...BRANCH_COMMANDS] : []), ...TYPABLE];
}

/** After a dotted path: areas of a task, or the next part of a counter's name. */
function members(view: ModelView, path: string): readonly Completion[] {
  const areas = view.tasks().find(({ name }) => name === path)?.areas ?? [];
  const prefix = `${path}.`;
  const next = view
    .counterNames()
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length).split('.', 1)[0] ?? '');
  return [
    ...areas.map(({ name, pages }) => completion(name, 'variable', `area of ${pages} pages`)),
    ...[...new Set(next)].map((name) => completion(name, 'field', 'counter')),
  ];
}

function everything(view: ModelView, frame: Frame | undefined): readonly Completion[] {
  const owners = [...new Set(view.counterNames().map((name) => name.split('.', 1)[0] ?? name))];
  const known = new Set<string>();
  const named = [
    ...Object.keys(frame?.locals ?? {}).map((name) => completion(name, 'variable', 'local of the kernel function')),
    ...view.tasks().map(({ name }) => completion(name, 'variable', 'task')),
    ...view.devices().map(({ name, pages }) => completion(name, 'variable', `swap device of ${pages} slots`)),
    ...owners.map((name) => completion(name, 'module', 'counters')),
  ].filter(({ label }) => !known.has(label) && known.add(label));
  return [
    ...named,
    ...Object.entries(FUNCTIONS).map(([name, { doc }]) => completion(name, 'function', doc)),
    ...QUERIES.map((name) => completion(name, 'function', QUERY_DOCS[name])),
  ];
}

const QUERY_DOCS: Readonly<Record<(typeof QUERIES)[number], string>> = {
  decode: 'A word field by field: decode(swap_table(disk0:1)), decode(0xffff88a000001000, pte).',
  resolve: 'The way of a page from its page table entry to the data and back: resolve(app.heap[0]).',
  who_wrote: 'The last write: its step, kernel function and statement: who_wrote(virtual_table(vswap:512)).',
  when: 'The next step at which it becomes true, and the last one before: when(app.heap[0] is phys).',
};

const COMMANDS: readonly Completion[] = [
  { label: 'break', kind: 'keyword', detail: 'Sets a breakpoint: break virtual_table(vswap:512).tag write' },
  { label: 'breaks', kind: 'keyword', detail: 'Lists the breakpoints that break has set' },
  {
    label: 'delete',
    kind: 'keyword',
    detail: 'Deletes one of them: delete 3, delete all; or a branch: delete branch refused',
  },
];

/** Statements, which begin a branch; of a machine there is one, labels are for programs, and a race cannot be typed, nor its order. */
const TYPABLE = STATEMENTS.filter(({ word }) => !/^(machine|label|race|schedule)$/.test(word)).map(({ word, usage }) =>
  completion(word, 'keyword', usage),
);

function fields(of: ValueType): readonly Completion[] {
  return FIELDS.filter((info) => info.of.includes(of)).map(({ name, doc }) => completion(name, 'field', doc));
}

function completion(label: string, kind: Completion['kind'], detail: string | undefined): Completion {
  return { label, kind, detail };
}
