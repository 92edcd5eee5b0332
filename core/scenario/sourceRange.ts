// From the parser's places to ours: lines from 1, columns from 0, ends exclusive.

import { GrammarUtils, type AstNode, type CstNode } from 'langium';
import { isArithmetic, isLogic } from './generated/ast.js';
import type { SourceRange } from './program.js';

export const START_OF_FILE: SourceRange = { line: 1, column: 0, endLine: 1, endColumn: 0 };

export function rangeOfCst(cst: CstNode | undefined): SourceRange {
  if (cst === undefined) return START_OF_FILE;
  const { start, end } = cst.range;
  return { line: start.line + 1, column: start.character, endLine: end.line + 1, endColumn: end.character };
}

/** The nodes of a chain `a + b + c` all carry the whole chain's text, so theirs is put together from the operands. */
export function rangeOf(node: AstNode): SourceRange {
  return isArithmetic(node) || isLogic(node)
    ? span(rangeOf(node.left), rangeOf(node.right))
    : rangeOfCst(node.$cstNode);
}

/** The range of what was assigned to a property; of the whole node where it has none. */
export function rangeOfProperty<N extends AstNode>(
  node: N,
  property: Extract<Exclude<keyof N, keyof AstNode>, string>,
  index?: number,
): SourceRange {
  const cst = GrammarUtils.findNodeForProperty(node.$cstNode, property, index);
  return cst === undefined ? rangeOf(node) : rangeOfCst(cst);
}

export function span(first: SourceRange, last: SourceRange): SourceRange {
  return { line: first.line, column: first.column, endLine: last.endLine, endColumn: last.endColumn };
}

/** The text of a node on one line, comments left out; a block is shown as `{ … }`. */
export function oneLine(node: AstNode, source: string): string {
  const cst = node.$cstNode;
  if (cst === undefined) return '';
  const text = source.slice(cst.offset, cst.end).replace(/\/\*[^]*?\*\/|\/\/[^\n]*/g, ' ');
  const block = text.includes('\n') ? text.indexOf('{') : -1;
  return (block < 0 ? text : `${text.slice(0, block)}{ … }`).replace(/\s+/g, ' ').trim();
}
