// The text of a log point: what stands in braces is an expression, evaluated where the run passes; `{{` and `}}` are braces.

export type LogPart =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'expression'; readonly text: string };

/** Total: a brace that nothing closes is text. */
export function parseLog(message: string): readonly LogPart[] {
  const parts: LogPart[] = [];
  let text = '';
  for (const [piece, open, close, inner] of message.matchAll(/(\{\{)|(\}\})|\{([^{}]*)\}|[^{}]+|[{}]/g)) {
    if (inner === undefined) {
      text += open !== undefined ? '{' : close !== undefined ? '}' : piece;
      continue;
    }
    if (text !== '') parts.push({ kind: 'text', text });
    text = '';
    parts.push({ kind: 'expression', text: inner });
  }
  if (text !== '') parts.push({ kind: 'text', text });
  return parts;
}
