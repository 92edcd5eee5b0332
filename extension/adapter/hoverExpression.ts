// Which expression a person means by pointing at a column of a line: the editor's own guess knows no ranges, slots or calls.

export interface FoundExpression {
  readonly expression: string;
  /** Columns, 0-based, `end` exclusive. */
  readonly start: number;
  readonly end: number;
}

/** A name, a call or a slot, then members and page ranges. */
const EXPRESSION = /[A-Za-z_]\w*(?:\([^()]*\)|:\d+)?(?:\.[A-Za-z_][\w-]*|\[[^[\]]*\])*/g;
const LONGEST_LINE = 1000;

/** undefined: no expression there. Within the parentheses of a call, the argument is meant. */
export function expressionAt(line: string, column: number): FoundExpression | undefined {
  if (line.length > LONGEST_LINE) return undefined;
  for (const match of line.matchAll(EXPRESSION)) {
    const [text] = match;
    const start = match.index;
    const end = start + text.length;
    if (column < start || column >= end) continue;
    const open = start + text.indexOf('(') + 1;
    const close = start + text.indexOf(')');
    if (open > start && column >= open && column < close) {
      const inner = expressionAt(line.slice(open, close), column - open);
      return inner && { ...inner, start: inner.start + open, end: inner.end + open };
    }
    return { expression: withTask(line, start, text), start, end };
  }
  return undefined;
}

/** In `app: read heap[0]` the pages are those of app. */
function withTask(line: string, start: number, text: string): string {
  const task = /(?:^|\{)\s*([A-Za-z_]\w*):\s[^{}]*$/.exec(line.slice(0, start))?.[1];
  return task !== undefined && /^\w+\[/.test(text) ? `${task}.${text}` : text;
}
