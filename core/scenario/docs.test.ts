// The manual and the list of messages say what the code says.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  CGROUP_COUNTERS,
  COUNTER_GROUPS,
  DEVICE_COUNTERS,
  TASK_COUNTERS,
  countersOf,
  isCounterGroup,
} from './counters.js';
import { FAULT_SITES } from './analyseFail.js';
import { FUNCTIONS, STATES } from './expressionWords.js';
import { KERNEL_FUNCTIONS } from './kernelFunctions.js';
import { DEVICE_OPTIONS, MACHINE_ENTRIES, VSWAP_OPTIONS, ZSWAP_OPTIONS } from './machineWords.js';
import { CGROUP_SETTINGS, GLOBAL_SETTINGS } from './settings.js';
import { STATEMENTS } from './statementWords.js';
import { VERBS } from './verbWords.js';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const manual = read('../../docs/language.md');

describe('docs/errors.md', () => {
  it('explains every code of the language, and no other', () => {
    const sources = readdirSync(new URL('.', import.meta.url)).filter((name) =>
      /(?<!\.test|\.fixture)\.ts$/.test(name),
    );
    const used = new Set(sources.flatMap((name) => read(`./${name}`).match(/VS01\d\d/g) ?? []));
    const explained = read('../../docs/errors.md').match(/(?<=<a id="vs01\d\d"><\/a>)VS01\d\d/g) ?? [];
    expect([...explained].sort()).toEqual([...used].sort());
  });
});

describe('docs/language.md', () => {
  const usages = [
    ...STATEMENTS,
    ...VERBS,
    ...MACHINE_ENTRIES,
    ...DEVICE_OPTIONS,
    ...ZSWAP_OPTIONS,
    ...VSWAP_OPTIONS,
  ].map(({ usage }) => usage);
  const words = [
    ...Object.keys(STATES),
    ...Object.keys(FUNCTIONS),
    ...Object.keys(FAULT_SITES),
    ...[...GLOBAL_SETTINGS, ...CGROUP_SETTINGS].map(({ name }) => name),
    ...Object.keys(COUNTER_GROUPS).flatMap((group) =>
      isCounterGroup(group) ? countersOf(group).map(({ name }) => `${group}.${name}`) : [],
    ),
    ...[...CGROUP_COUNTERS, ...DEVICE_COUNTERS, ...TASK_COUNTERS].map(({ name }) => name),
  ];

  it('shows every statement and entry as it is written', () => {
    expect(usages.filter((usage) => !manual.includes(usage.replaceAll('|', '\\|')) && !manual.includes(usage))).toEqual(
      [],
    );
  });

  it('names every state, function, setting, counter and place to fail', () => {
    expect(words.filter((word) => !manual.includes(`\`${word}\``))).toEqual([]);
  });
});

describe('hovers', () => {
  it('have a sentence for every kernel function that a statement leads to', () => {
    const named = [
      ...STATEMENTS,
      ...VERBS,
      ...MACHINE_ENTRIES,
      ...DEVICE_OPTIONS,
      ...ZSWAP_OPTIONS,
      ...VSWAP_OPTIONS,
    ].flatMap(({ functions }) => functions);
    expect([...new Set(named)].filter((name) => KERNEL_FUNCTIONS[name] === undefined)).toEqual([]);
    expect(Object.keys(KERNEL_FUNCTIONS).filter((name) => !named.includes(name))).toEqual([]);
  });
});
