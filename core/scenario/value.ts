// A value of an expression as the checks hold it, and how bounds of numbers combine.

import type { ValueType } from './expressionWords.js';
import type { Expression } from './program.js';

/** `bounds`: the least and largest value, where loop variables and literals tell them. */
export interface Value {
  readonly expression: Expression;
  readonly type: ValueType;
  readonly bounds: Bounds | undefined;
}

export interface Bounds {
  readonly min: number;
  readonly max: number;
}

export type Operator = Extract<Expression, { kind: 'binary' }>['operator'];

/** undefined: not known before the run. */
export function combineBounds(
  operator: Operator,
  left: Bounds | undefined,
  right: Bounds | undefined,
): Bounds | undefined {
  if (left === undefined || right === undefined) return undefined;
  switch (operator) {
    case '+':
      return { min: left.min + right.min, max: left.max + right.max };
    case '-':
      return { min: left.min - right.max, max: left.max - right.min };
    case '*': {
      const corners = [left.min * right.min, left.min * right.max, left.max * right.min, left.max * right.max];
      return { min: Math.min(...corners), max: Math.max(...corners) };
    }
    case '/':
    case '%':
    case '<<':
    case '>>':
    case '&':
    case '|':
      return undefined;
  }
}
