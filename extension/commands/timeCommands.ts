// Moves through time that the editor has no command for: the reverse twins of its steps, and places in time by number, name, write or truth.
import * as vscode from 'vscode';
import { check } from '../../core/protocol/schema';
import { programPath } from '../adapter/editorProgram';
import type { OwnMove, SeekTo } from '../adapter/requestArguments';
import type { SessionFollower } from '../panel/sessionFollower';
import { wordAddress } from '../views/wordTarget';
import { askSession, NOT_STOPPED } from './activeSession';
import { placeOf, seekChoices, timePlaces, type SeekChoice, type TimePlaces } from './seekChoices';

type Direction = 'forward' | 'backward';

export function registerTimeCommands(context: vscode.ExtensionContext, follower: SessionFollower): void {
  const move = (name: OwnMove) => () => askSession('vswap/move', { move: name, ...ofCpu() });
  const commands: Readonly<Record<string, () => unknown>> = {
    'vswap.stepBackOver': move('stepBackOver'),
    'vswap.stepBackInto': move('stepBackInto'),
    'vswap.stepBackOut': move('stepBackOut'),
    'vswap.continueCpu': move('continueCpu'),
    'vswap.stepAnyCpu': move('anyStep'),
    'vswap.nextStatement': move('nextStatement'),
    'vswap.previousStatement': move('previousStatement'),
    'vswap.stepWrite': move('nextWrite'),
    'vswap.stepBackWrite': move('previousWrite'),
    'vswap.runBackToCursor': runBackToCursor,
    'vswap.seek': seekByName,
    'vswap.goNewest': goNewest,
    'vswap.addBookmark': addBookmark,
    'vswap.removeBookmark': removeBookmark,
    'vswap.nextWriteOfWord': () => seekWrite(follower, 'forward'),
    'vswap.previousWriteOfWord': () => seekWrite(follower, 'backward'),
    'vswap.nextHit': () => seek({ kind: 'hit', direction: 'forward' }),
    'vswap.previousHit': () => seek({ kind: 'hit', direction: 'backward' }),
    'vswap.nextTruth': () => seekTruth('forward'),
    'vswap.previousTruth': () => seekTruth('backward'),
  };
  for (const [name, run] of Object.entries(commands))
    context.subscriptions.push(vscode.commands.registerCommand(name, run));
}

/** The CPU that is selected in the Call Stack view. */
function ofCpu(): { readonly threadId?: number } {
  const item = vscode.debug.activeStackItem;
  return item === undefined ? {} : { threadId: item.threadId };
}

const seek = (to: SeekTo): Promise<unknown> => askSession('vswap/seek', { to });

async function runBackToCursor(): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined)
    return void vscode.window.showInformationMessage('Put the cursor on the line to run back to, then try again.');
  const { document, selection } = editor;
  const source = { path: programPath(document.uri) };
  await askSession('vswap/runTo', { source, line: selection.active.line + 1, direction: 'backward' });
}

async function placesNow(): Promise<TimePlaces | undefined> {
  const answer = await askSession('vswap/bookmarks', {});
  return answer === undefined ? undefined : check(timePlaces, answer.body).value;
}

async function goNewest(): Promise<void> {
  const places = await placesNow();
  if (places !== undefined) await seek({ kind: 'step', step: places.newest });
}

async function seekByName(): Promise<void> {
  const places = await placesNow();
  if (places === undefined) return;
  const chosen = await chooseTyping(places);
  if (chosen !== undefined) await seek(chosen.to);
}

type Item = vscode.QuickPickItem & { readonly choice: SeekChoice };

/** A list that takes in what is typed, when it is a step or a percentage. */
function chooseTyping(places: TimePlaces): Promise<SeekChoice | undefined> {
  const pick = vscode.window.createQuickPick<Item>();
  const show = (typed: string): void => {
    pick.items = seekChoices(typed, places).map((choice) => ({
      label: `$(${choice.icon}) ${choice.label}`,
      description: choice.description,
      alwaysShow: choice.isTyped,
      choice,
    }));
  };
  pick.title = `Go to a place in time (step ${places.step} of ${places.recorded})`;
  pick.placeholder = 'A step number, a percentage such as 50%, a bookmark or a label';
  show('');
  return new Promise((resolve) => {
    pick.onDidChangeValue(show);
    pick.onDidAccept(() => {
      // Enter may come before the list has taken in what was typed.
      const typed = seekChoices(pick.value, places).find(({ isTyped }) => isTyped);
      const chosen = pick.selectedItems[0]?.choice ?? typed;
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

async function addBookmark(): Promise<void> {
  const places = await placesNow();
  if (places === undefined) return;
  const name = await vscode.window.showInputBox({
    prompt: `Name of the bookmark at step ${places.step}`,
    value: `step ${places.step}`,
    validateInput: (typed) =>
      typed.trim() === '' || typed.length > 200 ? 'Expected a name of at most 200 characters.' : undefined,
  });
  if (name === undefined) return;
  if ((await askSession('vswap/bookmarks', { set: name.trim() })) !== undefined)
    vscode.window.setStatusBarMessage(`Bookmark "${name.trim()}" at step ${places.step}`, 3000);
}

async function removeBookmark(): Promise<void> {
  const places = await placesNow();
  if (places === undefined) return;
  if (places.bookmarks.length === 0)
    return void vscode.window.showInformationMessage('There are no bookmarks: "vswap: Add Bookmark..." sets one.');
  const items = places.bookmarks.map((one) => ({ label: one.name, description: placeOf(one) }));
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: 'Bookmark to remove' });
  if (chosen !== undefined) await askSession('vswap/bookmarks', { delete: chosen.label });
}

async function seekWrite(follower: SessionFollower, direction: Direction): Promise<void> {
  const word = follower.current?.look.state()?.word;
  if (word === undefined) return void vscode.window.showInformationMessage(NOT_STOPPED);
  await seek({ kind: 'data', target: wordAddress(word), access: 'write', direction });
}

let lastExpression = '';

async function seekTruth(direction: Direction): Promise<void> {
  const expression = await vscode.window.showInputBox({
    prompt: `Go to the ${direction === 'forward' ? 'next' : 'last'} step at which this becomes true`,
    placeHolder: 'app.heap[0] is phys',
    value: lastExpression,
  });
  if (expression === undefined || expression.trim() === '') return;
  lastExpression = expression;
  await seek({ kind: 'truth', expression, direction });
}
