// Words that cannot name anything: those that begin a statement, and those that join conditions.

import { isCounterGroup } from './counters.js';
import { STATEMENTS } from './statementWords.js';
import { findWord } from './wordInfo.js';

const JOINING = new Set(['and', 'or', 'not', 'is', 'all', 'once', 'always', 'times', 'schedule']);

export function isReserved(word: string): boolean {
  return JOINING.has(word) || isCounterGroup(word) || findWord(STATEMENTS, word) !== undefined;
}
