// Answers an expression or a condition that a person typed, at the kernel's present moment.
import { compileExpression, type Question } from '../scenario/compileExpression.js';
import {
  describeValue,
  evaluate,
  scalar,
  type EvaluationContext,
  type Value,
  type Variables,
} from '../scenario/evaluate.js';
import { checkCondition } from '../scenario/evaluateCondition.js';
import type { Answer, Named } from './recordedRun.js';

type Compiled =
  | { readonly question: Question; readonly problem: undefined }
  | { readonly question: undefined; readonly problem: string };

/** Texts kept compiled: conditions of breakpoints and watches are asked over and over. */
const MOST_COMPILED = 200;

export class Questions {
  readonly #compiled = new Map<string, Compiled>();

  /** Never throws; the first problem of the text is the answer when it has one. */
  ask(run: EvaluationContext, text: string, variables: Variables): Answer {
    const { question, problem } = this.#compile(run, text, variables);
    if (question === undefined) return { text: undefined, problem, holds: undefined };
    if (question.kind === 'value') {
      const found = evaluate(run, question.expression, variables);
      if (found.kind === 'nothing') return { text: undefined, problem: `Nothing: ${found.reason}.`, holds: undefined };
      const number = scalar(found);
      return {
        text: describeValue(run, found),
        problem: undefined,
        holds: number === undefined ? undefined : number !== 0n,
      };
    }
    const { ok, found } = checkCondition(run, question.condition, variables);
    return { text: ok ? `true (${found})` : `false (found ${found})`, problem: undefined, holds: ok };
  }

  /** What `text` names. Never throws. */
  name(run: EvaluationContext, text: string, variables: Variables): Named {
    const { question, problem } = this.#compile(run, text, variables);
    if (question === undefined) return { ...NOTHING, problem };
    if (question.kind === 'condition') return { ...NOTHING, problem: `"${text}" is a condition and names nothing.` };
    const { expression } = question;
    const whole = evaluate(run, expression, variables);
    if (expression.kind !== 'member') return namedBy(run, whole);
    const base = namedBy(run, evaluate(run, expression.of, variables));
    const isOfWord = base.page === undefined || /^(entry|pte|word)$/.test(expression.name);
    return {
      ...namedBy(run, whole),
      ...(isOfWord && base.word !== undefined
        ? { word: { ...base.word, field: base.page === undefined ? expression.name : undefined } }
        : {}),
    };
  }

  #compile(run: EvaluationContext, text: string, variables: Variables): Compiled {
    const known = {
      tasks: run.view
        .tasks()
        .map(({ name, areas }) => ({ name, areas: areas.map((area) => ({ name: area.name, pages: area.pages })) })),
      devices: run.view.devices().map(({ name, max }) => ({ name, pages: max })),
      cgroups: run.names.cgroups,
      variables: Object.keys(variables),
    };
    const key = JSON.stringify([text, known.tasks, known.devices, known.variables]);
    const kept = this.#compiled.get(key);
    if (kept !== undefined) return kept;
    const { value, problems } = compileExpression(text, known);
    const compiled: Compiled =
      value === undefined
        ? { question: undefined, problem: problems[0]?.message ?? `"${text}" is no expression.` }
        : { question: value, problem: undefined };
    const oldest = this.#compiled.keys().next();
    if (this.#compiled.size >= MOST_COMPILED && oldest.done !== true) this.#compiled.delete(oldest.value);
    this.#compiled.set(key, compiled);
    return compiled;
  }
}

const NOTHING: Named = { word: undefined, entry: undefined, page: undefined, number: undefined, problem: undefined };

function namedBy(run: EvaluationContext, value: Value): Named {
  switch (value.kind) {
    case 'word': {
      const { word, format, entry } = value;
      if (word === undefined)
        return { ...NOTHING, entry, problem: `${describeValue(run, value)}: it has no word now.` };
      return { ...NOTHING, entry, word: { word, format, field: undefined } };
    }
    case 'slot':
      return { ...NOTHING, entry: value.entry };
    case 'pages': {
      const [page] = value.pages;
      if (page === undefined) return { ...NOTHING, problem: 'There is no page.' };
      if (value.pages.length > 1) return { ...NOTHING, problem: 'These are several pages: name one.' };
      const word = page.pte === undefined ? undefined : ({ word: page.pte, format: 'pte', field: undefined } as const);
      return { ...NOTHING, page, entry: page.entry, word };
    }
    case 'number':
      return { ...NOTHING, number: value.value };
    case 'nothing':
      return { ...NOTHING, problem: `Nothing: ${value.reason}.` };
    case 'content':
    case 'contentPattern':
    case 'text':
      return NOTHING;
  }
}
