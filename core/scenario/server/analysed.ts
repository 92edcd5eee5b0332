// The analysis of an open document, made once for each version of its text and shared by every request.

import type { LangiumDocument } from 'langium';
import type { Position } from 'vscode-languageserver-protocol';
import { analyse, type Analysis } from '../compile.js';
import { isScenario, type Scenario } from '../generated/ast.js';
import type { Declaration } from '../names.js';
import type { SourceRange } from '../program.js';
import { contains } from './positions.js';

const analyses = new WeakMap<Scenario, Analysis>();

/** A new version of the text has a new syntax tree, so the tree is the key. */
export function analysisOf(document: LangiumDocument): Analysis {
  const scenario = scenarioOf(document);
  const known = analyses.get(scenario);
  if (known !== undefined) return known;
  const made = analyse({ ...document.parseResult, value: scenario }, document.textDocument.getText());
  analyses.set(scenario, made);
  return made;
}

export function scenarioOf(document: LangiumDocument): Scenario {
  const { value } = document.parseResult;
  if (!isScenario(value)) throw new Error(`${document.uri.toString()} is no scenario: the server has one language.`);
  return value;
}

/** What is declared or used at a place, and the range of that one use. */
export function nameAt(
  analysis: Analysis,
  position: Position,
): { readonly declaration: Declaration; readonly range: SourceRange } | undefined {
  for (const declaration of analysis.declarations) {
    for (const range of [declaration.range, ...declaration.references]) {
      if (contains(range, position)) return { declaration, range };
    }
  }
  return undefined;
}
