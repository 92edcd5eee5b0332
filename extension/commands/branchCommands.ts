// What can be done with branches: begin one here, go to one, rename, delete and compare them; from their view, the palette and the status bar.
import * as vscode from 'vscode';
import { typedChange } from '../../core/debug/branchCommand';
import { branchDescription, withDescendants, type BranchLists, type ListedBranch } from '../views/branchList';
import type { ComparisonDocuments } from '../views/comparisonDocuments';
import { askSession, NOT_STOPPED } from './activeSession';

type Filter = (branch: ListedBranch, isCurrent: boolean) => boolean;

/** Each takes the row of the view that it was called on, or lets the person pick: what is selected in the view is the branch that was gone to last, and not meant. */
export function registerBranchCommands(
  context: vscode.ExtensionContext,
  lists: BranchLists,
  documents: ComparisonDocuments,
): void {
  const choose = (given: unknown, placeHolder: string, filter: Filter): Promise<ListedBranch | undefined> =>
    chooseBranch(lists, given, placeHolder, filter);
  const isBranch: Filter = ({ parent }) => parent !== undefined;
  const commands: Readonly<Record<string, (argument: unknown) => unknown>> = {
    'vswap.branch.new': begin,
    'vswap.branch.switch': async (given) => {
      const branch = await choose(given, 'Branch to go to', (_, isCurrent) => !isCurrent);
      if (branch !== undefined && branch.name !== currentOf(lists)) await change({ switch: branch.name });
    },
    'vswap.branch.goWhereLeft': async (given) => {
      const branch = await choose(given, 'Branch that left there', isBranch);
      if (branch?.parent !== undefined) await change({ switch: branch.parent, step: branch.from });
    },
    'vswap.branch.rename': async (given) => rename(await choose(given, 'Branch to rename', isBranch)),
    'vswap.branch.delete': async (given) => remove(lists, await choose(given, 'Branch to delete', isBranch)),
    'vswap.branch.compare': () => compareTwo(lists, documents),
    'vswap.branch.compareWithCurrent': async (given) => {
      const branch = await choose(given, 'Branch to compare with the present one', (_, isCurrent) => !isCurrent);
      if (branch !== undefined) await compare(documents, branch.name, currentOf(lists));
    },
    'vswap.branch.compareWithParent': async (given) => {
      const branch = await choose(given, 'Branch to compare with the run that it left', isBranch);
      if (branch?.parent !== undefined) await compare(documents, branch.parent, branch.name);
    },
    'vswap.branch.firstDifference': (given) => goToParting(documents, given),
  };
  for (const [name, run] of Object.entries(commands))
    context.subscriptions.push(vscode.commands.registerCommand(name, run));
}

const change = (args: object): Promise<unknown> => askSession('vswap/branches', args);

const currentOf = (lists: BranchLists): string | undefined => lists.of(vscode.debug.activeDebugSession?.id)?.current;

/** The row that the command was given, or what the person picks of those that are asked for. */
async function chooseBranch(
  lists: BranchLists,
  given: unknown,
  placeHolder: string,
  filter: Filter,
): Promise<ListedBranch | undefined> {
  const list = lists.of(vscode.debug.activeDebugSession?.id);
  if (list === undefined) return void vscode.window.showInformationMessage(NOT_STOPPED);
  const name = nameIn(given);
  const named = list.branches.find((one) => one.name === name);
  if (named !== undefined) return named;
  const isCurrent = (one: ListedBranch): boolean => one.name === list.current;
  const items = list.branches
    .filter((one) => filter(one, isCurrent(one)))
    .map((one) => ({ label: one.name, description: branchDescription(one, isCurrent(one)), one }));
  if (items.length === 0)
    return void vscode.window.showInformationMessage(
      'There are no branches: "vswap: New Branch Here..." begins one, and so does setting a variable.',
    );
  return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.one;
}

/** Of a row of the view; the branch may be gone, so what is told of it is looked up again. */
function nameIn(given: unknown): string | undefined {
  if (typeof given !== 'object' || given === null || !('branch' in given)) return undefined;
  const { branch } = given;
  if (typeof branch !== 'object' || branch === null || !('name' in branch)) return undefined;
  return typeof branch.name === 'string' ? branch.name : undefined;
}

const NO_CHANGE = 'Write a statement, such as writeback 4 pages, or a place and its new value: X = VALUE.';

/** What was typed and refused is there again the next time. */
let lastChange = '';

async function begin(): Promise<void> {
  const typed = await vscode.window.showInputBox({
    title: 'New Branch Here',
    prompt:
      'What is different: a statement, or a place and its new value; a name may stand before it, as in "refused: ..."',
    placeHolder: 'writeback 4 pages, or app.heap[0] = 0, or refused: fail swap charge once',
    value: lastChange,
    validateInput: (text) => (text.trim() === '' || typedChange(text) !== undefined ? undefined : NO_CHANGE),
  });
  if (typed === undefined || typed.trim() === '') return;
  lastChange = typed;
  const asked = typedChange(typed);
  if (asked === undefined) return void vscode.window.showInformationMessage(NO_CHANGE);
  if ((await change({ begin: asked })) !== undefined) lastChange = '';
}

async function rename(branch: ListedBranch | undefined): Promise<void> {
  if (branch === undefined) return;
  const to = await vscode.window.showInputBox({
    title: `Rename ${branch.name}`,
    prompt: 'Letters, digits, spaces, points and dashes',
    value: branch.name,
    validateInput: (text) => (text.trim() === '' ? 'A branch needs a name.' : undefined),
  });
  if (to !== undefined && to.trim() !== branch.name) await change({ rename: { name: branch.name, to } });
}

/** Asks only where others go with it. */
async function remove(lists: BranchLists, branch: ListedBranch | undefined): Promise<void> {
  const list = lists.of(vscode.debug.activeDebugSession?.id);
  if (branch === undefined || list === undefined) return;
  const others = withDescendants(list, branch.name).slice(0, -1);
  if (others.length > 0) {
    const answer = await vscode.window.showWarningMessage(
      `Delete "${branch.name}" and what branches off it?`,
      { modal: true, detail: others.join(', ') },
      'Delete',
    );
    if (answer !== 'Delete') return;
  }
  await change({ delete: branch.name, deep: true });
}

async function compareTwo(lists: BranchLists, documents: ComparisonDocuments): Promise<void> {
  const first = await chooseBranch(lists, undefined, 'Compare: the first branch', (_, isCurrent) => !isCurrent);
  if (first === undefined) return;
  const second = await chooseBranch(lists, undefined, `Compare "${first.name}" with`, (one) => one.name !== first.name);
  if (second !== undefined) await compare(documents, first.name, second.name);
}

async function compare(documents: ComparisonDocuments, a: string, b: string | undefined): Promise<void> {
  const session = vscode.debug.activeDebugSession;
  const answer = await askSession('vswap/compareBranches', { a, b, documents: true, count: 1000 });
  if (answer !== undefined && session !== undefined) await documents.open(session, answer.body);
}

/** From a comparison's link, which gives its document, or from its title bar or the palette. */
async function goToParting(documents: ComparisonDocuments, given: unknown): Promise<void> {
  const uri = typeof given === 'string' ? vscode.Uri.parse(given) : vscode.window.activeTextEditor?.document.uri;
  const place = documents.placeIn(uri);
  if (place === undefined)
    return void vscode.window.showInformationMessage(
      'The two do not part there: they write the same, or the run is over on this side.',
    );
  await askSession('vswap/branches', { switch: place.branch, step: place.step }, place.session);
}
