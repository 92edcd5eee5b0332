// Adding, editing and removing swap breakpoints: from the palette, their view, the Variables view, the editor, and for the panel.
import * as vscode from 'vscode';
import type { OwnBreakpoint } from '../adapter/requestArguments';
import type { SessionFollower } from '../panel/sessionFollower';
import type { BreakpointList } from '../views/breakpointList';
import { breakpointLine, breakpointPlace } from '../views/breakpointText';
import { wordTarget } from '../views/wordTarget';
import { askSession, NOT_STOPPED } from './activeSession';
import { askBreakpoint } from './breakpointPrompt';

/** `chosen`: what is selected in the view, for keys that are pressed there. */
export function registerBreakpointCommands(
  context: vscode.ExtensionContext,
  list: BreakpointList,
  follower: SessionFollower,
  chosen: () => readonly OwnBreakpoint[],
): void {
  const commands: Readonly<Record<string, (argument: unknown) => unknown>> = {
    'vswap.breakpoints.add': () => add(list),
    'vswap.breakpoints.edit': async (one) => edit(list, await ofMany(list, one, chosen(), 'Breakpoint to edit')),
    'vswap.breakpoints.remove': async (one) => {
      const gone = isOfList(list, one) ? [one] : chosen();
      if (gone.length > 0) return list.remove(...gone);
      const picked = await ofMany(list, undefined, [], 'Breakpoint to remove');
      if (picked !== undefined) list.remove(picked);
    },
    'vswap.breakpoints.removeAll': () => list.replace([]),
    'vswap.breakOnVariable': (variable) => breakOnVariable(list, variable),
    'vswap.breakOnWord': () => breakOnWord(list, follower, undefined),
  };
  for (const [name, run] of Object.entries(commands))
    context.subscriptions.push(vscode.commands.registerCommand(name, run));
}

/** Breaks when the word that is selected in the panel changes, or one field of it. */
export function breakOnWord(list: BreakpointList, follower: SessionFollower, field: string | undefined): void {
  const word = follower.current?.look.state()?.word;
  if (word === undefined) void vscode.window.showInformationMessage(NOT_STOPPED);
  else addData(list, wordTarget(word, field));
}

function addData(list: BreakpointList, target: string): void {
  const terms = { condition: undefined, hitCondition: undefined, logMessage: undefined, enabled: true };
  list.add({ kind: 'data', target, access: 'write', ...terms });
  vscode.window.setStatusBarMessage(`Breaks when ${target} changes`, 3000);
}

async function add(list: BreakpointList): Promise<void> {
  const typed = await askBreakpoint('', 'Add Swap Breakpoint');
  if (typed !== undefined) list.add(typed);
}

async function edit(list: BreakpointList, one: OwnBreakpoint | undefined): Promise<void> {
  if (one === undefined) return;
  const typed = await askBreakpoint(breakpointLine(one), `Edit ${breakpointPlace(one)}`);
  if (typed !== undefined) list.exchange(one, typed);
}

/** The one that the command was given, or the one selected, or the one that the person picks. */
async function ofMany(
  list: BreakpointList,
  given: unknown,
  selected: readonly OwnBreakpoint[],
  placeHolder: string,
): Promise<OwnBreakpoint | undefined> {
  if (isOfList(list, given)) return given;
  if (selected[0] !== undefined) return selected[0];
  if (list.all.length === 0)
    return void vscode.window.showInformationMessage(
      'There are no swap breakpoints: "vswap: Add Breakpoint..." sets one.',
    );
  const items = list.all.map((one) => ({ label: breakpointLine(one), one }));
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.one;
}

const isOfList = (list: BreakpointList, one: unknown): one is OwnBreakpoint => list.all.some((other) => other === one);

/** The menu of the Variables view gives the variable and its parent as the debug protocol has them. */
async function breakOnVariable(list: BreakpointList, argument: unknown): Promise<void> {
  const found = variableIn(argument);
  if (found === undefined) return;
  const answer = await askSession('dataBreakpointInfo', found);
  const body = answer?.body;
  if (typeof body !== 'object' || body === null) return;
  const id = 'dataId' in body ? body.dataId : undefined;
  if (typeof id === 'string') return addData(list, id);
  const reason = 'description' in body && typeof body.description === 'string' ? body.description : found.name;
  void vscode.window.showInformationMessage(`VS0713: this cannot be watched: ${reason}`);
}

function variableIn(argument: unknown): { readonly variablesReference: number; readonly name: string } | undefined {
  if (typeof argument !== 'object' || argument === null || !('container' in argument) || !('variable' in argument))
    return undefined;
  const { container, variable } = argument;
  if (typeof container !== 'object' || container === null || typeof variable !== 'object' || variable === null)
    return undefined;
  const variablesReference = 'variablesReference' in container ? container.variablesReference : undefined;
  const name = 'name' in variable ? variable.name : undefined;
  return typeof variablesReference === 'number' && typeof name === 'string' ? { variablesReference, name } : undefined;
}
