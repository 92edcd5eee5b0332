// The status bar's word on where in time the session stands: plain at the newest step, on a warning's ground in the past.
import * as vscode from 'vscode';
import { check, flag, integer, struct, type Infer } from '../../core/protocol/schema';
import { DEBUG_TYPE } from '../adapter/configurations';
import { timeText } from './timeText';

const step = integer(0, Number.MAX_SAFE_INTEGER);
/** What is used of the event `vswap/stopped`. */
const place = struct({ step, newest: step, recorded: step, past: flag });

export class TimeStatus implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem('vswap.time', vscode.StatusBarAlignment.Left, 50);
  readonly #places = new Map<string, Infer<typeof place>>();
  readonly #subscriptions: readonly vscode.Disposable[];

  constructor() {
    this.#item.name = 'Swap debugger: place in time';
    this.#item.command = 'vswap.seek';
    this.#subscriptions = [
      vscode.debug.onDidReceiveDebugSessionCustomEvent(({ session, event, body }) => {
        if (session.type !== DEBUG_TYPE || event !== 'vswap/stopped') return;
        const { value } = check(place, body);
        if (value !== undefined) this.#places.set(session.id, value);
        this.#show();
      }),
      vscode.debug.onDidTerminateDebugSession(({ id }) => {
        this.#places.delete(id);
        this.#show();
      }),
      vscode.debug.onDidChangeActiveDebugSession(() => this.#show()),
    ];
  }

  #show(): void {
    const id = vscode.debug.activeDebugSession?.id;
    const at = id === undefined ? undefined : this.#places.get(id);
    if (at === undefined) return this.#item.hide();
    const { text, tooltip } = timeText(at);
    this.#item.text = text;
    this.#item.tooltip = tooltip;
    this.#item.accessibilityInformation = { label: text.replace(/\$\([^)]*\) /, ''), role: 'button' };
    this.#item.backgroundColor = at.past ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    this.#item.show();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#item.dispose();
  }
}
