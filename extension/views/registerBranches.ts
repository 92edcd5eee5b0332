// Registers the view of branches, its status bar item, the documents of comparisons, and the commands for all of them.
import * as vscode from 'vscode';
import { registerBranchCommands } from '../commands/branchCommands';
import { BranchLists } from './branchList';
import { BranchStatus } from './branchStatus';
import { BranchSync } from './branchSync';
import { BRANCH_VIEW, BranchTree } from './branchTree';
import { ComparisonDocuments } from './comparisonDocuments';

export function registerBranches(context: vscode.ExtensionContext): void {
  const lists = new BranchLists();
  const tree = new BranchTree(lists);
  const documents = new ComparisonDocuments();
  context.subscriptions.push(
    tree,
    vscode.window.registerTreeDataProvider(BRANCH_VIEW, tree),
    documents,
    new BranchSync(lists),
    new BranchStatus(lists),
  );
  registerBranchCommands(context, lists, documents);
}
