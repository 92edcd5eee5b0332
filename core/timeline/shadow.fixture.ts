// What every page of every task must hold, kept beside a run in the plainest way, and the comparison with what the run's words say.
import { contentHigh, contentLow } from '../content/content';
import { evaluate, type Value } from '../scenario/evaluate';
import type { Finding } from '../scenario/outcome';
import type { Expression, SourceRange } from '../scenario/program';
import type { Effect } from './story.fixture';
import type { Timeline } from './timeline';

const NOWHERE: SourceRange = { line: 1, column: 0, endLine: 1, endColumn: 0 };

interface Id {
  readonly lo: number;
  readonly hi: number;
}
const ZERO: Id = { lo: 0, hi: 0 };

interface Page extends Id {
  /** It may have lost what it holds: MADV_FREE. */
  readonly isLazy: boolean;
}

export class Shadow {
  /** Pages written since they were mapped or freed, by task; tasks without an area are absent. */
  readonly #tasks = new Map<string, Map<number, Page>>();

  /** `findings`: of the statement; memory that ran out says at which page the statement stopped. */
  apply(effect: Effect, findings: readonly Finding[]): void {
    switch (effect.kind) {
      case 'none':
        return;
      case 'map':
        this.#tasks.set(effect.task, new Map());
        return;
      case 'unmap':
      case 'exit':
        this.#tasks.delete(effect.task);
        return;
      case 'fork': {
        const pages = this.#tasks.get(effect.parent);
        if (pages !== undefined) this.#tasks.set(effect.child, new Map(pages));
        return;
      }
      case 'free':
        for (let page = effect.first; page <= effect.last; page++) this.#tasks.get(effect.task)?.delete(page);
        return;
      case 'lazyfree': {
        const pages = this.#tasks.get(effect.task);
        for (let page = effect.first; page <= effect.last; page++) {
          const held = pages?.get(page);
          if (held !== undefined) pages?.set(page, { ...held, isLazy: true });
        }
        return;
      }
      case 'write': {
        const end = stoppedAt(findings) ?? effect.last + 1;
        const { task, content } = effect;
        for (let page = effect.first; page < end; page++)
          this.#tasks.get(task)?.set(page, {
            lo: contentLow(content),
            hi: contentHigh(content, page),
            isLazy: false,
          });
      }
    }
  }

  /** What differs from the run at its cursor, as lines; `pages` of each task's area are looked at. */
  differences(run: Timeline, pages: number): readonly string[] {
    const wrong: string[] = [];
    for (const [task, shadow] of this.#tasks) {
      for (let page = 0; page < pages; page++) {
        const written = shadow.get(page);
        const value = contentOf(run, task, page);
        if (value.kind === 'nothing') {
          if (written !== undefined && !written.isLazy) wrong.push(`${task}[${page}]: ${value.reason}`);
        } else if (value.kind === 'content' && written?.isLazy === true && isSame(value, ZERO)) {
          continue;
        } else if (value.kind !== 'content' || !isSame(value, written ?? ZERO)) {
          wrong.push(
            `${task}[${page}] holds ${idText(value)}, not ${idText({ kind: 'content', ...(written ?? ZERO) })}`,
          );
        }
      }
    }
    return wrong;
  }
}

const isSame = (a: Id, b: Id): boolean => a.lo === b.lo && a.hi === b.hi;

function idText(value: Value | ({ readonly kind: 'content' } & Id)): string {
  return value.kind === 'content' ? `${value.hi.toString(16)}:${value.lo.toString(16)}` : value.kind;
}

/** The page where a statement found no frame. */
function stoppedAt(findings: readonly Finding[]): number | undefined {
  const found = findings.find(({ code }) => code === 'VS0403');
  const page = found === undefined ? undefined : /Page (\d+) /.exec(found.message)?.[1];
  return page === undefined ? undefined : Number(page);
}

/** `.content` of one page of a task's heap. */
function contentOf({ context }: Timeline, task: string, page: number): Value {
  const index: Expression = { kind: 'number', value: BigInt(page), unit: 'plain', range: NOWHERE };
  const of: Expression = { kind: 'page', pages: { task, area: 'heap', first: index, last: index }, range: NOWHERE };
  return evaluate(context, { kind: 'member', of, name: 'content', range: NOWHERE }, {});
}
