// Where the run stands: kernel, step, statement and kernel function, and whether this is the past.
import { html, nothing, type TemplateResult } from 'lit';
import { button, checkbox, textField } from './controls';
import type { View } from './view';

export function header({ state, post }: View): TemplateResult {
  const { position, now } = state;
  const ahead = position.recorded - position.step;
  return html`<header>
    <div class="strip">
      <span class="kernel" title="kernel that is simulated">${state.kernel}</span>
      <span>cpu ${now.cpu}</span>
      <span class="step">step <b>${position.step}</b> of ${position.recorded}${position.complete ? '' : '+'}</span>
      ${position.past ? html`<span class="past" role="status">◀ IN THE PAST: ${ahead} recorded step${ahead === 1 ? '' : 's'} ahead</span>` : nothing}
      <span class="changes" title="words of memory that differ from the last stop"
        >Δ ${state.changedWords} word${state.changedWords === 1 ? '' : 's'}</span
      >
    </div>
    <div class="now">
      <button class="link" title="Show the statement in the editor" @click=${() => post({ kind: 'revealStatement' })}>
        <span class="line">${now.line ?? ''}</span><code>${now.statement}</code>
      </button>
      ${
        now.function === undefined
          ? html`<span class="dim">next: this statement</span>`
          : html`<button
              class="link"
              title="Show the function in the Code view"
              @click=${() => post({ kind: 'openCode' })}
            >
              <code><b>${now.function}</b></code
              ><code class="next">${now.step ?? ''}</code>
            </button>`
      }
    </div>
    <div class="tools">
      ${textField('Go to slot, page or address (Enter)', 'vswap:512, app.heap[3], 0x\u2026', (target) => post({ kind: 'goTo', target: target.slice(0, 200) }), { size: 22, id: 'go-to' })}
      ${button('\u25c1\u0394', () => post({ kind: 'nextChanged', direction: -1 }), { title: 'Previous changed slot', disabled: state.changedWords === 0 })}
      ${button('\u0394\u25b7', () => post({ kind: 'nextChanged', direction: 1 }), { title: 'Next changed slot', disabled: state.changedWords === 0 })}
      ${checkbox('follow changes', state.follows, (on) => post({ kind: 'follow', on }), 'At each stop, go to where words changed')}
    </div>
  </header>`;
}
