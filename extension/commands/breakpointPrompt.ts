// Asks for a swap breakpoint as one line, and offers the kernel functions that may be meant.
import * as vscode from 'vscode';
import { pseudoSource } from '../../core/mm/generated/pseudoSource';
import type { OwnBreakpoint } from '../adapter/requestArguments';
import { breakpointSuggestions, type Suggestion } from '../views/breakpointSuggestions';
import { typedBreakpoint } from '../views/breakpointText';

const PLACEHOLDER =
  'Function, FUNCTION:LINE, line, expression or address; then write, read or readWrite, if CONDITION, hit COUNT, log MESSAGE';

interface Item extends vscode.QuickPickItem {
  readonly suggestion: Suggestion;
  /** What was typed when it was offered. */
  readonly typed: string;
}

/** undefined: nothing was chosen. */
export function askBreakpoint(value: string, title: string): Promise<OwnBreakpoint | undefined> {
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = title;
  pick.placeholder = PLACEHOLDER;
  pick.value = value;
  const offer = (): void => {
    pick.items = breakpointSuggestions(pick.value, pseudoSource).map((suggestion) => ({
      label: suggestion.label,
      description: suggestion.description,
      alwaysShow: true,
      suggestion,
      typed: pick.value,
    }));
  };
  offer();
  return new Promise((resolve) => {
    pick.onDidChangeValue(offer);
    pick.onDidAccept(() => {
      const chosen = chosenOf(pick);
      if (chosen === undefined) return;
      resolve(chosen);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

/** Enter may come before the offers for the last letters: then the line counts. */
function chosenOf({ activeItems: [active], value }: vscode.QuickPick<Item>): OwnBreakpoint | undefined {
  if (active?.typed === value) return active.suggestion.breakpoint;
  const typed = typedBreakpoint(value, pseudoSource);
  return typed.kind === 'breakpoint' ? typed.breakpoint : undefined;
}
