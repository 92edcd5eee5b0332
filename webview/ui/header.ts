// Where the run stands: kernel, step, statement and kernel function, why it stopped, and whether this is the past.
import { html, nothing, type TemplateResult } from 'lit';
import { timeText } from '../../core/protocol/timeText';
import { button, checkbox, textField } from './controls';
import type { View } from './view';

export function header(view: View): TemplateResult {
  const { state, post } = view;
  const { position, now } = state;
  const { place, behind } = timeText(position);
  return html`<header>
    <div class="strip">
      <span class="kernel" title="kernel that is simulated">${state.kernel}</span>
      <span>cpu ${now.cpu}</span>
      <span class="step">${place}</span>
      ${
        behind === undefined
          ? nothing
          : html`<span class="past" role="status">◀ IN THE PAST: ${behind}</span>
              <button class="link" title="Go to the newest step" @click=${() => post({ kind: 'goNewest' })}>
                newest ▶
              </button>`
      }
      ${tools(view)}
    </div>
    <div class="now">
      <button class="link" title="Show the statement in the editor" @click=${() => post({ kind: 'revealStatement' })}>
        <span class="line">${now.line ?? ''}</span><code>${now.statement}</code>
      </button>
      ${
        now.function === undefined
          ? now.above > 0
            ? nothing
            : html`<span class="dim">${position.atEnd ? 'end of program' : 'about to run'}</span>`
          : html`<button
              class="link"
              title="Show the function in the Code view"
              @click=${() => post({ kind: 'openCode' })}
            >
              <code><b>${now.function}</b></code
              ><code class="next">${now.step ?? ''}</code>
            </button>`
      }
      ${
        now.above === 0
          ? nothing
          : html`<span class="dim" title="The frame that is selected in the Call Stack view"
              >called ${count(now.above, 'function')}</span
            >`
      }
    </div>
    ${now.stop?.failed === true ? html`<p class="failed" role="alert">✘ ${now.stop.why}</p>` : nothing}
  </header>`;
}

function tools({ state, post }: View): TemplateResult {
  const isUnchanged = state.changedWords === 0;
  const go = (target: string): void => post({ kind: 'goTo', target: target.slice(0, 200) });
  const step = (label: string, title: string, direction: 1 | -1): TemplateResult =>
    button(label, () => post({ kind: 'nextChanged', direction }), { title, disabled: isUnchanged });
  return html`<div class="tools">
    ${textField('Go to a slot, a page or the address of a table word (Enter)', 'go to vswap:512', go, { size: 13, id: 'go-to' })}
    <span class="changes" role="group" aria-label="changed slots">
      ${step('\u25c1', 'Previous changed slot', -1)}
      <span title="words of memory that differ from the last stop">Δ ${count(state.changedWords, 'word')}</span>
      ${step('\u25b7', 'Next changed slot', 1)}
    </span>
    ${checkbox('follow', state.follows, (on) => post({ kind: 'follow', on }), 'At each stop, go to where words changed')}
  </div>`;
}

const count = (number: number, thing: string): string => `${number} ${thing}${number === 1 ? '' : 's'}`;
