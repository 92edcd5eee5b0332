// Tells the editor what to evaluate when the pointer rests on something during a debug session.
import * as vscode from 'vscode';
import { expressionAt } from './hoverExpression';

export const expressionProvider: vscode.EvaluatableExpressionProvider = {
  provideEvaluatableExpression(document, position) {
    const found = expressionAt(document.lineAt(position.line).text, position.character);
    if (found === undefined) return undefined;
    const range = new vscode.Range(position.line, found.start, position.line, found.end);
    return new vscode.EvaluatableExpression(range, found.expression);
  },
};
