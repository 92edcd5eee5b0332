// What can be typed at a place of a scenario, best first.

import { FAULT_SITES } from '../analyseFail.js';
import { COMPRESSORS } from '../analyseMachine.js';
import { GLOBAL_SETTINGS, CGROUP_SETTINGS, type Setting } from '../settings.js';
import { LAWS } from '../lawNames.js';
import { DEVICE_OPTIONS, MACHINE_ENTRIES, VSWAP_OPTIONS, ZSWAP_OPTIONS } from '../machineWords.js';
import type { Declaration } from '../names.js';
import { STATEMENTS } from '../statementWords.js';
import { VERBS } from '../verbWords.js';
import type { WordInfo } from '../wordInfo.js';
import { KERNEL_NAMES, KERNEL_SOURCES } from '../../word/kernelName.js';
import type { CursorContext } from './cursorContext.js';
import { explainSetting, explainWord } from './hoverText.js';
import { suggestInExpression } from './expressionSuggestions.js';
import { areasOf, contents, namesOf, values, type Suggestion } from './suggestionLists.js';

/** `atStart`: nothing stands before, so the machine block is still to come. */
export function suggestionsFor(
  context: CursorContext,
  declarations: readonly Declaration[],
  atStart: boolean,
): readonly Suggestion[] {
  const { block, before } = context;
  const last = before[before.length - 1];
  switch (block) {
    case 'machine':
      return last === undefined ? words(MACHINE_ENTRIES) : inMachine(before, last);
    case 'zswap':
      return last === 'compressor' ? values(COMPRESSORS) : words(ZSWAP_OPTIONS);
    case 'vswap':
      return last === 'type' || last === 'size' ? [] : words(VSWAP_OPTIONS);
    case 'device':
      return last === 'discard' ? values(['pages', 'once']) : words(DEVICE_OPTIONS);
    case 'cgroup':
      return settings(CGROUP_SETTINGS);
    case 'race':
      return last === undefined
        ? [{ label: 'cpu', kind: 'statement', detail: 'a block of the race', snippet: 'cpu ${1:0} { $2 }' }]
        : [];
    case 'statements':
      return last === undefined ? atBeginning(declarations, atStart) : inStatement(context, declarations);
  }
}

function atBeginning(declarations: readonly Declaration[], atStart: boolean): readonly Suggestion[] {
  const tasks = namesOf('task', declarations).map(({ label, ...rest }) => ({
    ...rest,
    label: `${label}:`,
    snippet: `${label}: `,
  }));
  return [...tasks, ...words(STATEMENTS.filter(({ word }) => atStart || word !== 'machine'))];
}

function inMachine(before: readonly string[], last: string): readonly Suggestion[] {
  // A comma goes on with the list of the entry before it.
  const entry = last === ',' ? before.findLast((word) => word === 'kernels' || word === 'breaks') : last;
  switch (entry) {
    case 'kernel':
    case 'kernels':
      return KERNEL_NAMES.map((label) => ({ label, kind: 'value', detail: KERNEL_SOURCES[label] }));
    case 'zswap':
      return values(['on', 'off']);
    case 'sysctl':
      return settings(GLOBAL_SETTINGS.filter(({ name }) => name.startsWith('vm.')));
    case 'breaks':
      return values(LAWS);
    case 'cpus':
    case 'memory':
    case 'swap':
    case 'cgroup':
      return [];
    default:
      return words(MACHINE_ENTRIES);
  }
}

function inStatement({ before, word }: CursorContext, declarations: readonly Declaration[]): readonly Suggestion[] {
  const [first = '', second] = before;
  const last = before[before.length - 1] ?? '';
  if (second === ':') return inAction(first, before.slice(2), declarations);
  switch (first) {
    case 'task':
      if (last === 'in') return namesOf('cgroup', declarations);
      return before.length === 1 || last === 'on' || last === 'cpu' ? [] : values(['in', 'on cpu']);
    case 'fork':
      if (before.length === 1) return namesOf('task', declarations);
      return before.length === 2 ? values(['as']) : before.length === 4 ? values(['on cpu']) : [];
    case 'exit':
      return before.length === 1 ? namesOf('task', declarations) : [];
    case 'swapoff':
      return before.length === 1 ? namesOf('device', declarations) : [];
    case 'hibernate':
      if (last === 'on') return namesOf('device', declarations);
      return before.length === 1 ? [] : last === 'pages' ? values(['on']) : values(['pages']);
    case 'reclaim':
    case 'writeback':
      if (last === 'from') return namesOf('cgroup', declarations);
      return before.length === 1 ? [] : last === 'pages' ? values(['from']) : values(['pages']);
    case 'set':
      return before.length === 1 ? [...settings(GLOBAL_SETTINGS), ...groupSettings(declarations)] : [];
    case 'fail':
      return before.length === 1
        ? Object.entries(FAULT_SITES).map(([label, detail]) => ({ label, kind: 'value', detail }))
        : values(['once', 'always']);
    case 'expect':
    case 'print':
      return suggestInExpression(before.slice(1), word, declarations);
    default:
      return [];
  }
}

function inAction(
  task: string,
  before: readonly string[],
  declarations: readonly Declaration[],
): readonly Suggestion[] {
  const [verb] = before;
  const last = before[before.length - 1];
  if (verb === undefined) return words(VERBS);
  if (before.length === 1 && verb !== 'map') return areasOf(task, declarations);
  if (verb === 'map')
    return before.length === 4 || /^\d+[KMGT]$/.test(last ?? '')
      ? values(['huge', 'mthp'])
      : before.length === 3
        ? values(['pages'])
        : [];
  if (last !== undefined && /^(text|random|pattern)$/.test(last)) return values(['seed']);
  return verb === 'write' && last === ']' ? contents() : [];
}

function words(infos: readonly WordInfo[]): readonly Suggestion[] {
  return infos.map((info) => ({
    label: info.word,
    kind: 'statement',
    detail: info.call,
    documentation: explainWord(info),
    snippet: info.snippet,
  }));
}

function settings(list: readonly Setting[], prefix = ''): readonly Suggestion[] {
  return list.map((setting) => ({
    label: prefix + setting.name,
    kind: 'counter',
    detail: setting.file,
    documentation: explainSetting(setting),
  }));
}

function groupSettings(declarations: readonly Declaration[]): readonly Suggestion[] {
  return namesOf('cgroup', declarations).flatMap(({ label }) => settings(CGROUP_SETTINGS, `${label}.`));
}
