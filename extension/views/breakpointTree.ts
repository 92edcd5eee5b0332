// The view "Swap Breakpoints" in Run and Debug: VS Code lets no extension create data breakpoints, so ours have a list of their own.
import * as vscode from 'vscode';
import type { OwnBreakpoint } from '../adapter/requestArguments';
import type { BreakpointList } from './breakpointList';
import { breakpointPlace, breakpointTerms } from './breakpointText';

export const BREAKPOINT_VIEW = 'vswap.breakpoints';

/** What of the followed session the view shows. */
export interface Stopped {
  readonly session: string | undefined;
  /** Numbers of the breakpoints that the run stands at. */
  readonly hit: readonly number[];
}

export class BreakpointTree implements vscode.TreeDataProvider<OwnBreakpoint>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #subscription: { dispose(): void };
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(
    private readonly list: BreakpointList,
    private readonly stopped: () => Stopped,
  ) {
    this.#subscription = list.onDidChange(() => this.refresh());
  }

  refresh(): void {
    this.#changed.fire(undefined);
  }

  getChildren(parent?: OwnBreakpoint): OwnBreakpoint[] {
    return parent === undefined ? [...this.list.all] : [];
  }

  getTreeItem(one: OwnBreakpoint): vscode.TreeItem {
    const { session, hit } = this.stopped();
    const isOn = one.enabled !== false;
    const standing = this.list.standing(session, one);
    const problem = isOn && standing?.verified === false ? (standing.message ?? 'It could not be set.') : undefined;
    const isHit = standing !== undefined && standing.id > 0 && hit.includes(standing.id);
    const terms = breakpointTerms(one);
    const item = new vscode.TreeItem(breakpointPlace(one));
    item.description = [...(isHit ? ['stopped here'] : []), terms, ...(problem === undefined ? [] : [problem])]
      .filter((part) => part !== '')
      .join(' \u00b7 ');
    item.tooltip = [breakpointPlace(one), terms, ...(standing?.message === undefined ? [] : [standing.message])]
      .filter((part) => part !== '')
      .join('\n');
    item.iconPath = iconOf(one, isOn, problem !== undefined, isHit);
    item.checkboxState = {
      state: isOn ? vscode.TreeItemCheckboxState.Checked : vscode.TreeItemCheckboxState.Unchecked,
      tooltip: isOn ? 'Switch off' : 'Switch on',
    };
    item.contextValue = 'swapBreakpoint';
    item.accessibilityInformation = {
      label: `${breakpointPlace(one)}, ${item.description}${isOn ? '' : ', switched off'}`,
    };
    return item;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}

/** The shapes and colours of VS Code's own breakpoints. */
function iconOf(
  { kind, condition, hitCondition, logMessage }: OwnBreakpoint,
  isOn: boolean,
  isBroken: boolean,
  isHit: boolean,
): vscode.ThemeIcon {
  const isConditional = condition !== undefined || hitCondition !== undefined;
  const ofLine = isConditional ? '-conditional' : '';
  const shape =
    kind === 'data' ? '-data' : logMessage !== undefined ? '-log' : kind === 'function' ? '-function' : ofLine;
  if (isHit)
    return new vscode.ThemeIcon(
      'debug-stackframe',
      new vscode.ThemeColor('debugIcon.breakpointCurrentStackframeForeground'),
    );
  if (isBroken) return new vscode.ThemeIcon('warning', new vscode.ThemeColor('problemsWarningIcon.foreground'));
  return isOn
    ? new vscode.ThemeIcon(`debug-breakpoint${shape}`, new vscode.ThemeColor('debugIcon.breakpointForeground'))
    : new vscode.ThemeIcon(
        `debug-breakpoint${shape}-disabled`,
        new vscode.ThemeColor('debugIcon.breakpointDisabledForeground'),
      );
}
