// Everything the panel does, as commands: the keyboard's way to it, and the palette's.
import * as vscode from 'vscode';
import type { CodeView } from '../panel/codeView';
import type { SessionFollower } from '../panel/sessionFollower';
import type { SwapPanel } from '../panel/swapPanel';
import { wordSummary } from '../../core/report/panelStateWord';
import { NOT_STOPPED } from './activeSession';

export function registerPanelCommands(
  context: vscode.ExtensionContext,
  follower: SessionFollower,
  panel: SwapPanel,
  code: CodeView,
): void {
  const commands: Readonly<Record<string, () => unknown>> = {
    'vswap.openPanel': () => panel.open(),
    'vswap.openCode': () => code.open(panel.visibleColumn),
    'vswap.nextChange': () => panel.click({ kind: 'nextChanged', direction: 1 }),
    'vswap.previousChange': () => panel.click({ kind: 'nextChanged', direction: -1 }),
    'vswap.selectPage': () => selectPage(follower, panel),
    'vswap.goTo': () => goTo(panel),
    'vswap.copyWord': () => copyWord(follower),
  };
  for (const [name, run] of Object.entries(commands))
    context.subscriptions.push(vscode.commands.registerCommand(name, run));
}

async function selectPage(follower: SessionFollower, panel: SwapPanel): Promise<void> {
  const tasks = follower.current?.look.state()?.tasks;
  if (tasks === undefined) return void vscode.window.showInformationMessage(NOT_STOPPED);
  const areas = tasks.flatMap((task) =>
    task.areas.map((area) => ({ label: `${task.name}.${area.name}`, description: `${area.pages} pages`, task, area })),
  );
  const chosen = await vscode.window.showQuickPick(areas, { placeHolder: 'Task and area' });
  if (chosen === undefined) return;
  const { pages } = chosen.area;
  const typed = await vscode.window.showInputBox({
    prompt: `Page of ${chosen.label}, 0 to ${pages - 1}`,
    value: '0',
    validateInput: (text) =>
      /^\d{1,15}$/.test(text) && Number(text) < pages ? undefined : `Expected a page number from 0 to ${pages - 1}.`,
  });
  if (typed === undefined) return;
  panel.click({ kind: 'selectPage', page: { task: chosen.task.name, area: chosen.area.name, page: Number(typed) } });
  await panel.open();
}

async function goTo(panel: SwapPanel): Promise<void> {
  const target = await vscode.window.showInputBox({
    prompt: 'Slot, page, or address of a table word',
    placeHolder: 'vswap:512, app.heap[3], 0xffff888000015818',
  });
  if (target === undefined || target.trim() === '') return;
  panel.click({ kind: 'goTo', target: target.slice(0, 200) });
  await panel.open();
}

async function copyWord(follower: SessionFollower): Promise<void> {
  const word = follower.current?.look.state()?.word;
  if (word === undefined) return void vscode.window.showInformationMessage(NOT_STOPPED);
  await vscode.env.clipboard.writeText(wordSummary(word));
  vscode.window.setStatusBarMessage(`Copied ${word.word}`, 3000);
}
