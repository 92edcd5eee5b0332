// The view "Swap Branches" in Run and Debug: the program and the what-ifs that branch off it, each below the run that it left.
import * as vscode from 'vscode';
import { branchDescription, branchesBelow, branchTooltip, type BranchLists, type ListedBranch } from './branchList';

export const BRANCH_VIEW = 'vswap.branches';

/** A row: a branch as it was told last, of the session that the view shows. */
export interface BranchRow {
  readonly session: string;
  readonly branch: ListedBranch;
}

export class BranchTree implements vscode.TreeDataProvider<BranchRow>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #subscriptions: readonly { dispose(): void }[];
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(private readonly lists: BranchLists) {
    const refresh = (): void => this.#changed.fire(undefined);
    this.#subscriptions = [lists.onDidChange(refresh), vscode.debug.onDidChangeActiveDebugSession(refresh)];
  }

  getChildren(parent?: BranchRow): BranchRow[] {
    const session = parent?.session ?? vscode.debug.activeDebugSession?.id;
    const list = this.lists.of(session);
    if (session === undefined || list === undefined) return [];
    return branchesBelow(list, parent?.branch.name).map((branch) => ({ session, branch }));
  }

  getTreeItem(row: BranchRow): vscode.TreeItem {
    const { session, branch } = row;
    const list = this.lists.of(session);
    const isCurrent = list?.current === branch.name;
    const hasChildren = list !== undefined && branchesBelow(list, branch.name).length > 0;
    const { Expanded, None } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(branch.name, hasChildren ? Expanded : None);
    // VS Code keeps a row that was a leaf folded; with its first child it is a new row.
    item.id = `${session} ${branch.name}${hasChildren ? ' and more' : ''}`;
    item.description = branchDescription(branch, isCurrent);
    item.tooltip = branchTooltip(branch, isCurrent);
    item.iconPath = iconOf(branch, isCurrent);
    item.contextValue = `swapBranch${branch.parent === undefined ? '-main' : ''}${isCurrent ? '-current' : ''}`;
    item.command = { command: 'vswap.branch.switch', title: 'Switch to Branch', arguments: [row] };
    item.accessibilityInformation = { label: `${branch.name}, ${item.description}`, role: 'treeitem' };
    return item;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }
}

/** Where one stands has the icon of the present stack frame. */
function iconOf({ parent, finding }: ListedBranch, isCurrent: boolean): vscode.ThemeIcon {
  if (isCurrent)
    return new vscode.ThemeIcon(
      'debug-stackframe',
      new vscode.ThemeColor('debugIcon.breakpointCurrentStackframeForeground'),
    );
  if (finding !== undefined)
    return new vscode.ThemeIcon('warning', new vscode.ThemeColor('problemsWarningIcon.foreground'));
  return new vscode.ThemeIcon(parent === undefined ? 'circle-large-outline' : 'git-branch');
}
