// Lists of suggestions that statements and expressions share.

import type { Declaration } from '../names.js';
import { CONTENT_WORDS } from './contentWords.js';
import { explainDeclaration } from './hoverText.js';

export interface Suggestion {
  readonly label: string;
  readonly kind:
    'statement' | 'task' | 'area' | 'device' | 'cgroup' | 'variable' | 'function' | 'field' | 'counter' | 'value';
  readonly detail?: string;
  /** Markdown. */
  readonly documentation?: string;
  readonly snippet?: string;
}

/** Areas of a task; of a forked one those of its parent, so all of them when it has none of its own. */
export function areasOf(task: string, declarations: readonly Declaration[]): readonly Suggestion[] {
  const areas = declarations.filter(({ kind }) => kind === 'area');
  const own = areas.filter(({ owner }) => owner === task);
  return unique((own.length > 0 ? own : areas).map(named));
}

export function namesOf(kind: Declaration['kind'], declarations: readonly Declaration[]): readonly Suggestion[] {
  return unique(declarations.filter((each) => each.kind === kind).map(named));
}

export function contents(): readonly Suggestion[] {
  return Object.entries(CONTENT_WORDS)
    .filter(([label]) => label !== 'seed')
    .map(([label, documentation]) => ({
      label,
      kind: 'value',
      documentation,
      snippet: label === 'zero' ? label : label === 'fill' ? 'fill ${1:0xff}' : `${label} seed \${1:1}`,
    }));
}

export function values(labels: readonly string[]): readonly Suggestion[] {
  return labels.map((label) => ({ label, kind: 'value' }));
}

function named(declaration: Declaration): Suggestion {
  return { label: declaration.name, kind: declaration.kind, documentation: explainDeclaration(declaration) };
}

function unique(suggestions: readonly Suggestion[]): readonly Suggestion[] {
  return [...new Map(suggestions.map((each) => [each.label, each])).values()];
}
