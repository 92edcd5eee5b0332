// Settings of the kernel and of cgroups: is there such a file, and may this value be written into it.

import type { Context } from './context.js';
import { isCounterGroup } from './counters.js';
import type * as ast from './generated/ast.js';
import { PAGE_SIZE } from './literals.js';
import { NOT_SET_YET } from './modelled.js';
import type { SourceRange } from './program.js';
import { readCount, readNumber, textOf } from './quantity.js';
import {
  CGROUP_SETTINGS,
  GLOBAL_SETTINGS,
  NO_LIMIT,
  findCgroupSetting,
  findGlobalSetting,
  type Setting,
} from './settings.js';
import { rangeOf } from './sourceRange.js';
import { reportUnknownWord } from './wordChecks.js';

/** A `zswap.*`, `vm.*` or `CGROUP.*` file and the value to write into it; the target as the program names it. */
export function analyseSetting(
  path: string,
  range: SourceRange,
  quantity: ast.Quantity,
  context: Context,
): { readonly target: string; readonly value: number } | undefined {
  const global = findGlobalSetting(path);
  if (global !== undefined) {
    if (NOT_SET_YET.has(path)) {
      context.problems.error('VS0190', range, `${path} changes nothing in this version of the model.`);
      return undefined;
    }
    const value = readSetting(global, quantity, context);
    return value === undefined ? undefined : { target: path, value };
  }
  const [owner = '', ...rest] = path.split('.');
  const group = context.names.find('cgroup', owner);
  const setting = group === undefined ? undefined : findCgroupSetting(rest.join('.'));
  if (group !== undefined && setting !== undefined) {
    group.references.push({ ...range, endLine: range.line, endColumn: range.column + owner.length });
    const value = readSetting(setting, quantity, context);
    return value === undefined ? undefined : { target: `${owner}.${setting.name}`, value };
  }
  const ownerKnown = group !== undefined || isCounterGroup(owner);
  if (!ownerKnown && findCgroupSetting(rest.join('.')) !== undefined) {
    context.names.use('cgroup', owner, { ...range, endColumn: range.column + owner.length });
    return undefined;
  }
  const groups = context.names.known('cgroup');
  const possible = [
    ...GLOBAL_SETTINGS.map(({ name }) => name),
    ...groups.flatMap((name) => CGROUP_SETTINGS.map((each) => `${name}.${each.name}`)),
  ];
  reportUnknownWord('VS0152', 'setting', path, range, possible, context);
  return undefined;
}

/** The value in the unit of the file: bytes, a number, or 0 and 1. */
export function readSetting(setting: Setting, quantity: ast.Quantity, context: Context): number | undefined {
  const range = rangeOf(quantity);
  switch (setting.takes) {
    case 'number':
      return readCount(quantity, { what: setting.name, min: setting.min, max: setting.max }, context);
    case 'switch': {
      const value = new Map([
        ['on', 1],
        ['off', 0],
        ['1', 1],
        ['0', 0],
      ]).get(textOf(quantity));
      if (value === undefined)
        context.problems.error(
          'VS0130',
          range,
          `${setting.name} must be on or off, but here stands "${textOf(quantity)}".`,
          ['on', 'off'],
        );
      return value;
    }
    case 'bytes': {
      if (quantity.word === 'max') return NO_LIMIT;
      const read = readNumber(quantity, context, 'a size such as 4M, or max', setting.name);
      if (read === undefined) return undefined;
      if (read.value >= 0) return Math.min(read.value * (read.unit === 'pages' ? PAGE_SIZE : 1), NO_LIMIT);
      context.problems.error(
        'VS0131',
        range,
        `${setting.name} cannot be negative. Write a size such as 4M, 0, or max.`,
      );
      return undefined;
    }
  }
}
