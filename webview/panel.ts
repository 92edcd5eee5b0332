// Entry point of the panel's page: draws each state the host sends, sends back what was clicked.
import { html, nothing, render } from 'lit';
import { panelConversation, type PanelToView } from '../core/protocol/panel';
import type { PanelState } from '../core/protocol/panelStateShape';
import { timeText } from '../core/protocol/timeText';
import { connect } from './host';
import './panel.css';
import { registerControls } from './ui/controls';
import { idleView, panelView } from './ui/panelView';
import { choicesFrom, type ViewChoices } from './ui/view';
import type { Breakpoints } from './ui/watched';

registerControls();

let state: PanelState | undefined;
let breakpoints: Breakpoints = { all: [], watched: [] };
let idleReason = 'Waiting for the debugger\u2026';
let notice = '';
const host = connect(panelConversation, receive, (reason) => {
  notice = reason;
  draw();
});
let choices: ViewChoices = choicesFrom(host.remembered());

function receive(message: PanelToView): void {
  switch (message.kind) {
    case 'state':
      state = message.state;
      notice = '';
      break;
    case 'breakpoints':
      // The state that it belongs to comes next.
      breakpoints = message;
      return;
    case 'idle':
      state = undefined;
      idleReason = message.reason;
      break;
    case 'refused':
      notice = message.reason;
      break;
  }
  draw();
}

function choose(change: Partial<ViewChoices>): void {
  choices = { ...choices, ...change };
  host.remember(choices);
  draw();
}

/** What a screen reader is told of a stop: the rest it reads when it goes there. */
function announcement(): string {
  if (state === undefined) return idleReason;
  const { now, position, changedWords } = state;
  const { place, behind } = timeText(position);
  return `${place}, ${now.function ?? now.statement}, ${changedWords} words changed${behind === undefined ? '' : ', in the past'}`;
}

function draw(): void {
  const content =
    state === undefined ? idleView(idleReason) : panelView({ state, breakpoints, choices, post: host.post, choose });
  render(
    html`${content}
      <div class="visually-hidden" aria-live="polite">${announcement()}</div>
      ${notice === '' ? nothing : html`<div class="notice" role="alert">${notice} <button class="tool" aria-label="Dismiss" @click=${dismiss}>✕</button></div>`}`,
    document.body,
  );
}

function dismiss(): void {
  notice = '';
  draw();
}

draw();
host.post({ kind: 'ready' });
