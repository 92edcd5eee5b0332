// Statements in order: what each means as data, and whether it can be carried out where it stands.

import type { AstNode } from 'langium';
import { analyseCondition } from './analyseCondition.js';
import { analyseContent } from './analyseContent.js';
import { analyseIndex, analyseNumber, analyseValue } from './analyseExpression.js';
import { checkPages } from './checkPages.js';
import { analyseDevice } from './analyseDevice.js';
import { analyseSetting } from './analyseSetting.js';
import { analyseFor, analyseRace, analyseRepeat } from './analyseBlock.js';
import { isBroken, requireModelled, type Context, type Place } from './context.js';
import * as ast from './generated/ast.js';
import { analyseFail } from './analyseFail.js';
import { unquote } from './literals.js';
import type { Expression, PageRange, SourceRange, Statement } from './program.js';
import { readCpu, readPages } from './quantity.js';
import { oneLine, rangeOf, rangeOfProperty } from './sourceRange.js';
import { checkFree } from './wordChecks.js';

/** PTEs are 8 bytes a page, so an area of this size costs 128 MiB of simulated page table. */
const MAX_AREA_PAGES = 16 * 1024 * 1024;

export function analyseStatements(
  statements: readonly ast.Statement[],
  place: Place,
  context: Context,
): readonly Statement[] {
  return statements.flatMap((statement) => {
    if (isUnreadable(statement, context)) return [];
    const analysed = analyseStatement(statement, place, context);
    return analysed === undefined ? [] : [analysed];
  });
}

/** Of a block only its first line decides: the rest has lines of its own. */
function isUnreadable(statement: ast.Statement, context: Context): boolean {
  if (ast.isRepeat(statement) || ast.isFor(statement) || ast.isRace(statement) || ast.isMachine(statement))
    return context.brokenLines.has(rangeOf(statement).line);
  return isBroken(statement, context);
}

function analyseStatement(node: ast.Statement, place: Place, context: Context): Statement | undefined {
  const range = rangeOf(node);
  const at = { range, text: oneLine(node, context.source) };
  const { names, problems } = context;
  switch (node.$type) {
    case 'Machine':
      problems.error(
        'VS0154',
        firstLine(range),
        'There is a machine block already. A scenario has one: put the entries into the first.',
      );
      return undefined;
    case 'Stray':
      problems.error(
        'VS0110',
        rangeOfProperty(node, 'token'),
        `A statement cannot begin with ${node.token}. It begins with a word such as task or expect, or with the name of a task and a colon.`,
      );
      return undefined;
    case 'Task': {
      refuseInRace(node, place, 'a task', context);
      const nameRange = rangeOfProperty(node, 'name');
      const cgroup =
        node.cgroup === undefined ? undefined : names.use('cgroup', node.cgroup, rangeOfProperty(node, 'cgroup'))?.name;
      const cpu = readCpu(node.cpu, context);
      declareTask(node.name, nameRange, context);
      return { ...at, kind: 'task', name: node.name, cgroup, cpu: cpu ?? 0 };
    }
    case 'Fork': {
      refuseInRace(node, place, 'a task', context);
      const parent = names.use('task', node.parent, rangeOfProperty(node, 'parent'));
      const cpu = readCpu(node.cpu, context);
      declareTask(node.name, rangeOfProperty(node, 'name'), context);
      if (parent === undefined) names.mute(node.name);
      else if (node.parent !== node.name) names.inherit(node.parent, node.name);
      return { ...at, kind: 'fork', parent: node.parent, child: node.name, cpu };
    }
    case 'Exit': {
      const task = names.use('task', node.task, rangeOfProperty(node, 'task'));
      if (task === undefined) return undefined;
      names.end('task', node.task, undefined, range.line, 'exited');
      for (const loop of context.loops) loop.declared.delete(`task ${node.task}`);
      return { ...at, kind: 'exit', task: node.task };
    }
    case 'Reclaim':
    case 'Writeback': {
      const pages = analyseAmount(node.count, node.$type, context);
      const cgroup =
        node.cgroup === undefined ? undefined : names.use('cgroup', node.cgroup, rangeOfProperty(node, 'cgroup'));
      if (pages === undefined || (node.cgroup !== undefined && cgroup === undefined)) return undefined;
      return { ...at, kind: node.$type === 'Reclaim' ? 'reclaim' : 'writeback', pages, cgroup: node.cgroup };
    }
    case 'Swapon': {
      const device = analyseDevice(node.device, context);
      for (const loop of context.loops)
        loop.declared.set(`device ${node.device.name}`, rangeOfProperty(node.device, 'name'));
      return device === undefined ? undefined : { ...at, kind: 'swapon', device };
    }
    case 'Swapoff': {
      const device = names.use('device', node.device, rangeOfProperty(node, 'device'));
      if (device === undefined) return undefined;
      names.end('device', node.device, undefined, range.line, 'was swapped off');
      for (const loop of context.loops) loop.declared.delete(`device ${node.device}`);
      return requireModelled('swapoff', range, 'swapoff', context)
        ? { ...at, kind: 'swapoff', device: node.device }
        : undefined;
    }
    case 'Hibernate': {
      const pages = analyseAmount(node.count, node.$type, context);
      const device =
        node.device === undefined ? undefined : names.use('device', node.device, rangeOfProperty(node, 'device'));
      if (pages === undefined || (node.device !== undefined && device === undefined)) return undefined;
      return { ...at, kind: 'hibernate', pages, device: node.device };
    }
    case 'Resume':
      return { ...at, kind: 'resume' };
    case 'SetStatement': {
      const setting = analyseSetting(node.path, rangeOfProperty(node, 'path'), node.value, context);
      return setting === undefined ? undefined : { ...at, kind: 'set', ...setting };
    }
    case 'Fail':
      return analyseFail(node, at, context);
    case 'Expect': {
      const condition = analyseCondition(node.condition, context);
      return condition === undefined ? undefined : { ...at, kind: 'expect', condition };
    }
    case 'Label':
      return { ...at, kind: 'label', label: unquote(node.text) };
    case 'Print': {
      const whole: AstNode = node.value;
      const only: AstNode =
        ast.isComparison(whole) && whole.test === undefined && whole.operator === undefined && !whole.all
          ? whole.left
          : whole;
      if (ast.isTextLiteral(only)) return { ...at, kind: 'print', value: unquote(only.text) };
      const value = analyseValue(only, context);
      return value === undefined ? undefined : { ...at, kind: 'print', value: value.expression };
    }
    case 'Repeat':
      return analyseRepeat(node, at, place, context, analyseStatements);
    case 'For':
      return analyseFor(node, at, place, context, analyseStatements);
    case 'Race':
      return analyseRace(node, at, place, context, analyseStatements);
    case 'Action':
      return analyseAction(node, at, context);
  }
}

function analyseAction(
  node: ast.Action,
  at: { readonly range: SourceRange; readonly text: string },
  context: Context,
): Statement | undefined {
  const { names } = context;
  const verb = node.verb;
  const task = names.use('task', node.task, rangeOfProperty(node, 'task'));
  if (task === undefined) {
    if (ast.isMapArea(verb)) names.mute(verb.name);
    return undefined;
  }
  switch (verb.$type) {
    case 'MapArea': {
      const size = readPages(verb.size, { what: `The size of ${verb.name}`, min: 1, max: MAX_AREA_PAGES }, context);
      const range = rangeOfProperty(verb, 'name');
      names.declare({ kind: 'area', name: verb.name, owner: node.task, range, pages: size, values: undefined });
      for (const loop of context.loops) loop.declared.set(`area ${node.task} ${verb.name}`, range);
      const huge = verb.huge ? 'pmd' : verb.mthp ? folioPages(verb, context) : false;
      if (size === undefined || huge === undefined) return undefined;
      if (huge !== false && !requireModelled(huge === 'pmd' ? 'huge' : 'mthp', at.range, 'A large folio', context))
        return undefined;
      return { ...at, kind: 'map', task: node.task, area: verb.name, pages: size, huge };
    }
    case 'Unmap': {
      const area = names.use('area', verb.area, rangeOfProperty(verb, 'area'), node.task);
      if (area === undefined) return undefined;
      names.end('area', verb.area, node.task, at.range.line, 'was unmapped');
      for (const loop of context.loops) loop.declared.delete(`area ${node.task} ${verb.area}`);
      return { ...at, kind: 'unmap', task: node.task, area: verb.area };
    }
    case 'Write': {
      const content = analyseContent(verb.content, context);
      const pages = analysePages(node.task, verb.pages, context);
      if (content === undefined || pages === undefined) return undefined;
      warnWhenTooMuch(pages.first, pages.last, rangeOf(verb.pages), context);
      return { ...at, kind: 'write', pages, content };
    }
    case 'Advice': {
      const pages = analysePages(node.task, verb.pages, context);
      if (pages === undefined) return undefined;
      switch (verb.verb) {
        case 'read':
        case 'pageout':
        case 'free':
        case 'migrate':
        case 'split':
          return { ...at, kind: verb.verb, pages };
        default:
      }
      return requireModelled(verb.verb, at.range, verb.verb, context)
        ? { ...at, kind: 'madvise', advice: verb.verb, pages }
        : undefined;
    }
  }
}

function analysePages(task: string, node: ast.Pages, context: Context): PageRange | undefined {
  const index = node.first === undefined ? undefined : analyseIndex(node.first, node.last, context);
  return checkPages({ task, area: node.area, areaRange: rangeOfProperty(node, 'area'), index }, context);
}

/** The simulated machine does not reclaim by itself when memory is full, so such a write can only fail. */
function warnWhenTooMuch(first: Expression, last: Expression, range: SourceRange, context: Context): void {
  if (first.kind !== 'number' || last.kind !== 'number') return;
  const pages = Number(last.value - first.value) + 1;
  if (pages <= context.memoryPages) return;
  context.problems.warning(
    'VS0135',
    range,
    `This touches ${pages} pages at once, and the machine has ${context.memoryPages} pages of memory. Write fewer, page some out in between, or give the machine more memory.`,
  );
}

/** A folio's size in pages, a power of two from 2 to 256. */
function folioPages(verb: ast.MapArea, context: Context): number | undefined {
  if (verb.foliosize === undefined) return undefined;
  const pages = readPages(verb.foliosize, { what: 'The folio size', min: 2, max: 256 }, context);
  if (pages === undefined || Number.isInteger(Math.log2(pages))) return pages;
  context.problems.error(
    'VS0131',
    rangeOf(verb.foliosize),
    `The folio size must be a power of two: 8K, 16K, 32K up to 1M.`,
  );
  return undefined;
}

function analyseAmount(
  node: ast.Amount,
  statement: 'Reclaim' | 'Writeback' | 'Hibernate',
  context: Context,
): Expression | undefined {
  const value = analyseNumber(node.value, `What ${statement.toLowerCase()} takes`, context);
  if (value?.bounds === undefined || value.bounds.max >= 1) return value?.expression;
  context.problems.error('VS0131', rangeOf(node), `${statement} at least one page.`);
  return undefined;
}

function declareTask(name: string, range: SourceRange, context: Context): void {
  checkFree(name, range, 'task', context);
  context.names.declare({ kind: 'task', name, owner: undefined, range, pages: undefined, values: undefined });
  for (const loop of context.loops) loop.declared.set(`task ${name}`, range);
}

function refuseInRace(node: ast.Statement, place: Place, what: string, context: Context): void {
  if (place !== 'race') return;
  context.problems.error(
    'VS0155',
    rangeOf(node),
    `Inside a race no statement may make ${what}: the blocks run in no certain order. Move it before the race.`,
  );
}

function firstLine(range: SourceRange): SourceRange {
  return range.line === range.endLine
    ? range
    : { line: range.line, column: range.column, endLine: range.line, endColumn: range.column + 'machine'.length };
}
